import { type Html, html } from './html.ts'
import { code } from './text.ts'

/** Where everything is that a page has no room for. */
export type Elsewhere =
  /** Beside the page, as a store holds them. */
  | { readonly kind: 'beside' }
  /** Under the same address by other names of its `format`: an address of the HTTP functions. */
  | { readonly kind: 'address'; readonly address: string }
  /** By asking the same address for another media type. */
  | { readonly kind: 'accept' }
  /** By asking the command for another format. */
  | { readonly kind: 'command' }

const places: Readonly<Record<Exclude<Elsewhere['kind'], 'address'>, Html>> = {
  beside: html`<a href="images.ndjson.gz">images.ndjson.gz</a>, one image a line, and <a href="report.json">report.json</a>`,
  accept: html`the same address, asked for ${code('application/x-ndjson')} or ${code('application/json')}`,
  command: html`${code('assay report --format ndjson')} or ${code('json')}`,
}

export const elsewhereText = (elsewhere: Elsewhere): Html =>
  elsewhere.kind === 'address'
    ? html`<a href="${elsewhere.address}?format=ndjson">the lines</a> (NDJSON), one image each, and <a href="${elsewhere.address}?format=json">the report</a> (JSON)`
    : places[elsewhere.kind]
