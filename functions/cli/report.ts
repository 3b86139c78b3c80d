import { availableParallelism } from 'node:os'
import type { reportSources } from '../../lib/assay.ts'
import { AssayError } from '../../lib/error.ts'
import { type Source, totalSize } from '../../lib/export/source.ts'
import { defaultLimits, type Limits } from '../../lib/limits.ts'
import type { Policy } from '../../lib/policy/schema.ts'
import { type Keyring, noKeys } from '../../lib/signature/keyring.ts'
import type { Store } from '../../lib/store/store.ts'
import { type Evidence, noEvidence } from '../../lib/verify/evidence.ts'
import { formats } from './commands.ts'
import type { Console } from './console.ts'
import { failureText } from './failure.ts'
import { formatOf, rendererFor } from './format.ts'
import { helpText } from './help.ts'
import { interruption } from './interruption.ts'
import { parseLimits } from './limit.ts'
import { type Call, optionOf } from './parse.ts'
import { printAll, printed, printer } from './printed.ts'
import { progressBar } from './progress.ts'
import { repairOf } from './repair.ts'
import { openSources } from './sources.ts'
import { type ExitCode, exitCodes, failOnOf, statusWatch } from './status.ts'
import { parseTime } from './time.ts'

const operandsOf = ({ operands }: Call, { stdin, stderr }: Console): readonly string[] => {
  if (operands.filter((operand) => operand === '-').length > 1)
    throw new AssayError('usage', 'standard input (-) can be read only once')
  if (operands.length > 0) return operands
  if (stdin.isTTY) {
    stderr.write(`${helpText('report')}\n`)
    throw new AssayError('usage', 'nothing to read: name a FILE or DIR, or pipe an export in')
  }
  return ['-']
}

/** The name that the report is stored under: given, or the only file's. */
const storeName = (name: string | undefined, named: number, source: Source | undefined): string => {
  if (name !== undefined) return name
  if (named === 1 && source !== undefined && source.name !== '-') return source.name
  const why = source?.name === '-' && named === 1 ? 'standard input has no name' : 'there are several sources'
  throw new AssayError('usage', `--store needs --name NAME here: ${why}`)
}

const mostJobs = 64

const jobsOf = (text: string | undefined): number => {
  if (text === undefined) return Math.min(availableParallelism(), mostJobs)
  const jobs = Number(text)
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= mostJobs) return jobs
  throw new AssayError('usage', `--jobs ${text}: takes 1 to ${mostJobs}`)
}

const optionsOf = (call: Call) => {
  const at = optionOf(call, 'at')
  const uri = optionOf(call, 'store')
  return {
    jobs: jobsOf(optionOf(call, 'jobs')),
    limits: parseLimits(call.options.get('limit') ?? []),
    failOn: failOnOf(call),
    name: optionOf(call, 'name'),
    at: at === undefined ? new Date() : parseTime(at),
    policyFile: optionOf(call, 'policy'),
    ...repairOf(call),
    evidence: call.options.get('evidence') ?? [],
    keys: call.options.get('keys') ?? [],
    uri,
  }
}

// What only some calls need is loaded by those: a report of one file waits for nothing that it does not use.

const storeAt = async (uri: string | undefined): Promise<Store | null> =>
  uri === undefined ? null : (await import('../../lib/store/open.ts')).openStore(uri)

/** The policy that was named, else the store's own. */
const policyFor = async (file: string | undefined, store: Store | null): Promise<Policy | undefined> => {
  if (file !== undefined) return (await import('../../lib/policy/open.ts')).policyInFile(file)
  return store === null ? undefined : (await import('../../lib/policy/open.ts')).policyInStore(store)
}

/** What is given beside the export, by path or in the store. */
const givenBeside = async (
  { evidence, keys }: Pick<ReturnType<typeof optionsOf>, 'evidence' | 'keys'>,
  store: Store | null,
  limits: Limits,
  { say }: Console,
): Promise<{ readonly evidence: Evidence; readonly keyring: Keyring }> => {
  if (store === null && evidence.length + keys.length === 0) return { evidence: noEvidence, keyring: noKeys }
  const { openEvidence } = await import('../../lib/verify/open-evidence.ts')
  const { openKeyring } = await import('../../lib/signature/open-keyring.ts')
  return {
    evidence: await openEvidence(evidence, store, limits, say),
    keyring: await openKeyring(keys, store, limits, say),
  }
}

/** `assay report`: one report over all that is named, to standard output and, where asked for, into a store. */
export const report = async (
  call: Call,
  console: Console,
  assay?: typeof reportSources,
): Promise<ExitCode> => {
  const operands = operandsOf(call, console)
  const options = optionsOf(call)
  const { jobs, limits, repair, failOn, name, at, policyFile, uri } = options
  const store = await storeAt(uri)
  const policy = await policyFor(policyFile, store)
  const { sources: found, names: called, problems } = await openSources(operands, console.stdin)
  for (const problem of problems) console.say(failureText(problem))
  if (found.length === 0) return exitCodes.failure
  const sources =
    found.length === 1 && name !== undefined ? found.map((source) => ({ ...source, name })) : found
  const stored = store === null ? null : storeName(name, found.length + problems.length, found[0])

  const run = assay ?? (await import('../../lib/assay.ts')).reportSources
  const allLimits = { ...defaultLimits, ...limits }
  const { evidence, keyring } = await givenBeside(options, store, allLimits, console)
  const bar = progressBar(console.stderr, totalSize(sources))
  console.beforeWrite = bar.clear
  const watch = statusWatch(failOn)
  const names = found.length === 1 && name !== undefined ? [name] : called
  const format = formatOf(call, console.out, formats.report)
  const printing = printer(await rendererFor(format, console.out, names), console, watch, names)
  const reports = run(sources, {
    evidence,
    keyring,
    limits,
    policy,
    at,
    jobs,
    ...(repair !== undefined && { repair }),
    onProgress: bar.update,
  })
  try {
    if (store === null || stored === null) await printAll(reports, printing)
    else {
      const { writeReport } = await import('../../lib/report/write.ts')
      const { ending, status } = interruption(console)
      const all = printed(ending(reports), printing)
      const written = await writeReport(store, stored, all).catch((error) => {
        if (status() === null) throw error
      })
      if (written !== undefined) console.say(`report stored: ${uri?.replace(/\/$/, '')}/${written.key}`)
      const interrupted = status()
      if (interrupted !== null) return interrupted
    }
  } finally {
    bar.clear()
  }
  return problems.length > 0 ? exitCodes.failure : watch.status()
}
