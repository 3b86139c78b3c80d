import type { Excerpt } from './excerpt.ts'
import { findingsList } from './findings-list.ts'
import { type Html, html } from './html.ts'
import { imageFacts } from './image-facts.ts'
import { layersPicture } from './layers-picture.ts'
import { platformsTable } from './platforms-table.ts'
import { proofPath } from './proof-path.ts'
import type { Sharing } from './sharing.ts'
import { carriedSignatures, signaturesTable } from './signatures-table.ts'

/** How deep the headings stand: below the image's own page, or below an export's list of images. */
export type Depth = 'page' | 'list'

const section = (depth: Depth, title: string, body: Html): Html =>
  depth === 'page'
    ? html`<section><h2>${title}</h2>${body}</section>`
    : html`<section><h3>${title}</h3>${body}</section>`

/** All that a report says of one image. */
export const imageSection = (excerpt: Excerpt, sharing: Sharing | null, depth: Depth): Html => {
  const { report } = excerpt
  const isIndex = report.type === 'index'
  return html`
${report.findings.length > 0 && section(depth, 'Findings', findingsList(excerpt))}
${section(depth, 'The path of proof', proofPath(report))}
${isIndex ? section(depth, 'Platforms', platformsTable(excerpt)) : section(depth, 'Layers, base to top', layersPicture(excerpt, sharing))}
${report.signatures.length > 0 && section(depth, 'Signatures', signaturesTable(excerpt))}
${(report.manifestSignatures ?? []).length > 0 && section(depth, 'Signatures inside the manifest', carriedSignatures(report))}
${section(depth, 'Facts', imageFacts(report))}`
}
