import { hierarchy, treemap } from 'd3-hierarchy'
import { byteText, countText } from '../byte-text.ts'
import { shorten } from '../columns.ts'
import { namespaceText } from '../namespace-text.ts'
import { numberIn, type Row, textIn } from './answers.ts'
import { type Html, html } from './html.ts'
import { name, rounded } from './text.ts'

interface Area {
  readonly label: string
  readonly bytes: number
  readonly look: 'mismatch' | 'unverifiable' | 'verified' | 'others'
  readonly images: number
  readonly exclusive: number | null
}

const drawn = 20
const size = { width: 1000, height: 380 } as const
/** Units of a letter's width and of the least height of a labelled area. */
const letter = 10
const labelled = 40

const areaOf = (row: Row): Area => {
  const look =
    numberIn(row, 'mismatch') > 0
      ? 'mismatch'
      : numberIn(row, 'unverifiable') > 0
        ? 'unverifiable'
        : 'verified'
  return {
    label: shorten(namespaceText(textIn(row, 'cluster'), textIn(row, 'namespace')), 60),
    bytes: numberIn(row, 'distinct_bytes'),
    look,
    images: numberIn(row, 'images'),
    exclusive: typeof row.exclusive_bytes === 'number' ? row.exclusive_bytes : null,
  }
}

/** The largest, and all the others as one. */
const areasOf = (rows: readonly Row[]): readonly Area[] => {
  const areas = rows
    .map(areaOf)
    .filter(({ bytes }) => bytes > 0)
    .toSorted((one, other) => other.bytes - one.bytes || (one.label < other.label ? -1 : 1))
  const rest = areas.slice(drawn)
  if (rest.length === 0) return areas
  const sum = (pick: (area: Area) => number): number => rest.reduce((total, area) => total + pick(area), 0)
  const others: Area = {
    label: `${countText(rest.length)} other namespaces`,
    bytes: sum(({ bytes }) => bytes),
    look: 'others',
    images: sum(({ images }) => images),
    exclusive: null,
  }
  return [...areas.slice(0, drawn), others]
}

interface Tree {
  readonly area?: Area
  readonly children?: readonly Tree[]
}

const picture = (areas: readonly Area[]): Html => {
  const tree: Tree = { children: areas.map((area) => ({ area })) }
  const root = hierarchy(tree, ({ children }) => children?.slice()).sum(({ area }) => area?.bytes ?? 0)
  const laid = treemap<Tree>().size([size.width, size.height]).paddingInner(3)(root)
  const label = areas.map(({ label: text, bytes }) => `${text} ${byteText(bytes)}`).join(', ')
  const cells = laid.leaves().map(({ data: { area }, x0, x1, y0, y1 }) => {
    if (area === undefined) return null
    const room = Math.floor((x1 - x0 - 16) / letter)
    const text = room >= 5 && y1 - y0 >= labelled && shorten(area.label, room)
    return html`<rect class="${area.look}" x="${rounded(x0)}" y="${rounded(y0)}" width="${rounded(x1 - x0)}" height="${rounded(y1 - y0)}"><title>${area.label}: ${byteText(area.bytes)}</title></rect>
${text !== false && html`<text class="on-${area.look}" x="${rounded(x0 + 8)}" y="${rounded(y0 + 20)}">${text}<tspan x="${rounded(x0 + 8)}" dy="17">${byteText(area.bytes)}</tspan></text>`}`
  })
  return html`<svg class="treemap" role="img" aria-label="Storage by namespace: ${label}" viewBox="0 0 ${size.width} ${size.height}">${cells}</svg>`
}

const row = ({
  label,
  look,
  bytes,
  images,
  exclusive,
}: Area): Html => html`<tr><td><span class="key ${look}"></span>${name(label)}</td>
<td class="n">${countText(images)}</td><td class="n">${byteText(bytes)}</td><td class="n">${exclusive === null ? '' : byteText(exclusive)}</td></tr>`

/** Who takes the storage, each blob once in its namespace, with the worst verdict there; null where nothing tells. */
export const storageTreemap = (rows: readonly Row[]): Html | null => {
  const areas = areasOf(rows)
  if (areas.length === 0) return null
  return html`${picture(areas)}<ul class="legend"><li><span class="key mismatch"></span>has a mismatch</li>
<li><span class="key unverifiable"></span>has something unverifiable</li><li><span class="key verified"></span>all verified</li></ul>
<div class="scroll" role="group" tabindex="0" aria-label="Storage by namespace"><table>
<thead><tr><th>Namespace</th><th class="n">Images</th><th class="n">Stored, each blob once</th><th class="n">Of that in no other</th></tr></thead>
<tbody>${areas.map(row)}</tbody></table></div>`
}
