import { verifyAtomic } from '../../lib/signature/atomic.ts'
import type { Keyring } from '../../lib/signature/keyring.ts'
import { digest, identity } from './openpgp-message.ts'

export const keyringOf = (...files: readonly Uint8Array[]): Keyring => ({
  files,
  digests: files.map(() => 'sha256:'),
})

export interface Judging {
  readonly digest?: string | null
  readonly identity?: string | null
  readonly at?: Date
  readonly signatureBytes?: number
}

/** What is found of a signature's content with these keys. */
export const judge = (content: Uint8Array, keyring: Keyring, judging: Judging = {}) =>
  verifyAtomic(
    Buffer.from(content),
    { digest, identity, ...judging },
    { keyring, at: new Date('2025-01-01T00:00:00Z'), signatureBytes: 2 ** 20, ...judging },
  )

/** Of a signature that does not hold nothing may stand as a fact. */
export const trustedFacts = ({
  keyId,
  keyFingerprint,
  digestMatches,
  identityMatches,
}: Awaited<ReturnType<typeof judge>>) => ({ keyId, keyFingerprint, digestMatches, identityMatches })

export const nothingTrusted = {
  keyId: null,
  keyFingerprint: null,
  digestMatches: null,
  identityMatches: null,
} as const
