import type { assaySources, Outcome } from '../../lib/assay.ts'
import { AssayError } from '../../lib/error.ts'
import type { Source } from '../../lib/export/source.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { rejectionText } from '../../lib/report/rejection-text.ts'
import type { Renderer } from '../../lib/report/renderer.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { writeReport } from '../../lib/report/write.ts'
import { openStore } from '../../lib/store/open.ts'
import { openEvidence } from '../../lib/verify/open-evidence.ts'
import type { Console } from './console.ts'
import { failureText } from './failure.ts'
import { formatOf, rendererFor } from './format.ts'
import { helpText } from './help.ts'
import { parseLimits } from './limit.ts'
import { type Call, optionOf } from './parse.ts'
import { progressBar } from './progress.ts'
import { openSources } from './sources.ts'
import { type ExitCode, exitCodes, failOnValues, statusWatch } from './status.ts'
import { parseTime } from './time.ts'

/** Who read standard output has gone, and nothing else waits for the report. */
class ReaderGone extends Error {}

const operandsOf = ({ operands }: Call, { stdin, stderr }: Console): readonly string[] => {
  if (operands.filter((operand) => operand === '-').length > 1)
    throw new AssayError('usage', 'standard input (-) can be read only once')
  if (operands.length > 0) return operands
  if (stdin.isTTY) {
    stderr.write(`${helpText('report')}
`)
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

const optionsOf = (call: Call) => {
  const at = optionOf(call, 'at')
  // Nothing depends on the clock yet: a wrong time is refused all the same.
  if (at !== undefined) parseTime(at)
  const uri = optionOf(call, 'store')
  return {
    limits: parseLimits(call.options.get('limit') ?? []),
    failOn: failOnValues.find((value) => value === optionOf(call, 'fail-on')) ?? 'error',
    name: optionOf(call, 'name'),
    evidence: call.options.get('evidence') ?? [],
    uri,
    store: uri === undefined ? null : openStore(uri),
  }
}

type Watch = ReturnType<typeof statusWatch>

/** The same reports, each printed as it goes by, and the rest at the end. */
async function* printed(
  reports: AsyncGenerator<ImageReport, Outcome>,
  renderer: Renderer,
  { out, say }: Console,
  watch: Watch,
  keepGoing: boolean,
): AsyncGenerator<ImageReport, Outcome> {
  const print = async (text: string) => {
    if (!(await out.write(text)) && !keepGoing) throw new ReaderGone()
  }
  await print(renderer.head())
  for (;;) {
    const step = await reports.next()
    if (step.done) {
      const { frame } = step.value
      const empty = watch.end(frame)
      await print(renderer.tail(frame))
      for (const rejection of frame.rejected) say(rejectionText(rejection, frame.sources))
      for (const source of empty) say(`${frame.sources[source]?.name}: holds no image`)
      return step.value
    }
    watch.image(step.value)
    await print(renderer.image(step.value))
    yield step.value
  }
}

const drain = async (reports: AsyncGenerator<ImageReport, Outcome>): Promise<void> => {
  while (!(await reports.next()).done);
}

const totalOf = (sources: readonly Source[]): number | null => {
  let total = 0
  for (const { size } of sources) {
    if (size === undefined) return null
    total += size
  }
  return total
}

/** `assay report`: one report over all that is named, to standard output and, where asked for, into a store. */
export const report = async (
  call: Call,
  console: Console,
  assay?: typeof assaySources,
): Promise<ExitCode> => {
  const operands = operandsOf(call, console)
  const { limits, failOn, name, evidence, uri, store } = optionsOf(call)
  const { sources: found, problems } = await openSources(operands, console.stdin)
  for (const problem of problems) console.say(failureText(problem))
  if (found.length === 0) return exitCodes.failure
  const sources =
    found.length === 1 && name !== undefined ? found.map((source) => ({ ...source, name })) : found
  const stored = store === null ? null : storeName(name, found.length + problems.length, found[0])

  const run = assay ?? (await import('../../lib/assay.ts')).assaySources
  const bar = progressBar(console.stderr, totalOf(sources))
  console.beforeWrite = bar.clear
  const watch = statusWatch(failOn)
  const renderer = rendererFor(
    formatOf(call, console.out),
    console.out,
    sources.map((source) => source.name),
  )
  const reports = printed(
    run(sources, {
      evidence: await openEvidence(evidence, store, { ...defaultLimits, ...limits }, console.say),
      limits,
      onProgress: bar.update,
    }),
    renderer,
    console,
    watch,
    store !== null,
  )
  try {
    if (store === null || stored === null) await drain(reports)
    else {
      const { key } = await writeReport(store, stored, reports, { limits })
      console.say(`report stored: ${uri?.replace(/\/$/, '')}/${key}`)
    }
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error
  } finally {
    bar.clear()
  }
  return problems.length > 0 ? exitCodes.failure : watch.status()
}
