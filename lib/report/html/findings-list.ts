import { checks } from '../../checks/catalogue.ts'
import type { Finding } from '../../checks/finding.ts'
import { countText } from '../byte-text.ts'
import type { Excerpt } from './excerpt.ts'
import { glyph, severityTone } from './glyph.ts'
import { type Html, html } from './html.ts'
import { code } from './text.ts'

const remedies: ReadonlyMap<string, string> = new Map(checks.map(({ id, remedy }) => [id, remedy]))

const values = ({ expected, actual }: Finding): Html | null =>
  expected === null && actual === null
    ? null
    : html`<dl class="compare">${expected !== null && html`<dt>expected</dt><dd>${code(expected)}</dd>`}
${actual !== null && html`<dt>found</dt><dd>${code(actual)}</dd>`}</dl>`

const row = (finding: Finding): Html => {
  const { check, severity, path, message } = finding
  const remedy = remedies.get(check)
  const tone = severityTone[severity]
  return html`<li class="${tone}"><p><span class="severity ${tone}">${glyph(tone)}${severity}</span> ${code(check)}</p>
<p>${message}</p>${values(finding)}
${path !== '' && html`<p class="soft">at ${code(path)}</p>`}
${remedy !== undefined && remedy !== 'Nothing.' && html`<p class="remedy">${remedy}</p>`}</li>`
}

/** What was found on one image, worst first, each with what to do about it. */
export const findingsList = ({ report, more }: Excerpt): Html =>
  report.findings.length === 0
    ? html`<p class="soft">Nothing was found.</p>`
    : html`<ul class="findings">${report.findings.map(row)}</ul>
${more.findings > 0 && html`<p class="soft">and ${countText(more.findings)} more, which the JSON names.</p>`}`
