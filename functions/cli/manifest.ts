import { AssayError } from '../../lib/error.ts'
import type { FoundManifest } from '../../lib/find-manifest.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { terminalSafeJson } from '../../lib/report/json.ts'
import { calledBy } from '../../lib/report/rejection-text.ts'
import { openEvidence } from '../../lib/verify/open-evidence.ts'
import type { Console } from './console.ts'
import { failureText } from './failure.ts'
import { parseLimits } from './limit.ts'
import type { Output } from './output.ts'
import type { Call } from './parse.ts'
import { sayRejections } from './rejections.ts'
import { repairOf } from './repair.ts'
import { openSources } from './sources.ts'
import { type ExitCode, exitCodes } from './status.ts'

/** A digest or its beginning, with or without the algorithm. */
const digestLike = /^(?:[a-z0-9]+:)?[0-9a-f]+$/

const operandsOf = ({ operands }: Call): readonly [string, readonly string[]] => {
  const [wanted, ...files] = operands
  if (wanted === undefined || files.length === 0)
    throw new AssayError('usage', 'assay manifest needs a DIGEST and at least one FILE')
  if (!digestLike.test(wanted)) throw new AssayError('usage', `assay manifest: ${wanted} is no digest`)
  return [wanted, files]
}

const excuse = (wanted: string, found: Exclude<FoundManifest, { status: 'proven' }>): string => {
  if (found.status === 'absent')
    return `no image here has a digest that is or begins with ${wanted}; assay report lists what is here`
  if (found.status === 'several')
    return `${wanted} is the beginning of several digests: ${found.digests.join(', ')}`
  const { verdict, reason } = found.verification
  const why = [[verdict, reason].filter(Boolean).join(', '), ...found.tried].join('; ')
  return `${found.digest}: its manifest is not proven (${why}); give the raw manifest with --evidence`
}

/** The bytes as they are, but on a terminal nothing that it would obey. */
const writeBytes = (out: Output, bytes: Buffer): Promise<boolean> =>
  out.write(out.isTerminal ? `${terminalSafeJson(bytes.toString('utf8'))}\n` : bytes)

/**
 * `assay manifest`: a proven manifest's exact bytes on standard output, or nothing there and the reason beside it. What
 * was rejected is said either way and makes the status 2: another image of the digest may stand in it.
 */
export const manifest = async (call: Call, console: Console): Promise<ExitCode> => {
  const [wanted, files] = operandsOf(call)
  const limits = parseLimits(call.options.get('limit') ?? [])
  const { sources, names, problems } = await openSources(files, console.stdin)
  for (const problem of problems) console.say(failureText(problem))
  if (sources.length === 0) return exitCodes.failure
  const paths = call.options.get('evidence') ?? []
  const evidence = await openEvidence(paths, null, { ...defaultLimits, ...limits }, console.say)
  const { findManifest } = await import('../../lib/find-manifest.ts')
  const found = await findManifest(sources, wanted, { evidence, limits, ...repairOf(call) })
  if (found.status === 'proven') await writeBytes(console.out, found.bytes)
  sayRejections({ ...found, sources: calledBy(found.sources, names) }, console.say)
  if (found.status !== 'proven') console.say(excuse(wanted, found))
  const isWhole = found.status === 'proven' && found.rejections === 0 && problems.length === 0
  return isWhole ? exitCodes.fine : exitCodes.failure
}
