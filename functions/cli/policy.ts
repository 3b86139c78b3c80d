import type { Severity } from '../../lib/checks/finding.ts'
import { AssayError } from '../../lib/error.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { policyDigest } from '../../lib/policy/digest.ts'
import { explainPolicy } from '../../lib/policy/explain.ts'
import { auditImage } from '../../lib/policy/judge.ts'
import { policyInFile } from '../../lib/policy/open.ts'
import type { Policy } from '../../lib/policy/schema.ts'
import { terminalSafeJson } from '../../lib/report/json.ts'
import { formats } from './commands.ts'
import type { Console } from './console.ts'
import { failureText } from './failure.ts'
import { formatOf } from './format.ts'
import type { JudgedImage, JudgedReport } from './judged-report.ts'
import { type Call, optionOf } from './parse.ts'
import { judgedTable, policyTable } from './policy-table.ts'
import { savedImages } from './saved-report.ts'
import { counting, type ExitCode, exitCodes, failOnOf } from './status.ts'
import { parseTime } from './time.ts'

const operandsOf = ({ operands }: Call): { readonly file: string; readonly reports: readonly string[] } => {
  const [act, file, ...reports] = operands
  if (act !== 'check')
    throw new AssayError(
      'usage',
      `${['assay policy', ...operands.slice(0, 1)].join(' ')}: the only thing it does is assay policy check FILE`,
    )
  if (file === undefined)
    throw new AssayError('usage', 'assay policy check FILE: the FILE is missing, the policy to check')
  if (reports.filter((name) => name === '-').length > 1)
    throw new AssayError('usage', 'standard input (-) can be read only once')
  return { file, reports }
}

const judgeReport = async (
  name: string,
  policy: Policy,
  at: Date,
  { stdin }: Console,
): Promise<JudgedReport> => {
  const found: JudgedImage[] = []
  let images = 0
  for await (const image of savedImages(name, stdin)) {
    images++
    const findings = auditImage(image, policy, at)
    if (findings.length > 0) found.push({ image, findings })
  }
  return { name, images, found }
}

const judgedJson = ({ name, images, found }: JudgedReport): object => ({
  name,
  images,
  found: found.map(({ image: { source, document, path, name: called, namespace, digest }, findings }) => ({
    source,
    document,
    path,
    name: called,
    namespace,
    digest,
    findings,
  })),
})

const severitiesIn = (reports: readonly JudgedReport[]): Severity[] =>
  reports.flatMap(({ found }) => found.flatMap(({ findings }) => findings.map(({ severity }) => severity)))

/** `assay policy check`: a policy in words, and the images of saved reports that it would fail. */
export const policy = async (call: Call, console: Console): Promise<ExitCode> => {
  const { out, say } = console
  const { file, reports } = operandsOf(call)
  const format = formatOf(call, out, formats.policy)
  const time = optionOf(call, 'at')
  const at = time === undefined ? new Date() : parseTime(time)
  const read = await policyInFile(file)
  const judged: JudgedReport[] = []
  for (const name of reports)
    try {
      judged.push(await judgeReport(name, read, at, console))
    } catch (error) {
      if (!(error instanceof AssayError)) throw error
      say(failureText(error))
    }
  const explained = explainPolicy(read)
  if (format === 'table') {
    await out.write(policyTable(explained, out))
    for (const each of judged) await out.write(judgedTable(each, at, out))
  } else {
    const clock = reports.length === 0 ? {} : { at: at.toISOString() }
    const answer = { digest: policyDigest(read), says: explained, reports: judged.map(judgedJson), ...clock }
    const text = canonicalJson(answer)
    await out.write(`${out.isTerminal ? terminalSafeJson(text) : text}\n`)
  }
  if (judged.length < reports.length) return exitCodes.failure
  const counts = counting[failOnOf(call)]
  return severitiesIn(judged).some((severity) => counts.includes(severity))
    ? exitCodes.findings
    : exitCodes.fine
}
