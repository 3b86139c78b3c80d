import { AssayError } from '../../lib/error.ts'
import { jsonRenderer, ndjsonRenderer, terminalSafeJson } from '../../lib/report/json.ts'
import type { Renderer } from '../../lib/report/renderer.ts'
import { tableRenderer } from '../../lib/report/table.ts'
import type { Format } from './commands.ts'
import type { Output } from './output.ts'
import { type Call, optionOf } from './parse.ts'

/**
 * What goes to standard output: a table for people, JSON for what reads a pipe or a file.
 * @throws AssayError `usage` for a format that the command does not offer
 */
export const formatOf = <Offered extends Format>(
  call: Call,
  out: Output,
  offered: readonly (Offered | 'table' | 'json')[],
): Offered | 'table' | 'json' => {
  const asked = optionOf(call, 'format')
  if (asked === undefined) return out.isTerminal ? 'table' : 'json'
  const format = offered.find((one) => one === asked)
  if (format !== undefined) return format
  throw new AssayError('usage', `--format ${asked}: assay ${call.command} takes ${offered.join(', ')}`)
}

/**
 * JSON as it may stand on a terminal: the same values with nothing that a terminal obeys, and a final newline.
 * Anywhere else it is canonical to the byte, so that it equals what a store holds.
 */
const terminalJson = (renderer: Renderer): Renderer => ({
  head: () => renderer.head(),
  image: (reported) => terminalSafeJson(renderer.image(reported)),
  tail: (frame) => terminalSafeJson(`${renderer.tail(frame)}\n`.replace(/^\n$/, '')),
})

/** The renderer for a format on this output; `sources` are the names of the sources in their order. */
export const rendererFor = async (
  format: Format,
  out: Output,
  sources: readonly string[],
): Promise<Renderer> => {
  if (format === 'table') return tableRenderer({ width: out.width, colour: out.colour, sources })
  // Pictures need libraries that no other format does; nothing in a page is obeyed by a terminal.
  if (format === 'html')
    return (await import('../../lib/report/html/renderer.ts')).htmlRenderer({ kind: 'command' })
  const renderer = format === 'json' ? jsonRenderer() : ndjsonRenderer()
  return out.isTerminal ? terminalJson(renderer) : renderer
}
