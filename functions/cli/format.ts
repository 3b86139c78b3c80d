import { jsonRenderer, ndjsonRenderer, terminalSafeJson } from '../../lib/report/json.ts'
import type { Renderer } from '../../lib/report/renderer.ts'
import { tableRenderer } from '../../lib/report/table.ts'
import type { Output } from './output.ts'
import { type Call, optionOf } from './parse.ts'

const formats = ['table', 'json', 'ndjson'] as const
export type Format = (typeof formats)[number]

/** What goes to standard output: a table for people, JSON for what reads a pipe or a file. */
export const formatOf = (call: Call, out: Output): Format => {
  const asked = optionOf(call, 'format')
  return formats.find((format) => format === asked) ?? (out.isTerminal ? 'table' : 'json')
}

/**
 * JSON as it may stand on a terminal: the same values with nothing that a terminal obeys, and a final newline.
 * Anywhere else it is canonical to the byte, so that it equals what a store holds.
 */
export const terminalJson = (renderer: Renderer): Renderer => ({
  head: () => renderer.head(),
  image: (reported) => terminalSafeJson(renderer.image(reported)),
  tail: (frame) => terminalSafeJson(`${renderer.tail(frame)}\n`.replace(/^\n$/, '')),
})

/** The renderer for a format on this output; `sources` are the names of the sources in their order. */
export const rendererFor = (format: Format, out: Output, sources: readonly string[]): Renderer => {
  if (format === 'table') return tableRenderer({ width: out.width, colour: out.colour, sources })
  const renderer = format === 'json' ? jsonRenderer() : ndjsonRenderer()
  return out.isTerminal ? terminalJson(renderer) : renderer
}
