import assert from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import type { Store } from '../../../lib/store/store.ts'

/** A report as far as the tests here look into it. */
export interface Report {
  readonly summary: {
    readonly images: number
    readonly rejected: number
    readonly verdicts: Readonly<Record<string, number>>
    readonly proofs: Readonly<Record<string, number>>
    readonly signatures: Readonly<Record<string, number>>
  }
  readonly sources: readonly { readonly name: string; readonly sha256: string }[]
  readonly rejected: readonly { readonly code: string }[]
}

const read = async (store: Store, key: string): Promise<Buffer> =>
  Buffer.from((await store.get(key)) ?? assert.fail(`nothing under ${key}`))

/** Everything in a store by key, as text; compressed lines as what they hold. */
export const contentOf = async (store: Store): Promise<Record<string, string>> => {
  const content: Record<string, string> = {}
  for await (const { key } of store.list('')) {
    const bytes = await read(store, key)
    content[key] = (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  }
  return content
}

/** All keys but those that say when exports came, which the command line knows of none. */
export const withoutArrivals = (keys: readonly string[]): string[] =>
  keys.filter((key) => !/\/[0-9a-f]{32}\/arrived\//.test(key))

/** {@link contentOf} but for when exports came. */
export const timelessContentOf = async (store: Store): Promise<Record<string, string>> => {
  const content = await contentOf(store)
  return Object.fromEntries(withoutArrivals(Object.keys(content)).map((key) => [key, content[key] ?? '']))
}

/** The reports in a store, in the order of their keys. */
export const reportsIn = async (store: Store): Promise<Report[]> => {
  const keys = (await Array.fromAsync(store.list('reports/'))).map(({ key }) => key)
  const reports = keys.filter((key) => key.endsWith('/report.json'))
  return Promise.all(
    reports.map(async (key): Promise<Report> => JSON.parse((await read(store, key)).toString())),
  )
}
