import { type FindingCounts, type Reported, reportedLine } from '../report/reported.ts'
import { readHeaded, writeHeaded } from '../spill/headed.ts'
import { createRecords, spillBytes } from '../spill/records.ts'
import type { PendingImage } from './task.ts'

/**
 * What is reported once the whole export has been read: an image that nothing else could settle, or one that a search
 * may.
 */
export type Pending =
  | { readonly type: 'reported'; readonly reported: Reported }
  | { readonly type: 'open'; readonly image: PendingImage }

/** Single images that are unverifiable on their own, in the order of the export. */
export interface PendingImages {
  add(pending: Pending): void
  /** In groups that are worth handing to a thread. */
  groups(): Generator<readonly Pending[]>
  close(): void
}

const groupBytes = 2 ** 18

type Head = { readonly source: number; readonly findings: FindingCounts } | Omit<PendingImage, 'bytes'>

const write = (pending: Pending): Buffer => {
  if (pending.type === 'reported') {
    const { source, findings, line } = pending.reported
    return writeHeaded({ source, findings } satisfies Head, Buffer.from(line()))
  }
  const { bytes, ...head } = pending.image
  return writeHeaded(head satisfies Head, bytes)
}

const read = (record: Buffer): Pending => {
  const { head: written, bytes } = readHeaded(record)
  const head = written as Head
  return 'findings' in head
    ? { type: 'reported', reported: reportedLine(head.source, head.findings, bytes) }
    : { type: 'open', image: { ...head, bytes } }
}

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createPendingImages = (memory: number = spillBytes / 16): PendingImages => {
  const records = createRecords(memory)
  return {
    add: (pending) => records.add(write(pending)),
    *groups() {
      let group: Pending[] = []
      let bytes = 0
      for (const record of records.read()) {
        group.push(read(record))
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
