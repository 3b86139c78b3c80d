import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startRuntimeApi } from './runtime-api.ts'

/** AWS's own runtime client, as Lambda runs it. */
const version = '4.0.2'

/** Kept between runs: building the client takes a minute. */
const folder = join(tmpdir(), `assay-lambda-ric-${version}`)
const client = join(folder, 'node_modules', 'aws-lambda-ric')
const native = join(client, 'rapid-client.node')
const stub = join(folder, 'stub.cjs')

/** Stands in for the compiled part, which only posts answers; the client's own JavaScript asks for events. */
const stubText = `
const { request } = require('node:http')
const post = (path, body, headers) =>
  request({ method: 'POST', path: '/2018-06-01/runtime/invocation/' + path, headers,
    hostname: process.env.AWS_LAMBDA_RUNTIME_API.split(':')[0], port: process.env.AWS_LAMBDA_RUNTIME_API.split(':')[1] }).end(body)
require('node:module')._extensions['.node'] = (module) => {
  module.exports = { done: (id, body) => post(id + '/response', body), error: (id, body) => post(id + '/error', body) }
}
`

const run = (command: string, args: readonly string[], cwd: string): string | null => {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 600_000 })
  return status === 0 ? null : `${command} ${args.join(' ')}: ${error?.message ?? stderr.trim().slice(-500)}`
}

const installed = (): string | null => {
  if (existsSync(join(client, 'index.mjs'))) return null
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private": true}')
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `aws-lambda-ric@${version}`]
  return run('npm', args, folder)
}

/** Builds the compiled part as the package's own install scripts do; the first run tries, the later ones know. */
const built = (): boolean => {
  if (!existsSync(native) && !existsSync(stub)) {
    const failure =
      run('sh', ['scripts/preinstall.sh'], client) ?? run('sh', ['scripts/postinstall.sh'], client)
    if (failure !== null || !existsSync(native)) {
      writeFileSync(native, '')
      writeFileSync(stub, stubText)
    }
  }
  return !existsSync(stub)
}

let isNative = false

/** Installs the client where it is not yet: a test's `skip`, why there is none, or false. */
export const runtimeSkip = (): string | false => {
  const missing = installed()
  if (missing !== null) return `aws-lambda-ric cannot be installed: ${missing}`
  isNative = built()
  return false
}

/** What runs the functions, for what is printed. */
export const runtimeName = (): string =>
  `aws-lambda-ric ${version}${isNative ? '' : ' (its JavaScript, since its compiled part could not be built)'}`

/**
 * An execution environment of a bundle: started for the first event, which it is given as soon as it asks.
 * @param bundle path of the bundle, whose export `handler` is the function
 */
export const startFunction = async (bundle: string, env: Readonly<Record<string, string>>) => {
  const api = await startRuntimeApi()
  let child: ReturnType<typeof spawn> | undefined
  let log: Promise<string> = Promise.resolve('')
  const start = (): void => {
    const preload = isNative ? [] : ['--require', stub]
    child = spawn(process.execPath, [...preload, join(client, 'index.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: dirname(bundle),
      env: {
        PATH: process.env.PATH ?? '',
        AWS_LAMBDA_RUNTIME_API: api.host,
        LAMBDA_TASK_ROOT: dirname(bundle),
        _HANDLER: `${bundle.slice(dirname(bundle).length + 1).replace(/\.mjs$/, '')}.handler`,
        AWS_LAMBDA_FUNCTION_NAME: 'assay',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
        AWS_LAMBDA_LOG_GROUP_NAME: 'assay',
        AWS_LAMBDA_LOG_STREAM_NAME: 'assay',
        ...(isNative ? {} : { AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true' }),
        ...env,
      },
    })
    if (child.stdout !== null) log = text(child.stdout)
    child.once('exit', () => api.abandon())
  }
  return {
    /** The answer, when it came, and when it was asked for: of the first event, the start of the process. */
    async invoke(event: unknown) {
      const from = performance.now()
      const answered = api.invoke(event)
      if (child === undefined) start()
      return { ...(await answered), from }
    },
    /** Ends it; gives all that it wrote to its log. */
    async stop(): Promise<string> {
      child?.kill('SIGKILL')
      if (child !== undefined && child.exitCode === null && child.signalCode === null)
        await once(child, 'exit')
      await api.close()
      return log
    },
  }
}
