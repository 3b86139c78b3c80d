import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AssayError } from '../../error.ts'
import type { Store } from '../../store/store.ts'
import { type Duckdb, openDuckdb } from '../engine/duckdb.ts'
import { makeTemporary, writeTemporary } from './temporary.ts'

/** What an audit may use of the machine. */
export interface Machine {
  /** Bytes that DuckDB may hold; what is more goes to the temporary folder. */
  readonly memory: number
  readonly threads: number
  /** Where the temporary folder is made. */
  readonly temporary: string
}

export const defaultMachine: Machine = { memory: 1_000_000_000, threads: 2, temporary: tmpdir() }

/** A store, a DuckDB and a temporary folder in which the one's objects are files for the other. */
export interface Workspace {
  readonly store: Store
  readonly duckdb: Duckdb
  /** A path in the folder; its own folder is there. */
  file(name: string): Promise<string>
  /** The file of an object; null where the store has none. Fetched once. */
  fetch(key: string): Promise<string | null>
  /** The files of the objects that were fetched or put, by key. */
  readonly fetched: ReadonlyMap<string, string>
  /** Gives an object a file, which is only to be read and removed; tells whether there is one. */
  copy(key: string, path: string): Promise<boolean>
  /** Puts a file of the folder under `key`, where it then counts as fetched. */
  put(key: string, path: string): Promise<void>
  /** As `put`; where an object is there already, that one counts. */
  putFirst(key: string, path: string): Promise<void>
  /** Deletes an object; what is there later is fetched anew. */
  remove(key: string): Promise<void>
  /** Keys of reports, their `report.json`, whose batch was taken out of the data set because it is not whole. */
  readonly dropped: Set<string>
  close(): Promise<void>
}

/** Removed again by `close`. @throws AssayError where DuckDB or the folder cannot be had */
export const openWorkspace = async (store: Store, machine: Machine): Promise<Workspace> => {
  const temporary = await makeTemporary(machine.temporary).catch((cause: unknown) => {
    throw new AssayError('engine-unavailable', 'the temporary folder of the audit cannot be made', { cause })
  })
  const folder = temporary.path
  const fetched = new Map<string, string>()
  const file = async (name: string): Promise<string> => {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    return path
  }
  const copy = async (key: string, path: string): Promise<boolean> => {
    // What is written to a name that is there already might be another's too.
    await rm(path, { force: true })
    if (await store.link?.(key, path)) return true
    const body = await store.open(key)
    if (body === null) return false
    await writeTemporary(path, body)
    return true
  }
  try {
    const duckdb = await openDuckdb({ ...machine, spill: join(folder, 'spill') })
    return {
      store,
      duckdb,
      file,
      fetched,
      async fetch(key) {
        const known = fetched.get(key)
        if (known !== undefined) return known
        const path = await file(`objects/${key}`)
        if (!(await copy(key, path))) return null
        fetched.set(key, path)
        return path
      },
      copy,
      async put(key, path) {
        await store.put(key, createReadStream(path))
        fetched.set(key, path)
      },
      async putFirst(key, path) {
        if ((await store.put(key, createReadStream(path))) === 'created') fetched.set(key, path)
      },
      async remove(key) {
        await store.delete(key)
        fetched.delete(key)
      },
      dropped: new Set(),
      async close() {
        duckdb.close()
        await temporary.remove()
      },
    }
  } catch (error) {
    await temporary.remove()
    throw error
  }
}
