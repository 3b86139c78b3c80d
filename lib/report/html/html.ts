import { printable } from '../../json/printable.ts'

const markup: unique symbol = Symbol('markup')

/** Markup that may stand in a page as it is. Only {@link html} makes it, so nothing of an export can be one. */
export interface Html {
  readonly [markup]: string
}

/** What may be put into a template; `null` and `false` leave nothing. */
export type Insert = string | number | Html | null | false | readonly Insert[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const special = /[&<>"']/
const specials = /[&<>"']/g
const plain = /^[\x20\x21\x23-\x25\x28-\x3b\x3d\x3f-\x7e]*$/
/** UTF-16 units of one text: longer than any true name or digest, and short enough that lists of them have a bound. */
const longest = 600

/** Text for markup and quoted attributes alike; what would be hidden or turn the reading order is spelled out. */
const escaped = (text: string): string => {
  if (text.length <= longest && plain.test(text)) return text
  const shown = printable(text, longest)
  return special.test(shown) ? shown.replace(specials, (character) => entities[character] ?? '') : shown
}

const written = (insert: Insert): string => {
  if (typeof insert === 'string') return escaped(insert)
  if (typeof insert === 'number') return String(insert)
  if (insert === null || insert === false) return ''
  if (markup in insert) return insert[markup]
  let text = ''
  for (const part of insert) text += written(part)
  return text
}

/** Line breaks and indents of the source are for its readers: beside tags they go, between words a space stays. */
const tight = (text: string): string =>
  text
    .replace(/>\s*\n\s*/g, '>')
    .replace(/\s*\n\s*</g, '<')
    .replace(/\s*\n\s*/g, ' ')

const tightened = new WeakMap<TemplateStringsArray, readonly string[]>()

const partsOf = (template: TemplateStringsArray): readonly string[] => {
  const known = tightened.get(template)
  if (known !== undefined) return known
  const parts = template.map(tight)
  tightened.set(template, parts)
  return parts
}

/**
 * The only way to make markup: a template whose inserts are escaped unless they are markup themselves. Inserts stand
 * in text or in quoted attributes, never in a tag's name, a script or a style sheet.
 */
export const html = (template: TemplateStringsArray, ...inserts: readonly Insert[]): Html => {
  const parts = partsOf(template)
  let text = parts[0] ?? ''
  for (const [at, insert] of inserts.entries()) text += written(insert) + (parts[at + 1] ?? '')
  return { [markup]: text }
}

/** The markup as text, to be written out. */
export const textOf = (page: Html): string => page[markup]
