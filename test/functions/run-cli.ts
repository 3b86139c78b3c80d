import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../functions/cli.ts', import.meta.url))
const preload = new URL('preload.ts', import.meta.url).href

export const samples = fileURLToPath(new URL('../../events/exports', import.meta.url))
export const broken = fileURLToPath(new URL('../../events/broken', import.meta.url))

export interface CliRun {
  /** What `preload.ts` is asked for. */
  readonly as?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** The real command line as a process of its own. */
export const spawnCli = (
  args: readonly string[],
  { as = '', env = {}, cwd }: CliRun = {},
): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--import', preload, cli, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ASSAY_TEST: as, ...env },
  })

export interface CliResult {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `assay` to its end with `stdin` on its standard input. */
export const runCli = async (
  args: readonly string[],
  { stdin = '', ...options }: CliRun & { readonly stdin?: string | Uint8Array } = {},
): Promise<CliResult> => {
  const child = spawnCli(args, options)
  const ended = new Promise<Pick<CliResult, 'status' | 'signal'>>((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal }))
  })
  // A command that reads nothing may be gone before its input is.
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { ...end, stdout, stderr }
}

/** Runs `assay` to its end with what stands at `path` as its standard input, as `< PATH` does. */
export const runCliOn = (path: string, args: readonly string[]): Omit<CliResult, 'signal'> => {
  const stdin = openSync(path, 'r')
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    stdio: [stdin, 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  closeSync(stdin)
  return { status, stdout, stderr }
}
