import type { RawItem } from '../export/item.ts'
import { type FindingCounts, type Reported, reportedLine } from '../report/reported.ts'
import { createRecords, spillBytes } from '../spill/records.ts'
import type { Outcome } from './element.ts'
import type { Results } from './task.ts'

/** An image that a search over the whole export may settle: its element, and which of the open ones in it is meant. */
export interface SetAside {
  readonly raw: RawItem
  readonly place: number
  /** Of its puzzle. */
  readonly key: string
}

/** Either is reported once the whole export has been read. */
export type Waiting =
  | { readonly type: 'reported'; readonly reported: Reported }
  | { readonly type: 'aside'; readonly aside: SetAside }

/** Images that are unverifiable on their own, in the order of the export. */
export interface Unsettled {
  add(reported: Reported): void
  setAside(aside: SetAside): void
  /** In groups that are worth handing to a thread. */
  groups(): Generator<readonly Waiting[]>
  close(): void
}

const groupBytes = 2 ** 18

type Head =
  | { readonly source: number; readonly findings: FindingCounts }
  | { readonly raw: Omit<RawItem, 'bytes'>; readonly place: number; readonly key: string }

const lineFeed = 0x0a

const encode = (head: Head, rest: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), rest])

const decode = (record: Buffer): Waiting => {
  const end = record.indexOf(lineFeed)
  const head = JSON.parse(record.toString('utf8', 0, end)) as Head
  // Copied: the record is a part of a block that goes when the next one is read.
  const bytes = Buffer.from(record.subarray(end + 1))
  if ('findings' in head)
    return { type: 'reported', reported: reportedLine(head.source, head.findings, bytes) }
  const { raw, place, key } = head
  return { type: 'aside', aside: { raw: { ...raw, bytes }, place, key } }
}

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createUnsettled = (memory: number = spillBytes / 16): Unsettled => {
  const records = createRecords(memory)
  return {
    add: ({ source, findings, line }) => records.add(encode({ source, findings }, Buffer.from(line()))),
    setAside: ({ raw: { bytes, ...raw }, place, key }) => records.add(encode({ raw, place, key }, bytes)),
    *groups() {
      let group: Waiting[] = []
      let bytes = 0
      for (const record of records.read()) {
        group.push(decode(record))
        bytes += record.length
        if (bytes < groupBytes) continue
        yield group
        group = []
        bytes = 0
      }
      if (group.length > 0) yield group
    },
    close: () => records.close(),
  }
}

/** A group with the outcomes of its open images put in their places: one for each element that was set aside. */
export const withOpen = (
  group: readonly Waiting[],
  outcomes: Results['outcomes'],
): readonly (Waiting | Outcome)[] => {
  let next = 0
  return group.map((one) => (one.type === 'aside' ? (outcomes[next++]?.[0] ?? one) : one))
}
