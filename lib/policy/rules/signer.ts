import * as v from 'valibot'
import { identityMatches } from '../../image/identity.ts'
import type { RuleKind } from '../breach.ts'
import { imagePath, type Judged } from '../judged.ts'
import { expectedIdentity, type SignedAs, signedAs } from '../signed-as.ts'
import { listText } from '../words.ts'

const keyId = v.pipe(
  v.string(),
  v.regex(
    /^(?:[0-9A-Fa-f]{16}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/,
    'write a key ID of 16 hex digits or a whole fingerprint',
  ),
)

export const signerEntries = {
  keys: v.pipe(
    v.array(keyId),
    v.minLength(1, 'name a key'),
    v.description(
      'Key IDs (16 hex digits) or fingerprints of primary OpenPGP keys, one of which must have signed.',
    ),
  ),
  identity: v.optional(signedAs, 'matching'),
}
type Signer = v.InferOutput<v.StrictObjectSchema<typeof signerEntries, undefined>>

const shortId = 16
const version4 = 40

/** Whether two texts name one key: key IDs are the end of version 4 fingerprints and the beginning of later ones. */
const isSameKey = (one: string, other: string): boolean => {
  const [long = '', short = ''] = [one.toUpperCase(), other.toUpperCase()].toSorted(
    (a, b) => b.length - a.length,
  )
  if (short.length !== shortId || long.length === shortId) return long === short
  return long.length === version4 ? long.endsWith(short) : long.startsWith(short)
}

type Signature = Judged['signatures'][number]

/** Not by the report's `identityMatches`: of several rules that is for one. */
const isForName = (identity: SignedAs, reference: string | null, { claimedIdentity }: Signature): boolean => {
  if (identity === 'any') return true
  const expected = expectedIdentity(identity, reference)
  return expected !== null && claimedIdentity !== null && identityMatches(claimedIdentity, expected)
}

const counts = ({ keys, identity }: Signer, { reference }: Judged, signature: Signature): boolean =>
  signature.verdict === 'verified' &&
  signature.digestMatches === true &&
  isForName(identity, reference, signature) &&
  keys.some((key) => signature.keyId !== null && isSameKey(key, signature.keyId))

const most = 20

/** The first by the alphabet: reports and audits have the signatures in orders of their own. */
const found = (signatures: readonly Signature[]): string =>
  [...new Set(signatures.map(({ verdict, keyId: key }) => `${verdict}${key === null ? '' : ` ${key}`}`))]
    .toSorted()
    .slice(0, most)
    .join(', ')

const messageFor = (signatures: readonly Signature[], { identity }: Signer): string => {
  if (signatures.length === 0) return 'the image is not signed'
  if (signatures.every(({ verdict }) => verdict === 'not-checked'))
    return 'none of the signatures was checked, so none shows who signed'
  return `no signature is verified, of a required key${identity === 'any' ? '' : ' and made for this name'}`
}

const nameText = (identity: SignedAs): string => {
  if (identity === 'any') return ''
  const renamed =
    identity === 'matching' ? '' : `, with ${identity.signedPrefix} in place of ${identity.prefix}`
  return ` that was made for its name${renamed}`
}

export const signer: RuleKind<Signer> = {
  needsClock: false,
  judges: 'image',
  demands: ({ keys, identity }) =>
    `have a verified signature of ${keys.length === 1 ? 'key' : 'one of the keys'} ${listText(keys, 'or')}${nameText(identity)}`,
  breaches: (image, rule) => {
    const { signatures } = image
    if (signatures.some((signature) => counts(rule, image, signature))) return []
    return [
      {
        path: imagePath(image, 'signatures'),
        message: messageFor(signatures, rule),
        expected: `verified ${rule.keys.join(' or ')}`,
        actual: signatures.length === 0 ? null : found(signatures),
      },
    ]
  },
}
