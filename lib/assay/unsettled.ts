import type { RawItem } from '../export/item.ts'
import { type FindingCounts, type Reported, reportedLine } from '../report/reported.ts'
import { createRecords, spillBytes } from '../spill/records.ts'
import type { Outcome } from './element.ts'
import type { Results } from './task.ts'

/** Images of one element that a search over the whole export may settle. */
export interface SetAside {
  readonly raw: RawItem
  /** Which of the element's images they are, from 0 on. */
  readonly places: readonly number[]
  /** Of their puzzles. */
  readonly keys: readonly string[]
}

/** An image whose report is known, but stands behind those that nothing else could settle. */
interface Reporting {
  readonly type: 'reported'
  readonly reported: Reported
}

/** Either is reported once the whole export has been read. */
export type Waiting = Reporting | { readonly type: 'aside'; readonly aside: SetAside }

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
  | (Omit<SetAside, 'raw'> & { readonly raw: Omit<RawItem, 'bytes'> })

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
  return { type: 'aside', aside: { ...head, raw: { ...head.raw, bytes } } }
}

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createUnsettled = (memory: number = spillBytes / 16): Unsettled => {
  const records = createRecords(memory)
  return {
    add: ({ source, findings, line }) => records.add(encode({ source, findings }, Buffer.from(line()))),
    setAside: ({ raw: { bytes, ...raw }, ...rest }) => records.add(encode({ raw, ...rest }, bytes)),
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

/** A group with the outcomes of its open images put in their places: a list for each element that was set aside. */
export const withOpen = (
  group: readonly Waiting[],
  outcomes: Results['outcomes'],
): readonly (Outcome | Reporting)[] => {
  let next = 0
  return group.flatMap<Outcome | Reporting>((one) => (one.type === 'aside' ? (outcomes[next++] ?? []) : one))
}
