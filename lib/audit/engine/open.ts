import type { RemoteEngine } from '../options.ts'

/** The store that an engine is to answer over, and the option or variable that names it. */
export interface NamedStore {
  readonly uri: string
  readonly by: string
}

/**
 * The engine that a setting names: undefined is DuckDB, in this process; a text says why there is none for that store.
 * NAME in it is that of the Glue database and of the workgroup. The SDK is loaded with the first question.
 */
export const openEngine = (setting: string, { uri, by }: NamedStore): RemoteEngine | undefined | string => {
  if (setting === 'duckdb') return undefined
  const name = /^athena:([A-Za-z0-9_.-]{1,128})$/.exec(setting)?.[1]
  if (name === undefined) return 'write duckdb or athena:NAME'
  if (!/^s3:/i.test(uri)) return `Athena reads buckets only, so name one by ${by} s3://BUCKET/PREFIX`
  let engine: Promise<RemoteEngine> | undefined
  const load = async (): Promise<RemoteEngine> => {
    const [{ athena }, { openClient }] = await Promise.all([
      import('./athena.ts'),
      import('./athena-client.ts'),
    ])
    return athena(openClient(name))
  }
  return {
    async rows(sql) {
      engine ??= load()
      return (await engine).rows(sql)
    },
  }
}
