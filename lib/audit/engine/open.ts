import type { RemoteEngine } from '../options.ts'

/** What an engine setting may be; NAME is that of the Glue database and of the workgroup. */
export const engineSettings = 'duckdb or athena:NAME'

/**
 * The engine that a setting names: undefined is DuckDB, in this process; null where it names none. The SDK is loaded with
 * the first question.
 */
export const openEngine = (setting: string): RemoteEngine | undefined | null => {
  if (setting === 'duckdb') return undefined
  const name = /^athena:([A-Za-z0-9_.-]{1,128})$/.exec(setting)?.[1]
  if (name === undefined) return null
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
