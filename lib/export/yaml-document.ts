import { isMap, isNode, isSeq } from 'yaml'
import type { Limits } from '../limits.ts'
import { jsonWriter } from './yaml-json.ts'
import { type YamlList, yamlList } from './yaml-list.ts'
import { parseYaml, type YamlFault } from './yaml-tree.ts'

/** A part of a document as JSON text, and where it begins; or what is wrong with it. `item`: which item it is of. */
export type Part = { readonly item: number | null } & (
  | { readonly json: Buffer; readonly at: number }
  | { readonly fault: YamlFault }
)

const placeholder = 'items: []\n'

const partOf = (
  written: Buffer | YamlFault,
  at: number,
  item: number | null = null,
  shift = (place: number) => place,
): Part =>
  Buffer.isBuffer(written)
    ? { json: written, at, item }
    : { fault: { ...written, at: shift(written.at) }, item }

/**
 * How many items are whole although a fault stands behind them. The last one is only where a line at the margin ends
 * it: not where the text was cut, and not where white space, or a byte that is none, may have been indentation.
 */
const completeItems = (text: string, { items, to }: YamlList): number =>
  /[^\s\ufffd]/.test(text.charAt(to)) ? items.length : items.length - 1

/** UTF-16 units of small items that are parsed together: a parser for each would take more time than the parsing. */
const together = 4096

/** The first `count` items as elements of a JSON array. Where one of several has a fault, each is parsed alone. */
function* writeItems(text: string, list: YamlList, count: number, limits: Limits): Generator<Part> {
  const writer = jsonWriter(limits)
  const start = (item: number): number => list.items[item] ?? list.to

  const writeGroup = function* (first: number, next: number): Generator<Part> {
    const from = start(first)
    const tree = parseYaml(text.slice(from, start(next)), limits)
    const fault = 'code' in tree ? tree : null
    const nodes = !('code' in tree) && isSeq(tree.contents) ? tree.contents.items : []
    if (next - first > 1 && nodes.length !== next - first) {
      for (let item = first; item < next; item++) yield* writeGroup(item, item + 1)
      return
    }
    for (let item = first; item < next; item++) {
      const separator = item > 0 ? ',' : ''
      writer.put(separator)
      if (fault === null) writer.putNode(nodes[item - first])
      const written = writer.take()
      const json = fault ?? written
      if ('code' in json) yield partOf(Buffer.from(separator), start(item), item)
      yield partOf(json, start(item), item, (at) => from + at)
    }
  }

  for (let first = 0; first < count; ) {
    let next = first + 1
    while (next < count && start(next + 1) - start(first) <= together) next++
    yield* writeGroup(first, next)
    first = next
  }
}

/**
 * Writes a list item by item: what stands around the items is parsed with an empty array in their place. A fault
 * behind the items, or the one that `text` was cut at, leaves those that are complete before it, as long as the text
 * before them is sound.
 */
function* writeList(text: string, list: YamlList, limits: Limits, cut: YamlFault | null): Generator<Part> {
  const before = text.slice(0, list.from) + placeholder
  const shift = (at: number) => (at < before.length ? at : at - before.length + list.to)
  const around = cut ?? parseYaml(before + text.slice(list.to), limits)
  const fault = 'code' in around ? partOf(around, 0, null, cut === null ? shift : undefined) : null
  const tree = 'code' in around ? parseYaml(before, limits) : around
  if (!('code' in tree) && isMap(tree.contents)) {
    const writer = jsonWriter(limits)
    let separator = '{'
    for (const pair of tree.contents.items) {
      const keyAt = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? -1
      writer.put(separator)
      separator = ','
      if (keyAt !== list.from) {
        writer.putPair(pair)
        yield partOf(writer.take(), shift(keyAt), null, shift)
      } else {
        writer.put('"items":[')
        yield partOf(writer.take(), keyAt, null, shift)
        const count = fault === null ? list.items.length : completeItems(text, list)
        yield* writeItems(text, list, count, limits)
        writer.put(']')
      }
    }
    if (fault === null) writer.put('}')
    yield partOf(writer.take(), list.to, null, shift)
  }
  if (fault !== null) yield fault
}

/** The list in what stands before a fault, with the fault's own line where that shows which item it is in. */
const listBefore = (
  text: string,
  { at }: YamlFault,
): { readonly text: string; readonly list: YamlList | null } => {
  const whole = text.slice(0, at + 1)
  const list = yamlList(whole)
  if (list !== null) return { text: whole, list }
  const lines = whole.slice(0, whole.lastIndexOf('\n') + 1)
  return { text: lines, list: yamlList(lines) }
}

/**
 * Writes a YAML document as JSON text, part by part where it is a list. After a fault of no item nothing follows. Where
 * `cut` ends what can be read of the text, only a list's items before it are written, and then that fault.
 */
export function* writeDocument(text: string, limits: Limits, cut: YamlFault | null = null): Generator<Part> {
  const { text: readable, list } = cut === null ? { text, list: yamlList(text) } : listBefore(text, cut)
  if (list !== null) yield* writeList(readable, list, limits, cut)
  else {
    const tree = cut ?? parseYaml(text, limits)
    if ('code' in tree) yield partOf(tree, 0)
    else {
      const writer = jsonWriter(limits)
      writer.putNode(tree.contents)
      yield partOf(writer.take(), tree.contents?.range[0] ?? 0)
    }
  }
}
