import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Limits } from '../limits.ts'
import { createGather } from './gather.ts'
import { overLimit, type Problem } from './rejection.ts'
import type { YamlFault } from './yaml-tree.ts'

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Decimal to YAML 1.2, octal to YAML 1.1. */
const leadingZero = /^[-+]?0\d+$/

const coreTags: ReadonlySet<string | undefined> = new Set([
  undefined,
  '!',
  ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
])

const textTags: ReadonlySet<string | undefined> = new Set([undefined, '!', 'tag:yaml.org,2002:str'])

/** Text that is written before it is made bytes. */
const batch = 2 ** 16

export interface JsonWriter {
  put(text: string): void
  putPair(pair: Pair): void
  putNode(node: unknown): void
  /** What was written since the last call, or the fault that keeps it from being written: what follows is written again. */
  take(): Buffer | YamlFault
}

/**
 * Writes a parsed YAML document, or a part of it, as JSON that has the same hazards: equal names are all written, and
 * numbers with the digits that they have. What YAML readers disagree on (merge keys, leading zeros, tags) is a fault.
 * Aliases may stand for as many bytes as limit yamlBytes.
 */
export const jsonWriter = (limits: Limits): JsonWriter => {
  const anchors = new Map<string, Node>()
  /** Each alias as its place in the document reads it: a name may be given to something else later. */
  const targets = new Map<Alias, Node>()
  const bytes = createGather()
  let text = ''
  let expanding = 0
  let expanded = 0
  let depth = 0
  let fault: YamlFault | null = null

  const fail = (problem: Problem, node: { range?: readonly number[] | null } | null): void => {
    fault ??= { ...problem, at: node?.range?.[0] ?? 0 }
  }
  const malformed = (message: string, node: Node | Scalar): void => fail({ code: 'malformed', message }, node)

  const put = (piece: string): void => {
    text += piece
    if (text.length > batch) {
      bytes.append(Buffer.from(text))
      text = ''
    }
    if (expanding === 0) return
    expanded += piece.length
    if (expanded > limits.yamlBytes)
      fail(
        overLimit(
          'limit-yaml',
          'yamlBytes',
          limits,
          `its aliases stand for more than ${limits.yamlBytes} bytes`,
        ),
        null,
      )
  }

  const putNumber = (node: Scalar): void => {
    const source = node.source ?? ''
    const unsigned = source.startsWith('+') ? source.slice(1) : source
    if (leadingZero.test(source))
      malformed(
        'a number with a leading zero is decimal to one YAML reader and octal to another: quote it',
        node,
      )
    else if (jsonNumber.test(unsigned)) put(unsigned)
    else if (typeof node.value === 'bigint' && /^[0-9]+$/.test(source)) put(source)
    else if (typeof node.value === 'bigint') put(Number(node.value).toExponential())
    // Not plain to a reader of JSON either: it stays a number that is named as unsafe where an integer is due.
    else if (Number.isFinite(node.value)) put(Number(node.value).toExponential())
    else malformed(`JSON has no number for ${source}`, node)
  }

  const putScalar = (node: Scalar): void => {
    const { value } = node
    if (!coreTags.has(node.tag)) malformed('it has a tag that JSON cannot say', node)
    else if (typeof value === 'string' && !textTags.has(node.tag))
      malformed('its tag says that it is no text, and it is written as one: write it without a tag', node)
    else if (typeof value === 'string') put(JSON.stringify(value))
    else if (typeof value === 'number' || typeof value === 'bigint') putNumber(node)
    else put(String(value))
  }

  const putAlias = (alias: Alias): void => {
    if (expanding === 0) {
      const target = anchors.get(alias.source)
      if (target !== undefined) targets.set(alias, target)
    }
    const target = targets.get(alias)
    if (target === undefined) malformed('an alias stands for nothing', alias)
    else {
      expanding++
      putNode(target)
      expanding--
    }
  }

  const putName = (key: unknown): void => {
    if (!isScalar(key) || typeof key.value !== 'string') {
      fail({ code: 'malformed', message: 'a name is no text' }, null)
    } else if (key.value === '<<' && key.type === 'PLAIN') {
      malformed('it has a merge key (<<), which not every YAML reader reads: write the fields out', key)
    } else {
      if (key.anchor !== undefined && expanding === 0) anchors.set(key.anchor, key)
      put(`${JSON.stringify(key.value)}:`)
    }
  }

  const putPair = (pair: Pair): void => {
    putName(pair.key)
    putNode(pair.value)
  }

  const putCollection = (node: YAMLMap | YAMLSeq): void => {
    if (!coreTags.has(node.tag)) malformed('it has a tag that JSON cannot say', node)
    if (++depth > limits.depth + 2)
      fail(overLimit('limit-depth', 'depth', limits, `it is nested deeper than ${limits.depth}`), node)
    put(isMap(node) ? '{' : '[')
    let first = true
    for (const element of node.items) {
      if (fault !== null) break
      if (!first) put(',')
      first = false
      if (isPair(element)) putPair(element)
      else putNode(element)
    }
    put(isMap(node) ? '}' : ']')
    depth--
  }

  const putNode = (node: unknown): void => {
    if (fault !== null) return
    if (isAlias(node)) putAlias(node)
    else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined && expanding === 0) anchors.set(node.anchor, node)
      if (isScalar(node)) putScalar(node)
      else putCollection(node)
    } else put('null')
  }

  return {
    put,
    putPair,
    putNode,
    take(): Buffer | YamlFault {
      const rest = Buffer.from(text)
      text = ''
      if (bytes.length > 0) bytes.append(rest)
      const written = fault ?? (bytes.length > 0 ? bytes.take() : rest)
      bytes.clear()
      fault = null
      return written
    },
  }
}
