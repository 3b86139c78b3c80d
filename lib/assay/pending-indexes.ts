import { MiB } from '../binary-units.ts'
import { readHeaded, writeHeaded } from '../spill/headed.ts'
import { createRecords, spillBytes } from '../spill/records.ts'
import type { PendingImage } from './task.ts'

/** Children that are looked up in one go, and bytes of indexes that are then assayed in one. */
const groupChildren = 10_000
const groupBytes = MiB

/** An index that waits for its children. */
export interface PendingIndex extends PendingImage {
  readonly entryDigests: readonly string[]
}

/** Indexes that wait until their children are known. */
export interface PendingIndexes {
  add(index: PendingIndex): void
  /** In the order of the export, so many as are looked up and assayed in one go. */
  groups(): Generator<readonly PendingIndex[]>
  close(): void
}

type Head = Omit<PendingIndex, 'bytes'>

const read = (record: Buffer): PendingIndex => {
  const { head, bytes } = readHeaded(record)
  return { ...(head as Head), bytes }
}

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createPendingIndexes = (memory: number = spillBytes / 32): PendingIndexes => {
  const records = createRecords(memory)
  return {
    add: ({ bytes, ...head }) => records.add(writeHeaded(head satisfies Head, bytes)),
    *groups() {
      let group: PendingIndex[] = []
      let bytes = 0
      const children = new Set<string>()
      for (const record of records.read()) {
        const index = read(record)
        group.push(index)
        bytes += index.bytes.length
        for (const digest of index.entryDigests) children.add(digest)
        if (children.size < groupChildren && bytes < groupBytes) continue
        yield group
        group = []
        bytes = 0
        children.clear()
      }
      if (group.length > 0) yield group
    },
    close: () => records.close(),
  }
}
