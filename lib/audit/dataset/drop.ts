import { AssayError } from '../../error.ts'
import type { Note } from '../../note.ts'
import { literal } from '../engine/duckdb.ts'
import { type Broken, incompleteBatches, miscountedBatches } from './incomplete.ts'
import { type DataObject, dataObjects } from './objects.ts'
import { batchTables, groundTables, reportsTable } from './tables.ts'
import type { Workspace } from './workspace.ts'

const isOfBatch = ({ table }: DataObject): boolean => batchTables.some(({ name }) => name === table)

const isCommit = ({ table }: DataObject): boolean => table === reportsTable.name

/** Remembers which reports a batch has; needs the table `reports`. */
const remember = async ({ duckdb, dropped }: Workspace, batch: string): Promise<void> => {
  const own = `SELECT export_key, version FROM reports WHERE batch = ${literal(batch)}`
  for (const { export_key: key, version } of await duckdb.rows(own))
    dropped.add(`reports/${key}/${version}/report.json`)
}

/**
 * Takes a batch out of the data set, `reports` first, so that nothing of it counts wherever this ends: its reports are
 * new again.
 */
const drop = async (space: Workspace, objects: readonly DataObject[], batch: string): Promise<void> => {
  const own = objects.filter((one) => one.name === batch && isOfBatch(one))
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
    await remember(space, name)
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

/**
 * Drops the batches of files that cannot be read.
 * @throws AssayError `data-set-damaged` for a file of another table than batches have: it cannot be made again
 */
export const dropUnreadable = async (
  space: Workspace,
  keys: ReadonlySet<string>,
  note: Note = () => {},
): Promise<void> => {
  const objects = await dataObjects(space.store)
  const unreadable = objects.filter(({ key }) => keys.has(key))
  for (const { table, key } of unreadable) {
    const cost = groundTables.find(({ name }) => name === table)?.cost
    if (cost !== undefined)
      throw new AssayError('data-set-damaged', `${key} cannot be read; deleting it costs ${cost}`)
  }
  const why = 'cannot be read'
  const commits = unreadable.filter(isCommit)
  // Nothing tells which reports those have. While they are there, `reports` tells nothing of the others either.
  for (const { name, key } of commits) {
    note(`${key}: ${why}; the reports of its batch are taken in again`)
    await drop(space, objects, name)
  }
  if (commits.length === 0)
    await dropAll(
      space,
      objects,
      unreadable.map((one) => ({ ...one, why })),
      note,
    )
}
