import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type CliRun, spawnCli } from '../run-cli.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-serve-'))
const running = new Set<ChildProcessWithoutNullStreams>()
after(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(work, { recursive: true, force: true })
})

export const newFolder = (): string => mkdtempSync(join(work, 'f-'))

export interface Serving {
  readonly port: number
  readonly url: string
  /** What stands on standard error so far. */
  readonly said: () => string
  /** Waits until standard error matches. */
  readonly hears: (pattern: RegExp) => Promise<void>
  readonly stop: (signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL') => Promise<number | null>
}

/** A real `assay serve` on a free port. */
export const serving = async (args: readonly string[], run: CliRun = {}): Promise<Serving> => {
  const child = spawnCli(['serve', '--port', '0', ...args], run)
  running.add(child)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part
  })
  const hears = async (pattern: RegExp): Promise<void> => {
    const deadline = performance.now() + 20_000
    while (!pattern.test(said)) {
      if (performance.now() > deadline || child.exitCode !== null)
        throw new Error(`waited for ${pattern}, heard:\n${said}`)
      await setTimeout(20)
    }
  }
  await hears(/listening on http:\/\/127\.0\.0\.1:\d+/)
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(said)?.[1])
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    hears,
    stop: async (signal) => {
      const ended = once(child, 'exit')
      child.kill(signal)
      const [status]: (number | null)[] = await ended
      running.delete(child)
      return status ?? null
    },
  }
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A request whose headers and target are exactly these: `fetch` would set Host and Origin itself. */
export const rawRequest = async (
  port: number,
  {
    method = 'GET',
    path = '/healthz',
    headers = {},
    body = '',
  }: {
    readonly method?: string
    readonly path?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string | Buffer
  },
): Promise<RawAnswer> => {
  const sent = request({ host: '127.0.0.1', port, method, path, headers, setHost: !('host' in headers) })
  sent.end(body)
  const [response] = await once(sent, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}
