import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Usage } from './usage.ts'

/** A whole process, from its start to its end. */
export interface Measured extends Usage {
  /** Wall-clock seconds. */
  readonly seconds: number
}

const hook = join(import.meta.dirname, 'usage.ts')
const command = join(import.meta.dirname, '../../dist/cli.mjs')

/** What `node ARGS` takes; its output is thrown away. `scratch` is a file that may be written. */
const measure = (args: readonly string[], scratch: string): Measured => {
  const from = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['--import', hook, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, BENCH_USAGE: scratch },
    encoding: 'utf8',
  })
  const seconds = (performance.now() - from) / 1000
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`)
  return { seconds, ...(JSON.parse(readFileSync(scratch, 'utf8')) as Usage) }
}

/** `assay report` as `npm run build` made it. */
export const measureAssay = (path: string, jobs: number, scratch: string): Measured =>
  measure([command, 'report', path, '--format', 'ndjson', '--jobs', String(jobs)], scratch)

export const measureFloor = (path: string, scratch: string): Measured =>
  measure([join(import.meta.dirname, 'floor.ts'), path], scratch)

/** Seconds from the start of the command to the first byte that it prints. */
export const measureFirst = async (path: string): Promise<number> => {
  const from = performance.now()
  const assay = spawn(process.execPath, [command, 'report', path, '--format', 'ndjson'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(assay.stdout, 'data')
  const seconds = (performance.now() - from) / 1000
  assay.kill()
  await once(assay, 'exit')
  return seconds
}
