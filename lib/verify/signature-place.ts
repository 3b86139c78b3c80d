import { dirname } from 'node:path/posix'
import { type Digest, parseDigest } from '../digest.ts'

/** Where a look-aside store files a signature. */
export interface SignaturePlace {
  /** `REPOSITORY@sha256=HEX/signature-N`, without the folders above. */
  readonly name: string
  /** Of the manifest that the signature is filed under. */
  readonly digest: Digest
  readonly number: number
}

/** `REPOSITORY@sha256=HEX/signature-N` (containers/image `docs/signature-protocols.md`); the repository's last part. */
const layout =
  /(?:^|\/)([a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*@([a-z0-9]+)=([0-9a-f]+)\/signature-([1-9][0-9]{0,5}))$/

/** What file systems take. */
const longestSegment = 255

/** The place of a signature that a path or a key says, or null where it says none. */
export const signaturePlace = (path: string): SignaturePlace | null => {
  const [, name, algorithm, hex, number] = layout.exec(path) ?? []
  const digest = name === undefined ? null : parseDigest(`${algorithm}:${hex}`)
  if (name === undefined || digest === null || dirname(name).length > longestSegment) return null
  return { name, digest, number: Number(number) }
}
