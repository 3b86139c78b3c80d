import type { ConflictClaims } from '../checks/conflict.ts'
import type { Digest } from '../digest.ts'
import type { RawItem } from '../export/item.ts'
import type { Child } from '../measure/child.ts'
import type { ImageNotes } from '../report/notebook.ts'
import { type ReportedText, reportedText } from '../report/reported.ts'
import type { DetachedSignature } from '../verify/evidence.ts'
import type { Settlement } from '../verify/rounds.ts'
import type { Assayed, AssayedImage } from './element.ts'
import type { Results, Task } from './task.ts'

type ItemHead = Omit<RawItem, 'bytes'> & { readonly length: number }

/** A task on its way to another thread: all bytes in one buffer, which is handed over rather than copied. */
export interface PackedTask {
  readonly heads: readonly ItemHead[]
  readonly bytes: ArrayBuffer
  readonly children: readonly Child[] | null
  readonly settlements: ReadonlyMap<string, Settlement> | null
}

export const packTask = ({ items, children, settlements }: Task): PackedTask => {
  const heads = items.map(({ bytes, ...head }) => ({ ...head, length: bytes.length }))
  const packed = new Uint8Array(heads.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const { bytes } of items) {
    packed.set(bytes, at)
    at += bytes.length
  }
  return { heads, bytes: packed.buffer, children, settlements }
}

/** Structured clones of a Buffer are none. */
const withBuffer = (settlement: Settlement): Settlement => {
  const { hit } = settlement
  if (hit === null) return settlement
  const { buffer, byteOffset, length } = hit.bytes
  return { ...settlement, hit: { ...hit, bytes: Buffer.from(buffer, byteOffset, length) } }
}

export const unpackTask = ({ heads, bytes, children, settlements: cloned }: PackedTask): Task => {
  let at = 0
  const settlements =
    cloned === null ? null : new Map([...cloned].map(([key, settlement]) => [key, withBuffer(settlement)]))
  const items = heads.map(({ length, ...head }) => {
    at += length
    return { ...head, bytes: Buffer.from(bytes, at - length, length) }
  })
  return { items, children, settlements }
}

type LineLess = Omit<ReportedText, 'line'>
type ClaimantLess = Omit<ConflictClaims, 'claimant'>
type NotesLess = Omit<ImageNotes, 'claims'> & { readonly claims: ClaimantLess }
type Packed =
  | Exclude<Assayed, AssayedImage>
  | (Omit<AssayedImage, 'reported' | 'notes' | 'child'> & {
      readonly reported: LineLess
      readonly notes: NotesLess
    })

/**
 * Results on their way back: a line for each text that need not be parsed, and before them one with all else as JSON.
 * Bytes are handed over rather than copied, and wait for their turn outside the heap; V8 clones many small objects five
 * times as slowly as it writes and parses them (77 µs an image against 16).
 */
export const packResults = (results: Results): Uint8Array<ArrayBuffer> => {
  const lines: string[] = []
  const pack = (assayed: Assayed): Packed => {
    if (assayed.type !== 'image') return assayed
    const { reported, notes, child, ...rest } = assayed
    const { source, findings, line } = reported
    const { claimant, ...claims } = notes.claims
    lines.push(line, claimant, child ?? '')
    return { ...rest, reported: { source, findings }, notes: { ...notes, claims } }
  }
  const rest = JSON.stringify(results.map((one) => one.map(pack)))
  // Its own memory, where a Buffer's may be a part of what others use.
  return new TextEncoder().encode([rest, ...lines].join('\n'))
}

export const unpackResults = ({ buffer }: Uint8Array<ArrayBuffer>): Results => {
  const [rest = '', ...lines] = Buffer.from(buffer).toString().split('\n')
  let next = 0
  const text = (): string => lines[next++] as string
  const unpack = (packed: Packed): Assayed => {
    if (packed.type !== 'image') return packed
    const reported = reportedText({ ...packed.reported, line: text() })
    const claims = { ...packed.notes.claims, claimant: text() }
    return { ...packed, reported, notes: { ...packed.notes, claims }, child: text() || null }
  }
  return (JSON.parse(rest) as Packed[][]).map((one) => one.map(unpack))
}

/** What the main thread tells a worker. */
export type ToWorker =
  | { readonly type: 'task'; readonly id: number; readonly task: PackedTask }
  | { readonly type: 'evidence'; readonly id: number; readonly bytes: Uint8Array | null }
  | { readonly type: 'signatures'; readonly id: number; readonly found: readonly DetachedSignature[] }

/** What a worker tells the main thread. */
export type FromWorker =
  | { readonly type: 'results'; readonly id: number; readonly results: Uint8Array<ArrayBuffer> }
  | { readonly type: 'evidence' | 'signatures'; readonly id: number; readonly digest: Digest }
