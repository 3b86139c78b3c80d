/** `npm run bench`: how fast an export is assayed, as a ratio to parsing and hashing the same file, in one run. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { corpusPath, withoutCorpus } from '../corpus.ts'
import type { Measured, Task } from './measured.ts'

const runs = 5
const targetBytes = 100e6

const seed =
  withoutCorpus === false ? corpusPath('clusters/ocp-4.3.json') : 'events/exports/multiarch-list.json'

/** One list with the seed's items repeated until it is `bytes` long. */
const repeated = (bytes: number): string => {
  const { items } = JSON.parse(readFileSync(seed, 'utf8')) as { items: unknown[] }
  const once = items.map((item) => JSON.stringify(item)).join(',')
  const times = Math.ceil(bytes / once.length)
  return `{"kind":"ImageList","apiVersion":"image.openshift.io/v1","items":[${Array(times).fill(once).join(',')}]}`
}

const run = (task: Task, path: string): Measured =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'measured.ts'), task, path], {
      encoding: 'utf8',
    }),
  ) as Measured

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
try {
  const path = join(folder, 'export.json')
  writeFileSync(path, repeated(targetBytes))
  const megabytes = statSync(path).size / 1e6
  const results: Record<Task, Measured[]> = { floor: [], assay: [] }
  // In turns, so that a machine that slows down slows both.
  for (let i = 0; i <= runs; i++)
    for (const task of ['floor', 'assay'] as const) {
      const measured = run(task, path)
      if (i > 0) results[task].push(measured)
    }
  const line = (name: string, task: Task) => {
    const seconds = median(results[task].map((result) => result.seconds))
    const peak = median(results[task].map((result) => result.peak)) / 1e6
    const images = results[task][0]?.images ?? 0
    return `${name.padEnd(30)}${(megabytes / seconds).toFixed(0).padStart(6)} MB/s ${(images / seconds).toFixed(0).padStart(8)} images/s ${peak.toFixed(0).padStart(6)} MB peak\n`
  }
  const ratios = results.assay.map((result, i) => (results.floor[i]?.seconds ?? 0) / result.seconds)
  process.stdout.write(
    [
      `${megabytes.toFixed(0)} MB, ${results.assay[0]?.images} images out of ${seed}; median of ${runs} runs each, in turns\n`,
      line('JSON.parse + SHA-256 of file', 'floor'),
      line('assay, one thread', 'assay'),
      `ratio ${median(ratios).toFixed(2)} times the floor's speed\n`,
    ].join(''),
  )
} finally {
  rmSync(folder, { recursive: true })
}
