import type { RawItem } from '../export/item.ts'
import { readHeaded, writeHeaded } from '../spill/headed.ts'
import { createRecords, spillBytes } from '../spill/records.ts'

/** Children that are looked up in one go, and bytes of indexes that are then assayed in one. */
const groupNames = 10_000
const groupBytes = 2 ** 20

/** Indexes of one element. */
export interface IndexElement {
  readonly raw: RawItem
  /** Which of the element's images they are, from 0 on. */
  readonly places: readonly number[]
  /** Digests of their entries. */
  readonly names: readonly string[]
  /** Of what they leave open. */
  readonly keys: readonly string[]
}

/** Indexes that wait until their children are known. */
export interface PendingIndexes {
  add(element: IndexElement): void
  /** In the order of the export, so many as are looked up and assayed in one go. */
  groups(): Generator<readonly IndexElement[]>
  close(): void
}

type Head = Omit<IndexElement, 'raw'> & { readonly raw: Omit<RawItem, 'bytes'> }

const write = ({ raw: { bytes, ...raw }, ...rest }: IndexElement): Buffer =>
  writeHeaded({ raw, ...rest } satisfies Head, bytes)

const read = (record: Buffer): IndexElement => {
  const { head, bytes } = readHeaded(record)
  const { raw, ...rest } = head as Head
  return { ...rest, raw: { ...raw, bytes } }
}

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createPendingIndexes = (memory: number = spillBytes / 32): PendingIndexes => {
  const records = createRecords(memory)
  return {
    add: (element) => records.add(write(element)),
    *groups() {
      let group: IndexElement[] = []
      let bytes = 0
      const names = new Set<string>()
      for (const record of records.read()) {
        const element = read(record)
        group.push(element)
        bytes += element.raw.bytes.length
        for (const name of element.names) names.add(name)
        if (names.size < groupNames && bytes < groupBytes) continue
        yield group
        group = []
        bytes = 0
        names.clear()
      }
      if (group.length > 0) yield group
    },
    close: () => records.close(),
  }
}
