import type { RawItem } from '../export/item.ts'
import type { Child } from '../measure/child.ts'
import { type ReportedText, reportedText } from '../report/reported.ts'
import type { Assayed } from './element.ts'
import type { Results, Task } from './task.ts'

type ItemHead = Omit<RawItem, 'bytes'> & { readonly length: number }

/** A task on its way to another thread: all bytes in one buffer, which is handed over rather than copied. */
export interface PackedTask {
  readonly heads: readonly ItemHead[]
  readonly bytes: ArrayBuffer
  readonly children: readonly Child[] | null
}

export const packTask = ({ items, children }: Task): PackedTask => {
  const heads = items.map(({ bytes, ...head }) => ({ ...head, length: bytes.length }))
  const packed = new Uint8Array(heads.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const { bytes } of items) {
    packed.set(bytes, at)
    at += bytes.length
  }
  return { heads, bytes: packed.buffer, children }
}

export const unpackTask = ({ heads, bytes, children }: PackedTask): Task => {
  let at = 0
  const items = heads.map(({ length, ...head }) => {
    at += length
    return { ...head, bytes: Buffer.from(bytes, at - length, length) }
  })
  return { items, children }
}

type PackedAssayed =
  | Exclude<Assayed, { type: 'image' }>
  | (Omit<Extract<Assayed, { type: 'image' }>, 'reported'> & { readonly reported: ReportedText })

/** Results on their way back: reports as texts, which are cheaper to hand over than objects. */
export type PackedResults = readonly (readonly PackedAssayed[])[]

const packAssayed = (assayed: Assayed): PackedAssayed => {
  if (assayed.type !== 'image') return assayed
  const { source, findings, line } = assayed.reported
  return { ...assayed, reported: { source, findings, line } }
}

const unpackAssayed = (packed: PackedAssayed): Assayed =>
  packed.type === 'image' ? { ...packed, reported: reportedText(packed.reported) } : packed

export const packResults = (results: Results): PackedResults => results.map((one) => one.map(packAssayed))

export const unpackResults = (packed: PackedResults): Results => packed.map((one) => one.map(unpackAssayed))

/** What the main thread tells a worker. */
export type ToWorker =
  | { readonly type: 'task'; readonly id: number; readonly task: PackedTask }
  | { readonly type: 'evidence'; readonly id: number; readonly bytes: Uint8Array | null }

/** What a worker tells the main thread. */
export type FromWorker =
  | { readonly type: 'results'; readonly id: number; readonly results: PackedResults }
  | { readonly type: 'evidence'; readonly id: number; readonly digest: string }
