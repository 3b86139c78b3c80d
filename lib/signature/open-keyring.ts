import { readFile, stat } from 'node:fs/promises'
import { digestBytes } from '../digest.ts'
import { AssayError } from '../error.ts'
import { filesBelow } from '../files-below.ts'
import type { Limits } from '../limits.ts'
import type { Note } from '../note.ts'
import type { Store } from '../store/store.ts'
import { systemErrorText } from '../system-error.ts'
import { documentsIn, type Keyring } from './keyring.ts'
import { readPackets, tags } from './packet.ts'

const privateBlock = '-----BEGIN PGP PRIVATE KEY BLOCK-----'

/** Why no keys are read from a file. */
interface Problem {
  readonly why: string
  /** Passed over in a folder, this would go unseen and matter. */
  readonly grave: boolean
}

const holdsPrivate: Problem = {
  why: 'it holds a private key; give the public one (gpg --export)',
  grave: true,
}
const holdsNone: Problem = { why: 'it holds no OpenPGP public keys', grave: false }
const holdsRevocation: Problem = {
  why: 'it holds a revocation without its key; import both with gpg and export the key',
  grave: true,
}

const problemOf = (bytes: Uint8Array): Problem | null => {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(privateBlock)) return holdsPrivate
  const documents = documentsIn(bytes).map((document) => readPackets(document))
  if (documents.length === 0 || documents.includes(null)) return holdsNone
  const packets = documents.flatMap((found) => found ?? [])
  if (packets.some(({ tag }) => tag === tags.secretKey || tag === tags.secretSubkey)) return holdsPrivate
  if (documents.some((found) => found?.[0]?.tag === tags.signature)) return holdsRevocation
  return packets.some(({ tag }) => tag === tags.publicKey) ? null : holdsNone
}

const tooLarge = (size: number, { keyBytes }: Limits): Problem => ({
  why: `it has ${size} bytes, and ${keyBytes} are the limit (limit keyBytes, --limit keyBytes=VALUE sets it)`,
  grave: true,
})

const unreadable = (name: string, why: string, cause?: unknown): AssayError =>
  new AssayError('keys-unreadable', `cannot read keys from ${name}: ${why}`, { cause })

/** Somewhere that keys may be: a file or an object. */
interface KeyPlace {
  readonly name: string
  readonly size: number
  /** Named itself, and no part of a folder, where other things may lie beside keys. */
  readonly named: boolean
  read(): Promise<Uint8Array | null>
}

const keysIn = async (place: KeyPlace, limits: Limits, note: Note): Promise<Uint8Array | null> => {
  const { name, size, named } = place
  const bytes = size > limits.keyBytes ? null : await place.read()
  if (bytes === null && size <= limits.keyBytes) return null
  const problem = bytes === null ? tooLarge(size, limits) : problemOf(bytes)
  if (problem === null) return bytes
  if (named || problem.grave) throw unreadable(name, problem.why)
  note(`keys ${name}: ${problem.why}; it is not used`)
  return null
}

async function* placesIn(path: string): AsyncGenerator<KeyPlace> {
  const found = await stat(path)
  const read = (file: string) => () => readFile(file)
  if (!found.isDirectory()) yield { name: path, size: found.size, named: true, read: read(path) }
  else
    for await (const file of filesBelow(path))
      yield { name: file, size: (await stat(file)).size, named: false, read: read(file) }
}

const keysInPath = async (path: string, limits: Limits, note: Note): Promise<Uint8Array[]> => {
  const files: Uint8Array[] = []
  try {
    for await (const place of placesIn(path)) {
      const bytes = await keysIn(place, limits, note)
      if (bytes !== null) files.push(bytes)
    }
  } catch (cause) {
    if (cause instanceof AssayError) throw cause
    throw unreadable(path, systemErrorText(cause), cause)
  }
  if (files.length === 0) throw unreadable(path, 'no file in it holds OpenPGP public keys')
  return files
}

const keysInStore = async (store: Store, limits: Limits, note: Note): Promise<Uint8Array[]> => {
  const files: Uint8Array[] = []
  for await (const { key, size } of store.list('keys/')) {
    const read = () => store.get(key)
    const bytes = await keysIn({ name: key, size, named: false, read }, limits, note)
    if (bytes !== null) files.push(bytes)
  }
  return files
}

/**
 * All the public keys of one run: those in files and folders, and those that the store keeps under `keys/`.
 * @throws AssayError `keys-unreadable` when a path cannot be read or holds no public keys, and what the store throws
 */
export const openKeyring = async (
  paths: readonly string[],
  store: Store | null,
  limits: Limits,
  note: Note = () => {},
): Promise<Keyring> => {
  const found: Uint8Array[] = []
  for (const path of paths) found.push(...(await keysInPath(path, limits, note)))
  if (store !== null) found.push(...(await keysInStore(store, limits, note)))
  const byDigest = new Map(found.map((bytes) => [digestBytes(bytes) as string, bytes]))
  const sorted = [...byDigest].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return { files: sorted.map(([, bytes]) => bytes), digests: sorted.map(([digest]) => digest) }
}
