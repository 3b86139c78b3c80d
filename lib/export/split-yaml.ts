import { invalidUtf8At } from '../json/utf8.ts'
import type { Limits } from '../limits.ts'
import { textBeforeJson } from './before-json.ts'
import { createGather } from './gather.ts'
import { byteAt, type Locate } from './place.ts'
import { noText, overLimit, type Problem } from './rejection.ts'
import type { SplitEvent, Splitter } from './split.ts'
import { createJsonSplitter } from './split-json.ts'
import { writeDocument } from './yaml-document.ts'
import { createLocator } from './yaml-place.ts'
import type { YamlFault } from './yaml-tree.ts'

const isMarker = (line: Buffer, character: number): boolean =>
  line[0] === character &&
  line[1] === character &&
  line[2] === character &&
  (line.length === 3 || (line[3] ?? 0) <= 0x20)

/**
 * Ends a line to readers of YAML 1.1, as the cluster's is, and not to those of 1.2: what stands behind it would be a
 * comment or a text to one of them and a field to the other.
 */
const doubtfulBreak = /\r(?!\n)|[\u0085\u2028\u2029]/

const doubtful = new RegExp(`^\\ufeff|${doubtfulBreak.source}`, 'm')

/** Whether a line holds more than white space, a comment, a directive or a marker. */
const hasContent = (line: Buffer, opened: boolean): boolean => {
  const text = line.toString('utf8', isMarker(line, 0x2d) || isMarker(line, 0x2e) ? 3 : 0)
  return (
    (/^[ \t\r\n]*[^ \t\r\n#]/.test(text) && (opened || !text.startsWith('%'))) || doubtfulBreak.test(text)
  )
}

/** Bytes of a document that is not held in which JSON behind other text is looked for. */
const telling = 2 ** 16

const doubtfulProblem = (character: string): Problem => {
  if (character === '\ufeff')
    return { code: 'byte-order-mark', message: 'a line begins with a byte-order mark: save it without' }
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  const what = character === '\r' ? 'a carriage return without a line feed' : `the character U+${code}`
  return {
    code: 'malformed',
    message: `${what} ends a line to one YAML reader and not to another: replace it with a line feed or, inside of a text, with its escape in double quotes`,
  }
}

/** Why the document's bytes are read no further as text, and from where on. */
const unreadable = (bytes: Buffer, whole: string): YamlFault | null => {
  const invalid = invalidUtf8At(bytes)
  const at = invalid < 0 ? whole.length : bytes.toString('utf8', 0, invalid).length
  const found = doubtful.exec(whole)
  if (found !== null && found.index < at) return { ...doubtfulProblem(found[0]), at: found.index }
  return invalid < 0 ? null : { code: 'encoding', message: `it has bytes that are no UTF-8, ${noText}`, at }
}

/**
 * Splits YAML into documents at `---` and `...` in the first column as chunks arrive, writes each as JSON and splits
 * that like any other: a fault costs its own document, or its own item where items are set apart by lines. One
 * document is held at a time (limit yamlBytes). Empty documents are passed over and not counted.
 */
export const createYamlSplitter = (limits: Limits): Splitter => {
  const text = createGather()
  let lineAt = 0
  let line = 1
  let documentLine = 1
  let documentAt = 0
  let read = 0
  let begun = 0
  let opened = false
  let content = false
  /** Takes one document after the other as JSON, of which it was given `written` bytes; where those came from. */
  let inner: Splitter | null = null
  let written = 0
  let place: Locate = byteAt
  /** The document is too large: the rest of its lines are only looked at for its end. */
  let dropping = false

  const problem = (found: Problem, path = ''): SplitEvent => ({
    type: 'problem',
    document: begun - 1,
    path,
    problem: { code: found.code, message: found.message },
    fatal: false,
  })

  const tooLarge = (): Problem => {
    const found = `the document that begins at line ${documentLine} has more than ${limits.yamlBytes} bytes`
    return overLimit('limit-yaml', 'yamlBytes', limits, found)
  }

  /** As {@link textBeforeJson} of a document that is too large as YAML: of what was gathered and the `next` bytes. */
  const beforeLargeJson = (next: Buffer): Problem | null => {
    const length = Math.min(limits.yamlBytes, telling)
    const head = Buffer.concat([text.view(0).subarray(0, length), next.subarray(0, length)])
    const document = head.toString('utf8', 0, length)
    const fault = textBeforeJson(document)
    if (fault === null) return null
    const { code, message, at } = fault
    return { code, message: `${createLocator(document, documentLine, documentAt)(at)}: ${message}` }
  }

  /** `more` is what is wrong with the document's text behind these bytes, which are whole lines then. */
  function* splitDocument(bytes: Buffer, more: Problem | null = null): Generator<SplitEvent> {
    begun++
    const whole = bytes.toString()
    const cut = unreadable(bytes, whole) ?? (more && { ...more, at: whole.length })
    const locate = createLocator(whole, documentLine, documentAt)
    const located = ({ code, message, at }: YamlFault): Problem => ({
      code,
      message: `${locate(at)}: ${message}`,
    })
    /** Where the parts begin in the JSON and in the document; of the items' the last one. */
    const parts: { readonly from: number; readonly at: number; readonly isItem: boolean }[] = []
    place = (offset) => locate(parts.findLast(({ from }) => from <= offset)?.at ?? 0)
    if (inner === null) written = 0
    const splitter = inner ?? createJsonSplitter(limits, (offset) => place(offset))
    // Only one that stands at a document's end can take the next one.
    inner = null
    const push = (json: Buffer, at: number, isItem: boolean) => {
      if (isItem && parts.at(-1)?.isItem) parts.pop()
      parts.push({ from: written, at, isItem })
      written += json.length
      return splitter.push(json)
    }
    const document = begun - 1
    const faulty = new Set<string>()
    let reported = 0
    const told = (fault: YamlFault): YamlFault =>
      fault.code === 'malformed' && reported === 0 ? (textBeforeJson(whole) ?? fault) : fault
    for (const part of writeDocument(whole, limits, cut)) {
      if ('json' in part) {
        for (const event of push(part.json, part.at, part.item !== null)) {
          if (event.type === 'problem') yield { ...event, document, fatal: false }
          else if (!faulty.delete(event.path)) {
            reported++
            yield { ...event, document }
          }
          if (event.type === 'problem' && event.fatal) return
        }
      } else if (part.item === null) {
        const { code, message } = located(told(part.fault))
        const stay = reported > 0 ? '; the items before it stay reported' : ''
        yield problem({ code, message: message + stay })
        return
      } else {
        // The list goes on, so something must stand in the item's place.
        const path = `/items/${part.item}`
        faulty.add(path)
        yield* push(Buffer.from('null'), part.fault.at, true)
        yield problem(located(part.fault), path)
      }
    }
    for (const event of splitter.end())
      if (event.type === 'problem') yield { ...event, document, fatal: false }
    inner = splitter
  }

  /** Ends the document at `end` in the gathered text; what stands behind begins the next one. */
  function* endDocument(end: number): Generator<SplitEvent> {
    const rest = Buffer.from(text.view(end))
    if (content && !dropping) yield* splitDocument(Buffer.from(text.view(0).subarray(0, end)))
    text.clear()
    text.append(rest)
    documentAt = read - rest.length
    documentLine = line
    lineAt = 0
    content = false
    dropping = false
  }

  function* endLine(): Generator<SplitEvent> {
    const whole = text.view(lineAt)
    if (isMarker(whole, 0x2d)) {
      if (opened || content) yield* endDocument(lineAt)
      opened = true
    } else if (isMarker(whole, 0x2e)) {
      if (!content) content = hasContent(whole, opened)
      lineAt = text.length
      line++
      yield* endDocument(text.length)
      opened = false
      return
    }
    if (!content) content = hasContent(text.view(lineAt), opened)
    line++
    if (dropping) text.clear()
    lineAt = text.length
  }

  return {
    documents: () => begun,
    *push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const found = chunk.indexOf(0x0a, at)
        const end = found < 0 ? chunk.length : found + 1
        read += end - at
        if (!dropping && text.length + end - at > limits.yamlBytes) {
          const before = beforeLargeJson(chunk.subarray(at, end))
          const lines = Buffer.from(text.view(0).subarray(0, lineAt))
          const head = Buffer.from(text.view(lineAt).subarray(0, 8))
          text.clear()
          text.append(head)
          lineAt = 0
          dropping = true
          if (before !== null) {
            begun++
            yield problem(before)
          } else yield* splitDocument(lines, tooLarge())
        }
        // Of a line that is dropped only so much is kept as tells a marker.
        if (!dropping) text.append(chunk.subarray(at, end))
        else if (text.length - lineAt < 8) text.append(chunk.subarray(at, Math.min(end, at + 8)))
        if (found >= 0) yield* endLine()
        at = end
      }
    },
    *end() {
      if (text.length > lineAt) yield* endLine()
      yield* endDocument(text.length)
    },
  }
}
