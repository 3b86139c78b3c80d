import { auditKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import type { DataObject } from './dataset/objects.ts'
import { violationsTable } from './dataset/tables.ts'

/** When an audit stands for, and what it is compared with. */
export interface Moment {
  readonly at: Date
  /** The audit before; null where there is none. */
  readonly previous: Date | null
  /** Which segment of the export key names the cluster, from 1 on. */
  readonly clusterSegment: number
  /** Whether a policy judges the images. */
  readonly policy: boolean
  /** Whether one did at the audit before. */
  readonly previousPolicy: boolean
}

/** A moment as a name of a file of the data set: without the colons that Windows refuses. */
export const momentName = (at: Date): string => at.toISOString().replaceAll(':', '')

/** A moment as a text that the engines cast to a timestamp. */
export const momentText = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '')

/** The last audit before this moment that was finished; null where there is none. */
export const previousAudit = async (
  store: Store,
  at: Date,
  objects: readonly DataObject[],
): Promise<Date | null> => {
  const moments = objects
    .filter(({ table }) => table === 'audits')
    .map(({ name }) => new Date(name.replace(/T(\d\d)(\d\d)/, 'T$1:$2:')))
    .filter((moment) => moment < at)
    .toSorted((one, other) => other.getTime() - one.getTime())
  for (const moment of moments) for await (const _ of store.list(auditKey(moment, 'json'))) return moment
  return null
}

/** Whether the images were judged by a policy at that audit. */
export const wasJudged = (at: Date | null, objects: readonly DataObject[]): boolean =>
  at !== null && objects.some(({ table, name }) => table === violationsTable.name && name === momentName(at))

/** The one row of `moment`, as a query. */
export const momentSql = ({ at, previous, clusterSegment, policy, previousPolicy }: Moment): string =>
  `SELECT TIMESTAMP '${momentText(at)}' AS audited_at,
    CAST(${previous === null ? 'NULL' : `TIMESTAMP '${momentText(previous)}'`} AS TIMESTAMP) AS previous_at,
    CAST(${clusterSegment} AS BIGINT) AS cluster_segment, ${policy} AS policy, ${previousPolicy} AS previous_policy`
