/** Does one task in a process of its own and prints what it took: `node measured.ts TASK FILE [JOBS]`. */
import { hash } from 'node:crypto'
import { createReadStream, createWriteStream, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'
import { reportSources } from '../../lib/assay.ts'
import type { Source } from '../../lib/export/source.ts'

export interface Measured {
  /** Wall-clock seconds, without the start of the process. */
  readonly seconds: number
  /** Seconds of all processors. */
  readonly busy: number
  readonly images: number
  /** Bytes of resident memory at its highest. */
  readonly peak: number
}

const sourceOf = (path: string): Source => ({
  name: basename(path),
  open: () => createReadStream(path, { highWaterMark: 2 ** 20 }),
})

/** What `assay report --format ndjson` does. */
const assay = async (path: string, jobs: number): Promise<number> => {
  let images = 0
  const lines = async function* () {
    for await (const { line } of reportSources([sourceOf(path)], { jobs })) {
      images++
      yield `${line}\n`
    }
  }
  await pipeline(lines, createWriteStream('/dev/null'))
  return images
}

interface Texts {
  readonly dockerImageManifest?: string
  readonly dockerImageConfig?: string
}

/** The least that any tool must do: parse the whole file, and hash every manifest and configuration that is in it. */
const floor = async (path: string): Promise<number> => {
  const given = readFileSync(path)
  const bytes = path.endsWith('.gz') ? gunzipSync(given) : given
  const { items } = JSON.parse(bytes.toString('utf8')) as { readonly items: readonly Texts[] }
  for (const { dockerImageManifest, dockerImageConfig } of items) {
    if (dockerImageManifest !== undefined) hash('sha256', dockerImageManifest)
    if (dockerImageConfig !== undefined) hash('sha256', dockerImageConfig)
  }
  return items.length
}

/** Up to the first report. */
const first = async (path: string): Promise<number> => {
  const reports = reportSources([sourceOf(path)])
  await reports.next()
  await reports.return(undefined as never)
  return 1
}

const tasks = { assay, floor, first } as const
export type Task = keyof typeof tasks

if (import.meta.main) {
  const [task, path, jobs = '1'] = process.argv.slice(2) as [Task, string, string?]
  const from = performance.now()
  const images = await tasks[task](path, Number(jobs))
  const seconds = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage()
  const peak = process.resourceUsage().maxRSS * 1024
  const measured: Measured = { seconds, busy: (user + system) / 1e6, images, peak }
  process.stdout.write(JSON.stringify(measured))
}
