import type { Digest } from '../digest.ts'
import type { Limits } from '../limits.ts'
import type { Note } from '../note.ts'
import type { DetachedSignature, DetachedSignatures } from './evidence.ts'
import { noteSome } from './note-some.ts'
import type { SignaturePlace } from './signature-place.ts'

/** A detached signature that is there, and is read where an image asks for it. */
interface Filed extends SignaturePlace {
  /** Its path or key, for people. */
  readonly where: string
  /** Null where it is there no more. */
  read(): Promise<Uint8Array | null>
}

const byNumber = (one: Filed, other: Filed): number =>
  one.number - other.number || (one.name < other.name || one.where < other.where ? -1 : 1)

/**
 * Gathers detached signatures by where they are filed. One over `signatureBytes`, and all beyond `signatures` for one
 * manifest, are left out with a note.
 */
export const lookAside = (limits: Limits, tell: Note) => {
  const note = noteSome(tell, 'evidence: more signatures are not used')
  const filed = new Map<Digest, Filed[]>()

  const refuse = (where: string, size: number): void =>
    note(
      `evidence ${where}: the signature has ${size} bytes, and ${limits.signatureBytes} are the limit (limit signatureBytes, --limit signatureBytes=VALUE sets it); it is not used`,
    )

  const readOne = async (one: Filed): Promise<DetachedSignature[]> => {
    const { name, where } = one
    const bytes = await one.read()
    if (bytes === null) note(`evidence ${where}: it can no longer be read; it is not used`)
    else if (bytes.length > limits.signatureBytes) refuse(where, bytes.length)
    else return [{ name, bytes }]
    return []
  }

  return {
    add(place: SignaturePlace, where: string, size: number, read: Filed['read']): void {
      if (size > limits.signatureBytes) {
        refuse(where, size)
        return
      }
      const found = filed.get(place.digest) ?? []
      filed.set(place.digest, found)
      found.push({ ...place, where, read })
    },
    /** In the order of their numbers; null where there are none. */
    finish(): DetachedSignatures | null {
      for (const [digest, found] of filed) {
        const sorted = found.toSorted(byNumber)
        const [beyond] = sorted.splice(limits.signatures)
        if (beyond !== undefined)
          note(
            `evidence ${beyond.where}: ${limits.signatures} signatures of one manifest are the limit (limit signatures, --limit signatures=N sets it); this one and those after it are not used`,
          )
        filed.set(digest, sorted)
      }
      if (filed.size === 0) return null
      return {
        digests: new Set(filed.keys()),
        async read(digest) {
          const found: DetachedSignature[] = []
          for (const one of filed.get(digest) ?? []) found.push(...(await readOne(one)))
          return found
        },
      }
    },
  }
}
