import { isMap, isNode, isSeq } from 'yaml'
import type { Limits } from '../limits.ts'
import { jsonWriter } from './yaml-json.ts'
import { type YamlList, yamlList } from './yaml-list.ts'
import { parseYaml, type YamlFault } from './yaml-tree.ts'

/** A part of a document as JSON text; or what is wrong with it, or with one item of it alone. */
export type Part = { readonly json: Buffer } | { readonly fault: YamlFault; readonly item: number | null }

const placeholder = 'items: []\n'

const writeItem = (text: string, limits: Limits): Buffer | YamlFault => {
  const tree = parseYaml(text, limits)
  if ('code' in tree) return tree
  const writer = jsonWriter(limits)
  const { contents } = tree
  writer.putNode(isSeq(contents) ? contents.items[0] : null)
  return writer.take()
}

const partOf = (written: Buffer | YamlFault, item: number | null = null, shift = (at: number) => at): Part =>
  Buffer.isBuffer(written) ? { json: written } : { fault: { ...written, at: shift(written.at) }, item }

/** Writes a list item by item: what stands around the items is parsed with an empty array in their place. */
function* writeList(text: string, list: YamlList, limits: Limits): Generator<Part> {
  const around = text.slice(0, list.from) + placeholder + text.slice(list.to)
  const shift = (at: number) =>
    at < list.from + placeholder.length ? at : at - placeholder.length + list.to - list.from
  const tree = parseYaml(around, limits)
  if ('code' in tree) yield partOf(tree, null, shift)
  else if (isMap(tree.contents)) {
    const writer = jsonWriter(limits)
    let separator = '{'
    for (const pair of tree.contents.items) {
      writer.put(separator)
      separator = ','
      if (!isNode(pair.key) || pair.key.range?.[0] !== list.from) writer.putPair(pair)
      else {
        writer.put('"items":[')
        yield partOf(writer.take(), null, shift)
        for (const [item, from] of list.items.entries()) {
          if (item > 0) yield { json: Buffer.from(',') }
          const json = writeItem(text.slice(from, list.items[item + 1] ?? list.to), limits)
          yield partOf(json, item, (at) => from + at)
        }
        writer.put(']')
      }
    }
    writer.put('}')
    yield partOf(writer.take(), null, shift)
  }
}

/** Writes a YAML document as JSON text, part by part where it is a list. After a fault of no item nothing follows. */
export function* writeDocument(text: string, limits: Limits): Generator<Part> {
  const list = yamlList(text)
  if (list !== null) yield* writeList(text, list, limits)
  else {
    const tree = parseYaml(text, limits)
    if ('code' in tree) yield partOf(tree)
    else {
      const writer = jsonWriter(limits)
      writer.putNode(tree.contents)
      yield partOf(writer.take())
    }
  }
}
