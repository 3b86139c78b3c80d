import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const script = join(import.meta.dirname, 'rgw.sh')
const run = promisify(execFile)

/** A running Ceph RGW, with nothing in it. */
export interface Rgw {
  /** Without a path. */
  readonly endpoint: string
  /** What the AWS tools take their settings from. */
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

const check = spawnSync(script, ['check'], { encoding: 'utf8' })

/** A test's `skip`: why there is no server here and how to get one, or false where there is: tests start their own. */
export const rgwSkip: string | false =
  check.status === 0 ? false : check.stderr?.trim() || 'Ceph RGW needs Linux and bash'

// A skipped suite counts no test, and a run without a server shall not look like one that passed.
if (rgwSkip !== false) test('needs Ceph RGW', { skip: rgwSkip }, () => {})

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

const parse = (printed: string): Record<string, string> =>
  Object.fromEntries(
    [...printed.matchAll(/(AWS_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  )

const startOnce = async (): Promise<Rgw> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-rgw-'))
  const env = {
    ...process.env,
    RGW_DIR: join(folder, 'rgw'),
    RGW_PORT: String(await freePort()),
    RGW_MON_PORT: String(await freePort()),
    RGW_WITH: String(process.pid),
  }
  const stop = async (): Promise<void> => {
    await run(script, ['stop'], { env })
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const environment = parse((await run(script, ['start'], { env })).stdout)
    return { endpoint: environment.AWS_ENDPOINT_URL_S3 ?? '', environment, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Starts a server of the caller's own, on free ports and in a folder of its own; it ends with this process. Another
 * program may take a port in between, or a busy machine be too slow once: then it is tried again.
 */
export const startRgw = (): Promise<Rgw> => startOnce().catch(startOnce).catch(startOnce)
