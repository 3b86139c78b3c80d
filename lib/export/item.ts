import type { JsonObject } from '../json/json.ts'
import type { Flaw } from '../json/scan.ts'
import type { RejectionCode } from './rejection.ts'

/** The kinds that a report speaks of; lists and import answers are taken apart into these. */
export const imageKinds = ['ImageStreamImage', 'ImageStreamTag', 'Image'] as const
export type ImageKind = (typeof imageKinds)[number]

/** Where in the input something stands. */
export interface Position {
  /** Index of the source. */
  readonly source: number
  /** Index of the document in its source. */
  readonly document: number
  /** JSON Pointer inside that document; `''` for the whole of it. */
  readonly path: string
}

/** One element of an export as bytes of JSON, delimited but not parsed yet: what a worker takes. */
export interface RawItem extends Position {
  readonly bytes: Buffer
  /**
   * Whether the splitter's own pass found no flaw in it; of what nobody reads, only the brackets are in `bytes` then.
   * Else a scan has yet to tell what is wrong with it, if anything is.
   */
  readonly sound: boolean
  /** Where it begins in the decompressed source; null where it was written from YAML. */
  readonly offset: number | null
}

/** One image of an export, parsed but not interpreted. */
export interface Item extends Position {
  readonly kind: ImageKind
  readonly value: JsonObject
  /** What `JSON.parse` hides; paths are relative to `value`. */
  readonly flaws: readonly Flaw[]
  /** What their offsets count from, in the decompressed source; null where it is YAML, read as the JSON that it stands for. */
  readonly offset: number | null
  /** The namespace of the import answer that the image was taken out of; null for what has metadata of its own. */
  readonly namespace: string | null
}

/** Something that could not be reported on, and why. */
export interface Rejection extends Position {
  readonly code: RejectionCode
  /** One sentence for people: what was found, what was expected, what to do. */
  readonly message: string
}
