/** A YAML list whose items can be parsed one by one, as ranges of its text. */
export interface YamlList {
  /** Where the line `items:` begins and where what belongs to it ends. */
  readonly from: number
  readonly to: number
  /** Where each item begins; it ends where the next one does, or at `to`. */
  readonly items: readonly number[]
}

const anchor = /(?:^|[\s,[{:])&([^\s,[\]{}]+)/g
const alias = /\*([^\s,[\]{}]+)/g
const plainName = /^[A-Za-z][A-Za-z0-9]*:(?:\s|$)/
const itemsLine = /^items:[ \t]*(?:#.*)?\r?$/

const hasAliases = (text: string): boolean => {
  const names = new Set<string | undefined>()
  for (const [, name] of text.matchAll(anchor)) names.add(name)
  if (names.size > 0) for (const [, name] of text.matchAll(alias)) if (names.has(name)) return true
  return false
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

const indentOf = (text: string, at: number): number => {
  let next = at
  while (text.charCodeAt(next) === 0x20) next++
  return next - at
}

const isIgnored = (text: string, at: number, end: number): boolean => {
  const first = text[at]
  return at >= end || first === '#' || first === '\n' || (first === '\r' && text[at + 1] === '\n')
}

const isDash = (text: string, at: number): boolean => text[at] === '-' && /[\s]|^$/.test(text[at + 1] ?? '')

/**
 * Where the items of a block-style list stand, as `oc get -o yaml` writes it, so that a large one need not become a
 * tree whole; null for whatever is written in another way. In valid YAML all of an item stands further right than its
 * dash, so that a dash in that column begins the next one.
 */
export const yamlList = (text: string): YamlList | null => {
  let from = -1
  let column = -1
  let begun = false
  const items: number[] = []
  for (let at = 0; at < text.length; ) {
    const end = lineEnd(text, at)
    const indent = indentOf(text, at)
    const first = at + indent
    if (isIgnored(text, first, end)) {
      at = end
      continue
    }
    if (!begun) {
      const marker = text.startsWith('---', at)
      if (
        marker ? !/^---[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(at, end)) : !plainName.test(text.slice(at, end))
      )
        return null
      begun = !marker
    }
    if (from < 0) {
      if (begun && itemsLine.test(text.slice(at, end).trimEnd())) from = at
    } else if (isDash(text, first) && (column < 0 || indent === column)) {
      column = indent
      items.push(at)
    } else if (indent <= column || column < 0) {
      return column < 0 || indent > 0 || hasAliases(text) ? null : { from, to: at, items }
    }
    at = end
  }
  return items.length === 0 || hasAliases(text) ? null : { from, to: text.length, items }
}
