import { AssayError } from '../../lib/error.ts'
import { runServe, type ServeOptions } from '../serve/run.ts'
import type { Console } from './console.ts'
import { failureText } from './failure.ts'
import { parseLimits, parseSize } from './limit.ts'
import { type Call, optionOf } from './parse.ts'
import { type ExitCode, exitCodes } from './status.ts'

const defaultPort = '8080'

/** As in the cloud (README.md, "Limits"). */
const defaultBody = '4500000'

/** The environment variable that holds the secret of those who send events; a shorter one can be guessed. */
const secretName = 'ASSAY_EVENTS_SECRET'
const shortestSecret = 16

const usage = (message: string): AssayError => new AssayError('usage', message)

const portOf = (text: string): number => {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw usage(`--port ${text}: takes 0 to 65535`)
}

const bodyOf = (text: string): number => {
  const size = parseSize(text)
  if (size !== null) return size
  throw usage(`--body-limit ${text}: takes a whole number of bytes, or one like 64MiB`)
}

const secretOf = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined
  if (text.length >= shortestSecret) return text
  throw usage(`${secretName} is shorter than ${shortestSecret} characters`)
}

const optionsOf = (call: Call): Omit<ServeOptions, 'secret' | 'bucket' | 'say' | 'failure'> => {
  if (call.operands.length > 0)
    throw usage('assay serve takes no operands: exports come by HTTP or by --inbox DIR')
  const uri = optionOf(call, 'store')
  if (uri === undefined) throw usage('assay serve needs --store URI, where the reports go')
  return {
    uri,
    port: portOf(optionOf(call, 'port') ?? defaultPort),
    bodyBytes: bodyOf(optionOf(call, 'body-limit') ?? defaultBody),
    limits: parseLimits(call.options.get('limit') ?? []),
    inbox: optionOf(call, 'inbox'),
  }
}

/** Resolves when the process is told to end, with the exit status that says by what; told again, it ends at once. */
const told = (console: Console): Promise<ExitCode> =>
  new Promise((resolve) => {
    console.onInterrupt = (status) => {
      delete console.onInterrupt
      resolve(status === exitCodes.terminated ? exitCodes.fine : status)
    }
  })

/** `assay serve`: the HTTP API on 127.0.0.1, and an inbox that stands in for bucket events, until it is told to end. */
export const serve = async (call: Call, console: Console, env = process.env): Promise<ExitCode> => {
  const options = optionsOf(call)
  const secret = secretOf(env[secretName])
  const ended = told(console)
  const { say } = console
  await runServe({ ...options, secret, bucket: env.EXPORTS_BUCKET, say, failure: failureText }, ended)
  return ended
}
