import { type Html, html } from './html.ts'
import { code } from './text.ts'

/** Where everything is that a page has no room for. */
export type Elsewhere =
  /** Beside the page, as a store holds them. */
  | { readonly kind: 'beside' }
  /** By asking the same address for another media type. */
  | { readonly kind: 'accept' }
  /** By asking the command for another format. */
  | { readonly kind: 'command' }

const places: Readonly<Record<Elsewhere['kind'], Html>> = {
  beside: html`<a href="images.ndjson.gz">images.ndjson.gz</a>, one image a line, and <a href="report.json">report.json</a>`,
  accept: html`the same address, asked for ${code('application/x-ndjson')} or ${code('application/json')}`,
  command: html`${code('assay report --format ndjson')} or ${code('json')}`,
}

export const elsewhereText = ({ kind }: Elsewhere): Html => places[kind]
