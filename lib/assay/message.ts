import type { Digest } from '../digest.ts'
import { type FindingCounts, reportedLine } from '../report/reported.ts'
import { createLines, linesOf } from '../spill/lines.ts'
import type { CommonFacts } from '../verify/annotation-facts.ts'
import type { Hit } from '../verify/attempt.ts'
import type { Budget } from '../verify/budget.ts'
import type { AnnotationSearch, DeepSearch, Searched } from '../verify/deep-search.ts'
import type { DetachedSignature } from '../verify/evidence.ts'
import type { AssayedImage } from './assayed-image.ts'
import type { Contributions } from './contributions.ts'
import type { ImageOutcome } from './element.ts'
import type { Results, Task, Work } from './task.ts'

interface WithBytes {
  readonly bytes: Uint8Array
}

const joined = (pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** Both ways alike: what kind of items they are goes with what kind of work it is. */
const withItems = (work: Work, change: <Of extends WithBytes>(items: readonly Of[]) => Of[]): Work =>
  work.type === 'elements' ? { ...work, items: change(work.items) } : { ...work, items: change(work.items) }

/** A task on its way to another thread: all bytes in one buffer, which is handed over rather than copied. */
export interface PackedTask {
  readonly task: Task
  readonly buffer: ArrayBuffer
}

/** `buffer` is to be handed over with it; the given task stays as it is. */
export const packTask = ({ number, work }: Task): PackedTask => {
  const { buffer } = joined(work.items.map(({ bytes }) => bytes))
  let at = 0
  const inBuffer = withItems(work, (items) =>
    items.map((item) => {
      const bytes = Buffer.from(buffer, at, item.bytes.length)
      at += bytes.length
      return { ...item, bytes }
    }),
  )
  return { task: { number, work: inBuffer }, buffer }
}

/** Structured clones of a Buffer are none. */
export const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length)

const asHit = (hit: Hit): Hit => ({ ...hit, bytes: asBuffer(hit.bytes) })

/** What was found, of what another thread sent. */
export const unpackSearched = ({ found, budget }: Searched): Searched => ({
  found: found && { ...found, hit: asHit(found.hit) },
  budget,
})

/** The task as it was, of what the other thread was sent. */
export const unpackTask = ({ number, work }: Task): Task => {
  const given = withItems(work, (items) => items.map((item) => ({ ...item, bytes: asBuffer(item.bytes) })))
  if (given.type === 'elements') return { number, work: given }
  const settlements = new Map(
    Array.from(given.settlements, ([key, one]) => [key, { ...one, hit: one.hit && asHit(one.hit) }]),
  )
  return { number, work: { ...given, settlements } }
}

type LeftOutcome = Extract<ImageOutcome, WithBytes>
/** In place of an image's outcome: all but its line. */
type ImageHead = readonly [source: number, error: number, warning: number, info: number, settled: 0 | 1]
/** In place of that of one left for later: all but its bytes. */
type LeftHead = { readonly left: Omit<LeftOutcome, 'bytes'>; readonly length: number }
type PackedOutcome = ImageHead | LeftHead | Exclude<ImageOutcome, AssayedImage | LeftOutcome>

/** Results on their way back: what is read of every image is a few numbers and a line that need not be parsed. */
export interface PackedResults {
  /** JSON, which V8 writes and parses five times as fast as it clones many small objects. */
  readonly outcomes: string
  /** For each image. */
  readonly lines: Uint8Array<ArrayBuffer>
  /** The bytes of what is left for later, end to end. */
  readonly left: Uint8Array<ArrayBuffer>
  readonly contributions: Contributions
}

/** What {@link buffersIn} it finds is to be handed over: the given results must not be used any more then. */
export const packResults = ({ outcomes, contributions }: Results): PackedResults => {
  const lines = createLines()
  const left: Uint8Array[] = []
  const pack = (outcome: ImageOutcome): PackedOutcome => {
    if (outcome.type === 'rejection') return outcome
    if (outcome.type !== 'image') {
      const { bytes, ...rest } = outcome
      left.push(bytes)
      return { left: rest, length: bytes.length }
    }
    const { source, findings, line } = outcome.reported
    lines.add(line())
    return [source, findings.error, findings.warning, findings.info, outcome.settled ? 1 : 0]
  }
  return {
    outcomes: JSON.stringify(outcomes.map((ofElement) => ofElement.map(pack))),
    lines: lines.bytes(),
    left: joined(left),
    contributions,
  }
}

/** What is handed over rather than copied. */
export const buffersIn = ({ lines, left, contributions }: PackedResults): ArrayBuffer[] => {
  const { lessons, children, notes } = contributions
  const { claims, blobs } = notes
  return [
    ...[lines, left, lessons, children, claims.claimants].map(({ buffer }) => buffer),
    ...[...claims.rows, ...blobs.rows].map(({ block }) => block.bytes.buffer),
  ]
}

const isHead = (packed: PackedOutcome): packed is ImageHead => Array.isArray(packed)

/** The results as they were, of what {@link packResults} made. */
export const unpackResults = ({ outcomes, lines, left, contributions }: PackedResults): Results => {
  const reports = linesOf(Buffer.from(lines.buffer))
  let at = 0
  const unpack = (packed: PackedOutcome): ImageOutcome => {
    if (isHead(packed)) {
      const [source, error, warning, info, settled] = packed
      const findings: FindingCounts = { error, warning, info }
      const line = reports.next().value as Buffer
      return { type: 'image', reported: reportedLine(source, findings, line), settled: settled === 1 }
    }
    if (!('left' in packed)) return packed
    at += packed.length
    return { ...packed.left, bytes: left.subarray(at - packed.length, at) } as LeftOutcome
  }
  return {
    outcomes: (JSON.parse(outcomes) as PackedOutcome[][]).map((ofElement) => ofElement.map(unpack)),
    contributions,
  }
}

/** A search on its way to another thread, without what it has in common with others: that was sent before. */
export type PackedSearch = Exclude<DeepSearch, AnnotationSearch> | Omit<AnnotationSearch, 'common'>

export const packSearch = (
  search: DeepSearch,
): { readonly search: PackedSearch; readonly common: CommonFacts | null } => {
  if (search.type !== 'annotations') return { search, common: null }
  const { common, ...own } = search
  return { search: own, common }
}

/** The search as it was; `common` was sent last. */
export const unpackSearch = (search: PackedSearch, common: CommonFacts): DeepSearch =>
  search.type === 'annotations' ? { ...search, common } : search

/** What the main thread tells a worker. */
export type ToWorker =
  | { readonly type: 'task'; readonly id: number; readonly task: Task }
  | { readonly type: 'search'; readonly id: number; readonly search: PackedSearch; readonly budget: Budget }
  /** For the searches that follow. */
  | { readonly type: 'common'; readonly common: CommonFacts }
  | { readonly type: 'evidence'; readonly id: number; readonly bytes: Uint8Array | null }
  | { readonly type: 'signatures'; readonly id: number; readonly found: readonly DetachedSignature[] }

/** What a worker tells the main thread. */
export type FromWorker =
  | { readonly type: 'results'; readonly id: number; readonly results: PackedResults }
  | { readonly type: 'searched'; readonly id: number; readonly searched: Searched }
  | { readonly type: 'evidence' | 'signatures'; readonly id: number; readonly digest: Digest }
