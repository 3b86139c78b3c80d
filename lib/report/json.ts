import { canonicalJson } from '../json/canonical.ts'
import { analyzer } from './analyzer.ts'
import type { Renderer, ReportFrame } from './renderer.ts'
import { apiVersion } from './schema.ts'

const members = (pairs: readonly (readonly [string, unknown])[]): string =>
  pairs.map(([name, value]) => `${canonicalJson(name)}:${canonicalJson(value)}`).join(',')

/** An ExportReport in canonical JSON up to its images: `images` sorts before all that must wait. */
export const opening = (): string =>
  `{${members([
    ['analyzer', analyzer],
    ['apiVersion', apiVersion],
  ])},"images":[`

/** The rest of it. */
export const closing = ({ kind, madeWith, rejected, sources, summary }: ReportFrame): string => {
  const rest = members([
    ['kind', kind],
    ...(madeWith === undefined ? [] : [['madeWith', madeWith] as const]),
    ['rejected', rejected],
    ['sources', sources],
    ['summary', summary],
  ])
  return `],${rest}}`
}

/** An ExportReport in canonical JSON, written while its images arrive. */
export const jsonRenderer = (): Renderer => {
  let images = 0
  return {
    head: opening,
    image: ({ line }) => `${images++ === 0 ? '' : ','}${line()}`,
    tail: closing,
  }
}

/** One ImageReport in canonical JSON a line, and nothing else. */
export const ndjsonRenderer = (): Renderer => ({
  head: () => '',
  image: ({ line }) => `${line()}\n`,
  tail: () => '',
})

/** What a terminal obeys or hides, but for the line feeds and tabs between JSON's tokens. */
const unsafe = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

const escapeUnit = (text: string): string => {
  let escaped = ''
  for (let at = 0; at < text.length; at++)
    escaped += `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
  return escaped
}

/**
 * The same JSON value with every character that a terminal would obey or hide (C1 controls, bidirectional and other
 * format characters) written as `\uXXXX`.
 */
export const terminalSafeJson = (json: string): string => json.replace(unsafe, escapeUnit)
