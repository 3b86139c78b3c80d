import type { Note } from '../../verify/note.ts'
import { literal } from '../engine/duckdb.ts'
import { type Broken, incompleteBatches, miscountedBatches } from './incomplete.ts'
import type { DataObject } from './objects.ts'
import { batchTables, reportsTable } from './tables.ts'
import type { Workspace } from './workspace.ts'

const isOfBatch = ({ table }: DataObject): boolean => batchTables.some(({ name }) => name === table)

/**
 * Takes a batch out of the data set, `reports` first, so that nothing of it counts wherever this ends: its reports are
 * new again. Which those are is remembered as far as the open table `reports` tells it.
 */
const drop = async (space: Workspace, objects: readonly DataObject[], batch: string): Promise<void> => {
  const own = objects.filter((one) => one.name === batch && isOfBatch(one))
  const isCommit = ({ table }: DataObject): boolean => table === reportsTable.name
  for (const row of await space.duckdb.rows(
    `SELECT export_key, version FROM reports WHERE batch = ${literal(batch)}`,
  ))
    space.dropped.add(`reports/${row.export_key}/${row.version}/report.json`)
  for (const { key } of [...own.filter(isCommit), ...own.filter((one) => !isCommit(one))])
    await space.remove(key)
}

/** Drops batches; tells whether there were any, and the data set must be listed again. */
const dropAll = async (
  space: Workspace,
  objects: readonly DataObject[],
  broken: readonly (Broken & { readonly why: string })[],
  note: Note = () => {},
): Promise<boolean> => {
  for (const { name, key, why } of broken) {
    note(`${key}: ${why}; the reports of its batch are taken in again`)
    await drop(space, objects, name)
  }
  return broken.length > 0
}

const isThere = async ({ store }: Workspace, key: string): Promise<boolean> => {
  for await (const object of store.list(key)) if (object.key === key) return true
  return false
}

/** Drops the batches of which a file is gone; tells whether there are any, or were while the data set was listed. */
export const dropIncomplete = async (
  space: Workspace,
  objects: readonly DataObject[],
  note?: Note,
): Promise<boolean> => {
  const suspected = await incompleteBatches(space, objects)
  const broken = []
  // Another may have put it there since: that batch is whole now.
  for (const one of suspected) if (!(await isThere(space, one.key))) broken.push({ ...one, why: 'is gone' })
  await dropAll(space, objects, broken, note)
  return suspected.length > 0
}

/** Drops the batches that hold more or fewer images of a report than it has; tells whether there are any. */
export const dropMiscounted = async (
  space: Workspace,
  objects: readonly DataObject[],
  note?: Note,
): Promise<boolean> => {
  const broken = await miscountedBatches(space, objects)
  return dropAll(
    space,
    objects,
    broken.map((one) => ({ ...one, why: 'does not hold the images that its reports have' })),
    note,
  )
}
