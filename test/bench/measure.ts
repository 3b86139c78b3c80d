import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { transformSync } from 'esbuild'
import type { Usage } from './usage.ts'

/** A whole process, from its start to its end. */
export interface Measured extends Usage {
  /** Wall-clock seconds. */
  readonly seconds: number
}

const command = join(import.meta.dirname, '../../dist/cli.mjs')

/** A module beside this as JavaScript in `folder`: to strip its types takes a process 30 MB and 50 ms. */
const stripped = (name: string, folder: string): string => {
  const path = join(folder, `${name}.mjs`)
  const typed = readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8')
  writeFileSync(path, transformSync(typed, { loader: 'ts' }).code)
  return path
}

export interface Bench {
  /** `assay report` as `npm run build` made it. */
  assay(path: string, jobs: number): Promise<Measured>
  /** Two of it at the same time, of one thread each: what the machine gives two threads that share nothing. */
  sideBySide(path: string): Promise<Measured>
  floor(path: string): Promise<Measured>
}

/** Measures in `folder`, which may be written. */
export const benchIn = (folder: string): Bench => {
  const hook = stripped('usage', folder)
  const floor = stripped('floor', folder)

  /** What `node ARGS` takes; its output is thrown away. */
  const measure = async (args: readonly string[], name = 'usage'): Promise<Measured> => {
    const scratch = join(folder, `${name}.json`)
    const from = performance.now()
    const child = spawn(process.execPath, ['--import', hook, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, BENCH_USAGE: scratch },
    })
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    const seconds = (performance.now() - from) / 1000
    if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`)
    return { seconds, ...(JSON.parse(readFileSync(scratch, 'utf8')) as Usage) }
  }

  const reportOn = (path: string, jobs: number): readonly string[] => [
    command,
    'report',
    path,
    '--format',
    'ndjson',
    '--jobs',
    String(jobs),
  ]

  return {
    assay: (path, jobs) => measure(reportOn(path, jobs)),
    async sideBySide(path) {
      const both = await Promise.all(['one', 'other'].map((name) => measure(reportOn(path, 1), name)))
      return {
        seconds: Math.max(...both.map(({ seconds }) => seconds)),
        busy: both.reduce((sum, { busy }) => sum + busy, 0),
        peak: both.reduce((sum, { peak }) => sum + peak, 0),
      }
    },
    floor: (path) => measure([floor, path]),
  }
}

/** Seconds from the start of `node ARGS` to the first byte that it prints. */
const firstByte = async (args: readonly string[]): Promise<number> => {
  const from = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  const seconds = (performance.now() - from) / 1000
  child.kill()
  await ended
  return seconds
}

/** Seconds until the command prints something of the export's first image. */
export const measureFirst = (path: string): Promise<number> =>
  firstByte([command, 'report', path, '--format', 'ndjson'])

/** Seconds until Node prints anything at all. */
export const measureNode = (): Promise<number> => firstByte(['--eval', 'console.log(1)'])
