import type { RawItem } from '../export/item.ts'
import { type Child, type Children, readChild } from '../measure/child.ts'
import { linesOf } from '../spill/lines.ts'
import { createRecords, spillBytes } from '../spill/records.ts'

/** Children that are looked up in one go, and bytes of indexes that are then assayed in one. */
const groupNames = 10_000
const groupBytes = 2 ** 20

/** Indexes of one element. */
export interface Indexes {
  readonly raw: RawItem
  /** Which of the element's images they are, from 0 on. */
  readonly places: readonly number[]
  /** Digests of their entries. */
  readonly names: readonly string[]
  /** Of what they leave open. */
  readonly keys: readonly string[]
}

/** Some of the indexes, with the children of theirs that the export holds. */
export interface Group {
  readonly items: readonly RawItem[]
  /** Of each item. */
  readonly places: readonly (readonly number[])[]
  readonly children: Children
  /** Of what the indexes leave open. */
  readonly keys: readonly string[]
}

/** Indexes that wait for their children, and what the export's images have to say when an index asks. */
export interface Postponed {
  /**
   * Remembers images: a line each (see {@link writeChild}). The same can stand in an export twice: what is proven of it
   * counts.
   */
  meet(children: Uint8Array): void
  postpone(indexes: Indexes): void
  /** The indexes in the order of the export. */
  groups(): Generator<Group>
  /** The export's single images with these digests, each as often as it stands there. */
  imagesOf(digests: Iterable<string>): Generator<Child>
  close(): void
}

const lineFeed = 0x0a

type Head = Omit<Indexes, 'raw'> & { readonly raw: Omit<RawItem, 'bytes'> }

const encode = ({ raw: { bytes, ...raw }, ...rest }: Indexes): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify({ raw, ...rest } satisfies Head)}\n`), bytes])

const decode = (record: Buffer): Indexes => {
  const end = record.indexOf(lineFeed)
  const { raw, ...rest } = JSON.parse(record.toString('utf8', 0, end)) as Head
  // Copied: the record is a part of a block that goes when the next one is read.
  return { raw: { ...raw, bytes: Buffer.from(record.subarray(end + 1)) }, ...rest }
}

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createPostponed = (memory: number = spillBytes / 16): Postponed => {
  const indexes = createRecords(memory / 2)
  const images = createRecords(memory / 2)

  /** What was remembered of images with these digests. */
  function* remembered(names: ReadonlySet<string>): Generator<Child> {
    for (const record of images.read())
      for (const line of linesOf(record)) {
        const child = readChild(line, names)
        if (child !== null) yield child
      }
  }

  const childrenOf = (names: ReadonlySet<string>): Children => {
    const found = new Map<string, Child>()
    for (const child of remembered(names)) {
      if (found.get(child.digest)?.proven === true) continue
      if (child.proven || !found.has(child.digest)) found.set(child.digest, child)
    }
    return found
  }

  function* singleImages(names: ReadonlySet<string>): Generator<Child> {
    for (const child of remembered(names)) if (child.type === 'image') yield child
  }

  return {
    meet: (children) => images.add(children),
    postpone: (element) => indexes.add(encode(element)),
    *groups() {
      let items: RawItem[] = []
      let places: (readonly number[])[] = []
      let keys: string[] = []
      let bytes = 0
      const wanted = new Set<string>()
      for (const record of indexes.read()) {
        const one = decode(record)
        items.push(one.raw)
        places.push(one.places)
        keys.push(...one.keys)
        bytes += one.raw.bytes.length
        for (const name of one.names) wanted.add(name)
        if (wanted.size < groupNames && bytes < groupBytes) continue
        yield { items, places, children: childrenOf(wanted), keys }
        items = []
        places = []
        keys = []
        bytes = 0
        wanted.clear()
      }
      if (items.length > 0) yield { items, places, children: childrenOf(wanted), keys }
    },
    *imagesOf(digests) {
      const names = new Set<string>()
      for (const digest of digests) {
        names.add(digest)
        if (names.size < groupNames) continue
        yield* singleImages(names)
        names.clear()
      }
      if (names.size > 0) yield* singleImages(names)
    },
    close() {
      indexes.close()
      images.close()
    },
  }
}
