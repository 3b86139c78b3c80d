import type { Digest } from '../digest.ts'
import type { RawItem } from '../export/item.ts'
import { type FindingCounts, reportedLine } from '../report/reported.ts'
import { createLines, linesOf } from '../spill/lines.ts'
import type { DetachedSignature } from '../verify/evidence.ts'
import type { Settlement } from '../verify/rounds.ts'
import type { Contributions } from './contributions.ts'
import type { ImageOutcome } from './element.ts'
import type { Results, Task } from './task.ts'

type ItemHead = Omit<RawItem, 'bytes'> & { readonly length: number }

/** A task on its way to another thread: all bytes in one buffer, which is handed over rather than copied. */
export interface PackedTask extends Omit<Task, 'items'> {
  readonly heads: readonly ItemHead[]
  readonly bytes: ArrayBuffer
}

export const packTask = ({ items, ...task }: Task): PackedTask => {
  const heads = items.map(({ bytes, ...head }) => ({ ...head, length: bytes.length }))
  const packed = new Uint8Array(heads.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const { bytes } of items) {
    packed.set(bytes, at)
    at += bytes.length
  }
  return { ...task, heads, bytes: packed.buffer }
}

/** Structured clones of a Buffer are none. */
const withBuffer = (settlement: Settlement): Settlement => {
  const { hit } = settlement
  if (hit === null) return settlement
  const { buffer, byteOffset, length } = hit.bytes
  return { ...settlement, hit: { ...hit, bytes: Buffer.from(buffer, byteOffset, length) } }
}

export const unpackTask = ({ number, heads, bytes, stage }: PackedTask): Task => {
  let at = 0
  const items = heads.map(({ length, ...head }) => {
    at += length
    return { ...head, bytes: Buffer.from(bytes, at - length, length) }
  })
  if (stage.type === 'reading') return { number, items, stage }
  const settlements = new Map([...stage.settlements].map(([key, one]) => [key, withBuffer(one)]))
  return { number, items, stage: { ...stage, settlements } }
}

/** In place of an image's outcome: all but its line. */
type ImageHead = readonly [source: number, error: number, warning: number, info: number, settled: 0 | 1]
type PackedOutcome = Exclude<ImageOutcome, { readonly type: 'image' }> | ImageHead

/** Results on their way back: what is read of every image is a few numbers and a line that need not be parsed. */
export interface PackedResults {
  /** JSON, which V8 writes and parses five times as fast as it clones many small objects. */
  readonly outcomes: string
  /** For each image. */
  readonly lines: Uint8Array<ArrayBuffer>
  readonly contributions: Contributions
}

export const packResults = ({ outcomes, contributions }: Results): PackedResults => {
  const lines = createLines()
  const pack = (outcome: ImageOutcome): PackedOutcome => {
    if (outcome.type !== 'image') return outcome
    const { source, findings, line } = outcome.reported
    lines.add(line())
    return [source, findings.error, findings.warning, findings.info, outcome.settled ? 1 : 0]
  }
  return {
    outcomes: JSON.stringify(outcomes.map((ofElement) => ofElement.map(pack))),
    lines: lines.bytes(),
    contributions,
  }
}

/** What is handed over rather than copied. */
export const buffersIn = ({ lines, contributions }: PackedResults): ArrayBuffer[] => {
  const { lessons, children, notes } = contributions
  const { claims, blobs } = notes
  return [
    ...[lines, lessons, children, claims.claimants].map(({ buffer }) => buffer),
    ...[...claims.rows, ...blobs.rows].map(({ block }) => block.bytes.buffer),
  ]
}

const isHead = (packed: PackedOutcome): packed is ImageHead => Array.isArray(packed)

export const unpackResults = ({ outcomes, lines, contributions }: PackedResults): Results => {
  const reports = linesOf(Buffer.from(lines.buffer))
  const unpack = (packed: PackedOutcome): ImageOutcome => {
    if (!isHead(packed)) return packed
    const [source, error, warning, info, settled] = packed
    const findings: FindingCounts = { error, warning, info }
    const line = reports.next().value as Buffer
    return { type: 'image', reported: reportedLine(source, findings, line), settled: settled === 1 }
  }
  return {
    outcomes: (JSON.parse(outcomes) as PackedOutcome[][]).map((ofElement) => ofElement.map(unpack)),
    contributions,
  }
}

/** What the main thread tells a worker. */
export type ToWorker =
  | { readonly type: 'task'; readonly id: number; readonly task: PackedTask }
  | { readonly type: 'evidence'; readonly id: number; readonly bytes: Uint8Array | null }
  | { readonly type: 'signatures'; readonly id: number; readonly found: readonly DetachedSignature[] }

/** What a worker tells the main thread. */
export type FromWorker =
  | { readonly type: 'results'; readonly id: number; readonly results: PackedResults }
  | { readonly type: 'evidence' | 'signatures'; readonly id: number; readonly digest: Digest }
