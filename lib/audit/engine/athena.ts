import { setTimeout as wait } from 'node:timers/promises'
import { AssayError } from '../../error.ts'
import type { RemoteEngine } from '../options.ts'
import { type Row, rfc3339, wholeNumber } from './row.ts'

interface Page {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Each value as text, or null. */
  readonly rows: readonly (readonly (string | null)[])[]
  readonly next: string | undefined
}

/** What Athena is asked (Amazon Athena API Reference), as far as audits ask it. */
export interface AthenaApi {
  /** Gives the query's id. */
  start(sql: string): Promise<string>
  status(id: string): Promise<{ readonly state: string; readonly reason: string }>
  page(id: string, token: string | undefined): Promise<Page>
  stop(id: string): Promise<void>
}

/** Milliseconds between two looks at a query: doubled from the one to the other. */
const shortestWait = 100
const longestWait = 2000
/** Milliseconds that a query may take: Athena's own limit is half an hour, the function's a quarter. */
const longest = 14 * 60 * 1000

const failed = (what: string, cause?: unknown): AssayError =>
  new AssayError('athena-failed', `Athena: ${what}`, { cause })

/** Why a query ended, as far as that says nothing of the data: the code before the colon. */
const reasonOf = (state: string, reason: string): string => {
  if (/limit (?:was|is) exceeded/i.test(reason)) return "the query would read more than the workgroup's limit"
  return /^[A-Z][A-Z0-9_]+(?=:)/.exec(reason)?.[0] ?? `the query is ${state}`
}

/** The SDK's errors by name; what they say may hold names of what is not ours to tell. */
const guarded = async <Result>(call: Promise<Result>): Promise<Result> => {
  try {
    return await call
  } catch (error) {
    throw failed(error instanceof Error ? error.name : 'no answer', error)
  }
}

const finish = async (api: AthenaApi, id: string): Promise<void> => {
  const begun = performance.now()
  for (let pause = shortestWait; ; pause = Math.min(longestWait, 2 * pause)) {
    const { state, reason } = await guarded(api.status(id))
    if (state === 'SUCCEEDED') return
    if (state !== 'QUEUED' && state !== 'RUNNING') throw failed(reasonOf(state, reason))
    if (performance.now() - begun > longest) {
      await guarded(api.stop(id))
      throw failed('the query takes too long')
    }
    await wait(pause)
  }
}

const cellOf = (text: string | null, type: string): Row[string] => {
  if (text === null) return null
  if (type === 'boolean') return text === 'true'
  if (type.startsWith('timestamp')) return rfc3339(text)
  return /^(?:tinyint|smallint|integer|bigint|decimal)/.test(type) && /^-?\d+$/.test(text)
    ? wholeNumber(BigInt(text))
    : text
}

/**
 * Athena as an engine: runs a query, waits for its end and pages through its rows. The first row of the first page holds
 * the columns' names (Athena API Reference, "GetQueryResults").
 */
export const athena = (api: AthenaApi): RemoteEngine => ({
  async rows(sql) {
    const id = await guarded(api.start(sql))
    await finish(api, id)
    const rows: Row[] = []
    let token: string | undefined
    let isFirst = true
    do {
      const page = await guarded(api.page(id, token))
      for (const values of isFirst ? page.rows.slice(1) : page.rows)
        rows.push(
          Object.fromEntries(
            page.columns.map(({ name, type }, index) => [name, cellOf(values[index] ?? null, type)]),
          ),
        )
      isFirst = false
      token = page.next
    } while (token !== undefined)
    return rows
  },
})
