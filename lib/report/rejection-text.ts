import { printable } from '../json/printable.ts'
import type { Rejection, SourceReport } from './schema.ts'

/** A rejection as one printable line: where, why, and the code that the error catalogue explains. */
export const rejectionText = (
  { source, document, path, code, message }: Rejection,
  sources: readonly SourceReport[],
): string => {
  const { name = `source ${source}`, documents = 1 } = sources[source] ?? {}
  const place = [name, documents > 1 ? `document ${document + 1} of ${documents}` : '', path].filter(Boolean)
  return printable(`${place.join(', ')}: ${message} (${code})`)
}

/** The same sources under the names that people are told, in their order; where there is none, under their own. */
export const calledBy = (sources: readonly SourceReport[], names: readonly string[]): SourceReport[] =>
  sources.map((source, at) => ({ ...source, name: names[at] ?? source.name }))
