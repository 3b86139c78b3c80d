import { type Html, html } from './html.ts'

/** When a stored page was made, for who replaces it: a page of a later time stays. */
export const momentMark = (at: string): Html => html`<meta name="image-assay-at" content="${at}">`

/** The moment that a stored page is of, in milliseconds; a text that names none is older than all. */
export const momentOfPage = (text: string): number => {
  const at = /<meta name="image-assay-at" content="([^"]+)">/.exec(text)?.[1]
  return at === undefined ? -Infinity : Date.parse(at) || -Infinity
}
