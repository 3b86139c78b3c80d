import { AssayError } from '../../lib/error.ts'
import { printable } from '../../lib/json/printable.ts'
import { analyzer } from '../../lib/report/analyzer.ts'
import type { CommandName } from './commands.ts'
import type { Console } from './console.ts'
import { failureText } from './failure.ts'
import { sizeHeap } from './heap.ts'
import { helpText } from './help.ts'
import { outputOn } from './output.ts'
import { type Call, parseCall } from './parse.ts'
import { type ExitCode, exitCodes, interrupts } from './status.ts'

sizeHeap()

const terminal: Console = {
  out: outputOn(process.stdout, process.env, () => terminal.beforeWrite()),
  say: (message) => {
    terminal.beforeWrite()
    process.stderr.write(`assay: ${printable(message)}\n`)
  },
  get stdin() {
    return process.stdin
  },
  stderr: process.stderr,
  beforeWrite: () => {},
}

/** Each command is loaded when it is called: `--help` and `checks` need none of the readers. */
const commands: Readonly<Record<CommandName, (call: Call) => Promise<ExitCode>>> = {
  report: async (call) => (await import('./report.ts')).report(call, terminal),
  audit: async (call) => (await import('./audit.ts')).audit(call, terminal),
  serve: async (call) => (await import('./serve.ts')).serve(call, terminal),
  manifest: async (call) => (await import('./manifest.ts')).manifest(call, terminal),
  checks: async (call) => (await import('./checks.ts')).checks(call, terminal),
  policy: async (call) => (await import('./policy.ts')).policy(call, terminal),
  schema: async (call) => (await import('./schema.ts')).schema(call, terminal),
}

const run = async (args: readonly string[]): Promise<ExitCode> => {
  const call = parseCall(args)
  const { command, options } = call
  if (options.has('help')) await terminal.out.write(helpText(command))
  else if (options.has('version')) await terminal.out.write(`${analyzer.version}\n`)
  else if (command !== null) return commands[command](call)
  else {
    process.stderr.write(`${helpText(null)}\n`)
    throw new AssayError('usage', 'no command')
  }
  return exitCodes.fine
}

/** Ends the process once a pipe has taken what was written to standard error: an exit would drop the rest. */
const leave = (status: ExitCode): void => {
  process.stderr.write('', () => process.exit(status))
}

const end = (error: unknown): void => {
  terminal.say(failureText(error))
  if (process.env.DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  leave(exitCodes.failure)
}

process.stderr.on('error', () => {})
process.on('uncaughtException', end)
for (const [signal, status] of Object.entries(interrupts))
  process.on(signal, () => {
    terminal.beforeWrite()
    if (terminal.onInterrupt === undefined) process.exit(status)
    terminal.onInterrupt(status)
  })

// Whatever still waits for input, such as a standard input that nobody needs any more, does not keep the process.
run(process.argv.slice(2)).then(leave, end)
