import type { Note } from '../note.ts'
import type { Machine } from './dataset/workspace.ts'
import type { Row } from './engine/row.ts'

/** An engine beyond this machine that answers over the same data set. */
export interface RemoteEngine {
  /** @throws AssayError `athena-failed` */
  rows(sql: string): Promise<Row[]>
}

export interface AuditOptions {
  /** Told of each report that was read into the data set, of how many. */
  readonly onReport?: (done: number, total: number) => void
  readonly machine?: Partial<Machine>
  /** Which segment of the export key names the cluster, from 1 on. */
  readonly clusterSegment?: number
  /** Who answers the questions. Default: DuckDB, in this process. */
  readonly engine?: RemoteEngine | undefined
  /** Told of evidence that is of no use. */
  readonly note?: Note | undefined
}

/** Reads {@link AuditOptions.clusterSegment}; null for what is none. */
export const parseSegment = (text: string): number | null =>
  /^[1-9]\d{0,2}$/.test(text) ? Number(text) : null
