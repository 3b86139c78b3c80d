/**
 * A server that answers as the Amazon Athena API Reference says, with DuckDB over a store's Parquet files behind it: a query
 * is queued, runs, and succeeds; its rows come as texts, in pages, the first row of the first page with the columns' names.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { dataObjects } from '../../lib/audit/dataset/objects.ts'
import { allTables } from '../../lib/audit/dataset/tables.ts'
import { type Duckdb, literal, openDuckdb } from '../../lib/audit/engine/duckdb.ts'
import type { Row } from '../../lib/audit/engine/row.ts'
import { fileStore } from '../../lib/store/file.ts'

interface Query {
  readonly columns: readonly { readonly Name: string; readonly Type: string }[]
  readonly rows: readonly (readonly (string | null)[])[]
  looks: number
}

/** What the server does with a query instead of running it. */
export interface Fault {
  readonly State: 'FAILED' | 'CANCELLED'
  readonly StateChangeReason: string
}

export interface FakeAthena {
  readonly url: string
  /** Each query as it came, and where it was to run. */
  readonly started: { sql: string; workGroup: string; database: string }[]
  fault: Fault | null
  /** Requests that are turned away as too many before one is let in. */
  throttled: number
  close(): Promise<void>
}

const typeNames: Readonly<Record<string, string>> = {
  VARCHAR: 'varchar',
  BIGINT: 'bigint',
  HUGEINT: 'bigint',
  INTEGER: 'integer',
  BOOLEAN: 'boolean',
  DOUBLE: 'double',
}

/** As Athena writes a value: a timestamp to the millisecond, a truth as a word. */
const written = (value: Row[string], type: string): string | null => {
  if (value === null) return null
  return type === 'timestamp' ? String(value).replace('T', ' ').replace('Z', '') : String(value)
}

const run = async (duckdb: Duckdb, sql: string): Promise<Query> => {
  await duckdb.run(`CREATE OR REPLACE TEMP TABLE result AS ${sql}`)
  const described = await duckdb.rows("SELECT name, type FROM pragma_table_info('result')")
  const columns = described.map(({ name, type }) => ({
    Name: String(name),
    Type: String(type).startsWith('TIMESTAMP') ? 'timestamp' : (typeNames[String(type)] ?? 'varchar'),
  }))
  const rows = await duckdb.rows('SELECT * FROM result')
  return {
    columns,
    rows: rows.map((row) => columns.map(({ Name, Type }) => written(row[Name] ?? null, Type))),
    looks: 0,
  }
}

/** The members of the API's requests that matter here. */
interface Asked {
  readonly QueryString: string
  readonly WorkGroup: string
  readonly QueryExecutionContext: { readonly Database: string }
  readonly ClientRequestToken: string
  readonly QueryExecutionId: string
  readonly NextToken?: string
  readonly MaxResults: number
}

const bodyOf = async (request: IncomingMessage): Promise<Asked> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString('utf8'))
}

const openTables = async (duckdb: Duckdb, folder: string): Promise<void> => {
  const objects = await dataObjects(fileStore(folder))
  for (const { name, columns } of allTables) {
    const files = objects.filter(({ table }) => table === name).map(({ key }) => literal(join(folder, key)))
    const empty = columns.map((column) => `CAST(NULL AS ${column.type}) AS ${column.name}`).join(', ')
    const rows =
      files.length === 0
        ? `SELECT ${empty} LIMIT 0`
        : `SELECT * FROM read_parquet([${files.join(', ')}], hive_partitioning = false)`
    await duckdb.run(`CREATE OR REPLACE VIEW ${name} AS ${rows}`)
  }
}

/** @param page rows of a page at most */
export const fakeAthena = async (folder: string, page: number): Promise<FakeAthena> => {
  const duckdb = await openDuckdb({ spill: join(folder, '.spill'), memory: 500_000_000, threads: 1 })
  const queries = new Map<string, Query | Fault>()
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const next = turn.then(act)
    turn = next.catch(() => {})
    return next
  }
  const start = async ({ QueryString: sql, WorkGroup, QueryExecutionContext, ClientRequestToken }: Asked) => {
    if (ClientRequestToken.length < 32) throw new Error('ClientRequestToken')
    if (Buffer.byteLength(sql) > 262_144) throw new Error('QueryString')
    fake.started.push({ sql, workGroup: WorkGroup, database: QueryExecutionContext.Database })
    const id = `query-${fake.started.length}`
    queries.set(
      id,
      fake.fault ??
        (await inTurn(async () => {
          await openTables(duckdb, folder)
          return run(duckdb, sql)
        })),
    )
    return { QueryExecutionId: id }
  }
  const status = ({ QueryExecutionId: id }: Asked) => {
    const query = queries.get(id)
    if (query === undefined) throw new Error('no such query')
    if ('State' in query) return { QueryExecution: { QueryExecutionId: id, Status: query } }
    const State = ['QUEUED', 'RUNNING'][query.looks++] ?? 'SUCCEEDED'
    return { QueryExecution: { QueryExecutionId: id, Status: { State } } }
  }
  const results = ({ QueryExecutionId: id, NextToken = '0', MaxResults }: Asked) => {
    const query = queries.get(id)
    if (query === undefined || 'State' in query || query.looks < 3) throw new Error('not finished')
    if (MaxResults > 1000) throw new Error('MaxResults')
    const from = Number(NextToken)
    const all = [query.columns.map(({ Name }) => Name), ...query.rows]
    const to = from + page
    return {
      UpdateCount: 0,
      ResultSet: {
        Rows: all.slice(from, to).map((row) => ({
          Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
        })),
        ResultSetMetadata: { ColumnInfo: query.columns },
      },
      ...(to < all.length ? { NextToken: String(to) } : {}),
    }
  }
  const acts: Readonly<Record<string, (body: Asked) => unknown>> = {
    StartQueryExecution: start,
    GetQueryExecution: status,
    GetQueryResults: results,
  }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const act = String(request.headers['x-amz-target']).replace('AmazonAthena.', '')
    const answer = (code: number, body: unknown): void => {
      response.writeHead(code, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
    }
    const body = await bodyOf(request)
    if (fake.throttled > 0) {
      fake.throttled--
      return answer(400, { __type: 'TooManyRequestsException', Message: 'Rate exceeded' })
    }
    try {
      answer(200, await acts[act]?.(body))
    } catch (error) {
      answer(400, { __type: 'InvalidRequestException', Message: String(error) })
    }
  }
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const fake: FakeAthena = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    started: [],
    fault: null,
    throttled: 0,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      duckdb.close()
    },
  }
  return fake
}

/** Sends the SDK of this process there, as the environment of a function sends it to AWS. */
export const askThere = ({ url }: FakeAthena): void => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_ATHENA: url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'anyone',
    AWS_SECRET_ACCESS_KEY: 'anything',
    AWS_SESSION_TOKEN: 'for an hour',
  })
}
