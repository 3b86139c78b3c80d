import { byteText, countText } from '../byte-text.ts'
import { shorten } from '../columns.ts'
import { madeWithTexts } from '../made-with-text.ts'
import type { ReportFrame } from '../renderer.ts'
import type { Analyzer, SourceReport } from '../schema.ts'
import { type Elsewhere, elsewhereText } from './elsewhere.ts'
import { type Html, html } from './html.ts'
import { code, counted, name } from './text.ts'

const shown = 20
const longest = 200

const source = ({ name: given, sha256, bytes, compression, format, documents }: SourceReport): Html => html`
<li>${name(shorten(given, longest))}: ${byteText(bytes)} of ${format}${compression !== 'none' && `, ${compression}`}${documents !== 1 && `, ${counted(documents, 'document')}`}, SHA-256 ${code(sha256)}</li>`

export const analyzerText = ({ name: program, version }: Analyzer): string => `${program} ${version}`

/** What the report was made from, and by what. */
export const pageFoot = (
  { sources, analyzer, summary, madeWith }: ReportFrame,
  elsewhere: Elsewhere,
): Html => html`
<p>Made by ${analyzerText(analyzer)}${summary.at !== undefined && html` for the time ${summary.at}`}${madeWith !== undefined && html`, with ${madeWithTexts(madeWith).join(', ')}`}, from:</p>
<ul>${sources.slice(0, shown).map(source)}${sources.length > shown && html`<li>and ${countText(sources.length - shown)} more</li>`}</ul>
<p>Everything that is known is in ${elsewhereText(elsewhere)}.</p>`

/** The export by the names of its sources. */
export const sourcesText = (sources: readonly SourceReport[]): string =>
  sources.length === 1 ? shorten(sources[0]?.name ?? '', longest) : counted(sources.length, 'source')
