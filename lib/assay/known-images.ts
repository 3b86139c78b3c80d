import { type Child, type Children, readChild } from '../measure/child.ts'
import { linesOf } from '../spill/lines.ts'
import { createRecords, spillBytes } from '../spill/records.ts'

/** Digests that are looked up in one go. */
const groupDigests = 10_000

/** What the export's images and indexes have to say when an index asks. */
export interface KnownImages {
  /**
   * Remembers images: a line each (see {@link writeChild}). The same can stand in an export twice: what is proven of it
   * counts.
   */
  add(children: Uint8Array): void
  /** Those with these digests, all of which are held in memory. */
  childrenOf(digests: ReadonlySet<string>): Children
  /** The export's single images with these digests, each as often as it stands there. */
  imagesOf(digests: Iterable<string>): Generator<Child>
  close(): void
}

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createKnownImages = (memory: number = spillBytes / 32): KnownImages => {
  const records = createRecords(memory)

  function* remembered(digests: ReadonlySet<string>): Generator<Child> {
    for (const record of records.read())
      for (const line of linesOf(record)) {
        const child = readChild(line, digests)
        if (child !== null) yield child
      }
  }

  function* singleImages(digests: ReadonlySet<string>): Generator<Child> {
    for (const child of remembered(digests)) if (child.type === 'image') yield child
  }

  return {
    add: (children) => records.add(children),
    childrenOf(digests) {
      const found = new Map<string, Child>()
      for (const child of remembered(digests)) {
        if (found.get(child.digest)?.proven === true) continue
        if (child.proven || !found.has(child.digest)) found.set(child.digest, child)
      }
      return found
    },
    *imagesOf(digests) {
      const group = new Set<string>()
      for (const digest of digests) {
        group.add(digest)
        if (group.size < groupDigests) continue
        yield* singleImages(group)
        group.clear()
      }
      if (group.size > 0) yield* singleImages(group)
    },
    close: () => records.close(),
  }
}
