import { AssayError } from '../error.ts'
import { reportsAmong } from '../store/reports.ts'
import type { Store, StoredObject } from '../store/store.ts'
import { attempt, type Made } from './attempt.ts'
import { compact } from './dataset/compact.ts'
import { writeLookUps } from './dataset/look-ups.ts'
import { mending } from './dataset/mending.ts'
import { dataObjects } from './dataset/objects.ts'
import { defaultMachine, openWorkspace, type Workspace } from './dataset/workspace.ts'
import type { AuditOptions } from './options.ts'
import type { AuditReport, DamagedReport } from './schema.ts'
import { takeIn } from './take-in.ts'
import { type WrittenAudit, writeAudit } from './write.ts'

/** Other audits may merge batches while this one reads them, and a batch may have to be mended: it then begins again, so often. */
const attempts = 5

/** Works on a store in a workspace of its own, again where another audit took away what this one was reading. */
const inWorkspace = async <Result>(
  store: Store,
  at: Date,
  options: AuditOptions,
  use: (made: Made, space: Workspace) => Promise<Result>,
): Promise<Result> => {
  const space = await openWorkspace(store, { ...defaultMachine, ...options.machine })
  try {
    for (let round = 1; round <= attempts; round++) {
      const result = await mending(space, options.note, async () => {
        const made = await attempt(space, at, options)
        return made === null ? null : { used: await use(made, space) }
      })
      if (result !== null) return result.used
    }
    throw new AssayError('audit-overtaken', 'other audits change the data set faster than this one reads it')
  } finally {
    await space.close()
  }
}

/**
 * One answer out of all reports in the store: what is new goes into the data set, then every question of `queries/` is
 * asked of the newest report of each export key.
 * @param at the moment that the audit stands for
 * @throws AssayError what the store throws, what the engine fails of, `data-set-damaged` and `audit-overtaken`; a damaged
 * report is named in the answer
 */
export const audit = (store: Store, at: Date, options: AuditOptions = {}): Promise<AuditReport> =>
  inWorkspace(store, at, options, async ({ report }) => report)

/** As {@link audit}, stored: under its moment, then the look-ups by digest, then as the latest; then the data set is compacted. */
export const auditIntoStore = (
  store: Store,
  at: Date,
  options: AuditOptions = {},
): Promise<Made & { readonly written: WrittenAudit }> =>
  inWorkspace(store, at, options, async (made, space) => {
    const written = await writeAudit(store, made.report, () => writeLookUps(space, at))
    await mending(space, options.note, () => compact(space))
    return { ...made, written }
  })

/**
 * Takes some of the reports into the data set, as one of many that do so at once; an audit then finds them there.
 * @param objects of the store, by key, as a bucket lists them; what is no report is passed over
 * @returns how many reports were new, and which are damaged
 */
export const takeInReports = async (
  store: Store,
  objects: Iterable<StoredObject>,
  options: AuditOptions = {},
): Promise<{ readonly reports: number; readonly damaged: readonly DamagedReport[] }> => {
  const reports = await reportsAmong(objects)
  const space = await openWorkspace(store, { ...defaultMachine, ...options.machine })
  try {
    for (let round = 1; round <= attempts; round++) {
      let taken = 0
      const onReport = (): void => {
        taken++
      }
      const damaged = await mending(space, options.note, async () =>
        takeIn(space, reports, await dataObjects(store), { ...options, onReport }),
      )
      if (damaged !== null) return { reports: taken - damaged.length, damaged }
    }
    throw new AssayError('audit-overtaken', 'other audits change the data set faster than this one reads it')
  } finally {
    await space.close()
  }
}
