import type { Certificate, SigningKey } from './certificate.ts'
import { type KeyState, keyStateAt, mergeHistories } from './key-history.ts'
import { type Keyring, keyIndex } from './keyring.ts'
import type { SignedMessage } from './message.ts'

/** A key that made a signature, and what it was when it did; or that may have, and cannot be relied on. */
export interface Signer {
  /** Of the primary key: upper-case hex, 64 bits. */
  readonly keyId: string
  /** Of the primary key: upper-case hex. */
  readonly fingerprint: string
  readonly state: KeyState
  /** Why no signature by it can be relied on, or null. */
  readonly problem: string | null
}

export type FoundKey =
  | { readonly status: 'signer'; readonly signer: Signer }
  /** `unreadable`: there is a key of that ID that openpgp cannot read. `other`: no key of that ID made the signature. */
  | { readonly status: 'unknown' | 'unreadable' | 'other' }

const certificates = new WeakMap<Keyring, Map<string, Promise<readonly Certificate[]>>>()

/** All copies of a certificate; one that cannot be read makes all of them count as unreadable: it might revoke them. */
const readAll = async (copies: readonly Buffer[]): Promise<readonly Certificate[]> => {
  // Loaded when there is a signature and a key with the ID that it names, never before.
  const { readCertificate } = await import('./certificate.ts')
  const read: Certificate[] = []
  for (const copy of copies) {
    try {
      read.push(await readCertificate(copy))
    } catch {
      return []
    }
  }
  return read
}

const certificatesOf = (keyring: Keyring, fingerprint: string): Promise<readonly Certificate[]> => {
  const known = certificates.get(keyring) ?? new Map<string, Promise<readonly Certificate[]>>()
  certificates.set(keyring, known)
  const found = known.get(fingerprint) ?? readAll(keyIndex(keyring).certificates.get(fingerprint) ?? [])
  known.set(fingerprint, found)
  return found
}

const merged = ([first, ...others]: readonly SigningKey[]): SigningKey | null => {
  if (first === undefined) return null
  const history = mergeHistories([first.history, ...others.map((other) => other.history)])
  const problem = [first, ...others].find((copy) => copy.problem !== null)?.problem ?? null
  return { ...first, history, problem }
}

/** The worse of what the primary key and the subkey were: a subkey counts only as long as its primary key does. */
const stateOf = (primary: SigningKey, subkey: SigningKey | null, time: number): KeyState => {
  const state = keyStateAt(primary.history, time, subkey === null)
  return state !== 'good' || subkey === null ? state : keyStateAt(subkey.history, time, true)
}

const signersIn = async (
  copies: readonly Certificate[],
  issuer: string,
  message: SignedMessage,
): Promise<Signer[]> => {
  const primary = merged(copies.map((copy) => copy.primary))
  const [first] = copies
  if (primary === null || first === undefined) return []
  const sub = merged(copies.flatMap(({ subkeys }) => subkeys.filter(({ id }) => id === issuer)))
  const candidates = [...(primary.id === issuer ? [null] : []), ...(sub === null ? [] : [sub])]
  const signers: Signer[] = []
  for (const subkey of candidates) {
    const key = subkey ?? primary
    // What cannot be relied on need not be calculated, and openpgp may not be able to.
    if (key.problem === null && !(await key.verify(message))) continue
    const state = stateOf(primary, subkey, message.signature.created)
    signers.push({ keyId: primary.id, fingerprint: first.fingerprint, state, problem: key.problem })
  }
  return signers
}

/**
 * The key of a keyring that made a signature. Key IDs are only a hint: every key with the ID is tried, and where several
 * certificates hold the key, one that counted then is preferred.
 */
export const findKey = async (message: SignedMessage, keyring: Keyring): Promise<FoundKey> => {
  const { issuer } = message.signature
  const fingerprints = issuer === null ? undefined : keyIndex(keyring).byId.get(issuer)
  if (issuer === null || fingerprints === undefined) return { status: 'unknown' }
  const signers: Signer[] = []
  let unreadable = false
  for (const fingerprint of [...fingerprints].toSorted()) {
    const copies = await certificatesOf(keyring, fingerprint)
    if (copies.length === 0) unreadable = true
    signers.push(...(await signersIn(copies, issuer, message)))
  }
  const signer = signers.find(({ state, problem }) => state === 'good' && problem === null) ?? signers[0]
  if (signer !== undefined) return { status: 'signer', signer }
  return { status: unreadable ? 'unreadable' : 'other' }
}
