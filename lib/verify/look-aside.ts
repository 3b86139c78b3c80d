import { readFile } from 'node:fs/promises'
import { type Digest, parseDigest } from '../digest.ts'
import type { Limits } from '../limits.ts'
import type { DetachedSignature, DetachedSignatures } from './evidence.ts'
import type { Note } from './note.ts'

/** `REPOSITORY@sha256=HEX/signature-N` (containers/image `docs/signature-protocols.md`). */
const layout = /(?:^|\/)([^/]+@([a-z0-9]+)=([0-9a-f]+)\/signature-([1-9][0-9]{0,5}))$/

interface Filed extends DetachedSignature {
  readonly number: number
}

const byNumber = (one: Filed, other: Filed): number =>
  one.number - other.number || (one.name < other.name ? -1 : 1)

/**
 * Gathers detached signatures out of files as a look-aside store files them. A file over `signatureBytes`, and all
 * beyond `signatures` for one manifest, are left out with a note.
 */
export const lookAside = (limits: Limits, note: Note) => {
  const filed = new Map<Digest, Filed[]>()
  const crowded = new Set<Digest>()
  return {
    /** Whether the file is a detached signature by its place; then it is taken, or noted. */
    async take(path: string, size: number): Promise<boolean> {
      const [, name, algorithm, hex, number] = layout.exec(path) ?? []
      const digest = name === undefined ? null : parseDigest(`${algorithm}:${hex}`)
      if (name === undefined || digest === null) return false
      const found = filed.get(digest) ?? []
      filed.set(digest, found)
      if (size > limits.signatureBytes)
        note(
          `evidence ${path}: the signature has ${size} bytes, and ${limits.signatureBytes} are the limit (limit signatureBytes, --limit signatureBytes=VALUE sets it); it is not used`,
        )
      else if (found.length < limits.signatures)
        found.push({ name, bytes: await readFile(path), number: Number(number) })
      else if (!crowded.has(digest)) {
        crowded.add(digest)
        note(
          `evidence ${path}: ${limits.signatures} signatures of one manifest are the limit (limit signatures, --limit signatures=N sets it); this one and those after it are not used`,
        )
      }
      return true
    },
    /** In the order of their numbers; null where there are none. */
    finish: (): DetachedSignatures | null =>
      filed.size === 0
        ? null
        : new Map(
            [...filed].map(([digest, found]) => [
              digest,
              found.toSorted(byNumber).map(({ name, bytes }) => ({ name, bytes })),
            ]),
          ),
  }
}
