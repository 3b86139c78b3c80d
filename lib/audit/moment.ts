import * as v from 'valibot'
import { auditKey, indexKey, latestAuditKey } from '../store/layout.ts'
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

/** The audits before a moment. */
interface Earlier {
  /** The last that was finished; null where there is none. */
  readonly previous: Date | null
  /** Those that were interrupted and never made again: what they began to write down counts for nothing. */
  readonly unfinished: readonly Date[]
}

const withHistory = v.object({ answers: v.object({ history: v.array(v.object({ at: v.string() })) }) })

/** Of a stored audit, the moments of those that were finished before it; null where it does not say. */
const historyIn = (answers: Uint8Array): ReadonlySet<string> | null => {
  try {
    const { history } = v.parse(withHistory, JSON.parse(Buffer.from(answers).toString('utf8'))).answers
    return new Set(history.map(({ at }) => at))
  } catch {
    return null
  }
}

/**
 * Tells of an audit before the first whose answers are stored, or of any where none are, whether it was finished: its
 * answers may have been deleted, but those of later ones name it.
 */
const finishedBefore = async (store: Store, first: Date | undefined): Promise<(moment: Date) => boolean> => {
  const answers = await store.get(first === undefined ? latestAuditKey('json') : auditKey(first, 'json'))
  if (answers !== null) {
    const history = historyIn(answers)
    return (moment) => history?.has(moment.toISOString()) ?? true
  }
  // What the first audit writes last.
  const page = await store.get(indexKey)
  return () => page !== null
}

/** An audit is finished once its answers are stored. */
export const earlierAudits = async (
  store: Store,
  at: Date,
  objects: readonly DataObject[],
): Promise<Earlier> => {
  const stored = new Set<string>()
  for await (const { key } of store.list('audits/')) stored.add(key)
  const isFinished = (moment: Date): boolean => stored.has(auditKey(moment, 'json'))
  const moments = objects
    .filter(({ table }) => table === 'audits')
    .map(({ name }) => new Date(name.replace(/T(\d\d)(\d\d)/, 'T$1:$2:')))
    .filter((moment) => moment < at)
    .toSorted((one, other) => one.getTime() - other.getTime())
  const unstored = moments.filter((moment) => !isFinished(moment))
  const first = moments.find(isFinished)
  const isEarly = (moment: Date): boolean => first === undefined || moment < first
  const wasFinished = unstored.some(isEarly) ? await finishedBefore(store, first) : () => false
  return {
    previous: moments.findLast(isFinished) ?? null,
    unfinished: unstored.filter((moment) => !(isEarly(moment) && wasFinished(moment))),
  }
}

/** Whether the images were judged by a policy at that audit. */
export const wasJudged = (at: Date | null, objects: readonly DataObject[]): boolean =>
  at !== null && objects.some(({ table, name }) => table === violationsTable.name && name === momentName(at))

/** The one row of `moment`, as a query. */
export const momentSql = ({ at, previous, clusterSegment, policy, previousPolicy }: Moment): string =>
  `SELECT TIMESTAMP '${momentText(at)}' AS audited_at,
    CAST(${previous === null ? 'NULL' : `TIMESTAMP '${momentText(previous)}'`} AS TIMESTAMP) AS previous_at,
    CAST(${clusterSegment} AS BIGINT) AS cluster_segment, ${policy} AS policy, ${previousPolicy} AS previous_policy`

/** The rows of `unfinished_audits`, as a query. */
export const unfinishedSql = (moments: readonly Date[]): string =>
  moments.length === 0
    ? 'SELECT CAST(NULL AS TIMESTAMP) AS audited_at WHERE 1 = 0'
    : `SELECT * FROM (VALUES ${moments.map((moment) => `(TIMESTAMP '${momentText(moment)}')`).join(', ')}) AS t (audited_at)`
