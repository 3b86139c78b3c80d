import type { Analyzer, Summary } from '../schema.ts'

/** A row that a query of an audit answered with. */
export type Row = Readonly<Record<string, unknown>>

/** What an audit's page draws: an AuditReport. */
export interface Audit {
  readonly analyzer: Analyzer
  readonly at: string
  readonly reports: number
  readonly damaged: readonly { readonly key: string; readonly message: string }[]
  readonly summary: Summary
  /** Rows by the name of the query; an audit may lack any of them. */
  readonly answers: Readonly<Record<string, readonly Row[]>>
}

export const rowsOf = ({ answers }: Audit, query: string): readonly Row[] =>
  Object.hasOwn(answers, query) ? (answers[query] ?? []) : []

/** A text of a row; empty where it has none. */
export const textIn = (row: Row, column: string): string => {
  const value = row[column]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** A count or size of a row; 0 where it has none. */
export const numberIn = (row: Row, column: string): number => {
  const value = row[column]
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

/** `cluster / namespace / stream:tag`, as far as a row names them; an image without a stream by its pull reference. */
export const placeIn = (row: Row): string => {
  const [repository = ''] = textIn(row, 'reference').split('@')
  if (textIn(row, 'stream') === '' && repository !== '') return repository
  const place = ['cluster', 'namespace', 'stream'].map((column) => textIn(row, column)).filter(Boolean)
  const tag = textIn(row, 'tag')
  return `${place.join('/')}${tag === '' ? '' : `:${tag}`}`
}
