import type { Check } from '../../lib/checks/catalogue.ts'
import { AssayError } from '../../lib/error.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { beside, pageColumns, wrap } from '../../lib/report/columns.ts'
import { painter } from '../../lib/report/paint.ts'
import { formats } from './commands.ts'
import type { Console } from './console.ts'
import { formatOf } from './format.ts'
import { didYouMean } from './nearest.ts'
import type { Output } from './output.ts'
import type { Call } from './parse.ts'
import { type ExitCode, exitCodes } from './status.ts'

const severityWidth = 8

const list = (rows: readonly Check[], { width, colour }: Output): string => {
  const idWidth = Math.max(...rows.map(({ id }) => id.length)) + 1
  const paint = painter(colour)
  return rows
    .flatMap(({ id, severity, says }) => {
      const left = `${paint(severity, severity.padEnd(severityWidth))}${id.padEnd(idWidth)}`
      return beside(left, severityWidth + idWidth, says, pageColumns(width))
    })
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

const full = ({ id, severity, says, remedy }: Check, { width, colour }: Output): string => {
  const paragraph = (text: string) => wrap(text, pageColumns(width))
  return [`${id}: ${painter(colour)(severity, severity)}`, '', ...paragraph(says), '', ...paragraph(remedy)]
    .map((line) => `${line}\n`)
    .join('')
}

const rowOf = (id: string, rows: readonly Check[]): Check => {
  const row = rows.find((candidate) => candidate.id === id)
  if (row !== undefined) return row
  const ids = rows.map((candidate) => candidate.id)
  throw new AssayError(
    'usage',
    `no check is called ${id}${didYouMean(id, ids) || '; `assay checks` lists them'}`,
  )
}

/** `assay checks`: the catalogue, or one check of it. */
export const checks = async (
  call: Call,
  { out }: Console,
  catalogue?: readonly Check[],
): Promise<ExitCode> => {
  const [id, ...others] = call.operands
  if (others.length > 0)
    throw new AssayError('usage', `assay checks takes one ID, not ${call.operands.length}`)
  const format = formatOf(call, out, formats.checks)
  const rows = catalogue ?? (await import('../../lib/checks/catalogue.ts')).checks
  if (id === undefined) await out.write(format === 'json' ? `${canonicalJson(rows)}\n` : list(rows, out))
  else {
    const row = rowOf(id, rows)
    await out.write(format === 'json' ? `${canonicalJson(row)}\n` : full(row, out))
  }
  return exitCodes.fine
}
