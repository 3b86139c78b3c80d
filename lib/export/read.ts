import { sha256Stream } from '../digest.ts'
import { AssayError } from '../error.ts'
import { printable } from '../json/printable.ts'
import type { Limits } from '../limits.ts'
import { decodeItem } from './decode.ts'
import { type Compression, compressionOf, decompress, magicLength, unreadProblem } from './decompress.ts'
import { enlarge } from './enlarge.ts'
import { foreignProblem } from './foreign-text.ts'
import { encodingProblem, type Format, formatOf, tellsFormat } from './format.ts'
import type { Item, RawItem, Rejection } from './item.ts'
import { overLimit, type Problem } from './rejection.ts'
import type { Source, SourceSummary } from './source.ts'
import type { SplitEvent, Splitter } from './split.ts'
import { createJsonSplitter } from './split-json.ts'

/** What reading a source brings, in the order of its bytes; `source` comes last. */
export type ExportEvent =
  | { readonly type: 'item'; readonly item: RawItem }
  | { readonly type: 'rejection'; readonly rejection: Rejection }
  | { readonly type: 'source'; readonly source: SourceSummary }

/** The same with the items decoded. */
export type ItemEvent =
  | Exclude<ExportEvent, { type: 'item' }>
  | { readonly type: 'item'; readonly item: Item }

/** A source's bytes as they are given, counted and hashed on their way. */
const tap = (source: Source) => {
  const hash = sha256Stream()
  let bytes = 0
  const chunks = (async function* () {
    try {
      for await (const chunk of source.open()) {
        hash.update(chunk)
        bytes += chunk.length
        if (chunk.length > 0) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      }
    } catch (error) {
      if (error instanceof AssayError) throw error
      const cause = printable(error instanceof Error ? error.message : String(error), 200)
      throw new AssayError('source-unreadable', `cannot read ${printable(source.name, 80)}: ${cause}`, {
        cause: error,
      })
    }
  })()
  return { chunks, facts: () => ({ sha256: hash.digest('hex'), bytes }) }
}

/** Reads on until `enough` says so; what was read, and whether there is more. */
const readHead = async <R>(
  chunks: AsyncIterator<Buffer, R>,
  enough: (head: Buffer) => boolean,
): Promise<{ head: Buffer; end: { value: R } | null }> => {
  let head: Buffer = Buffer.alloc(0)
  while (!enough(head)) {
    const next = await chunks.next()
    if (next.done === true) return { head, end: { value: next.value } }
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  return { head, end: null }
}

async function* startingWith<R>(
  { head, end }: { head: Buffer; end: { value: R } | null },
  rest: AsyncIterator<Buffer, R>,
): AsyncGenerator<Buffer, R> {
  if (head.length > 0) yield head
  if (end !== null) return end.value
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return next.value
    yield next.value
  }
}

async function* passed(chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer, Problem | null> {
  for (;;) {
    const next = await chunks.next()
    if (next.done === true) return null
    yield next.value
  }
}

/** The splitter's events over `text`, and the problem that ends it: of the data's, or a limit's. */
async function* splitText(
  text: AsyncIterator<Buffer, Problem | null>,
  splitter: Splitter,
  limits: Limits,
): AsyncGenerator<SplitEvent, Problem | null> {
  let left = limits.exportBytes
  for (;;) {
    const next = await text.next()
    if (next.done === true) {
      if (next.value === null) yield* splitter.end()
      return next.value
    }
    for (const event of splitter.push(next.value.subarray(0, left))) {
      yield event
      if (event.type === 'problem' && event.fatal) return null
    }
    left -= next.value.length
    if (left < 0) {
      const found = `byte ${limits.exportBytes}: the source goes on beyond ${limits.exportBytes} bytes of text`
      return overLimit('limit-export', 'exportBytes', limits, found)
    }
  }
}

/** Loaded when it is first needed: the YAML parser is a quarter of all code, and most exports are JSON. */
const openYamlSplitter = async (limits: Limits): Promise<Splitter> =>
  (await import('./split-yaml.ts')).createYamlSplitter(limits)

/**
 * Reads an export as a stream: decompresses by content (gzip, zstd), takes JSON documents, NDJSON and YAML apart and
 * lists into their items, each as bytes for {@link decodeItem}, which may run elsewhere. `index` is the source's.
 * Whatever is wrong with the data is a rejection at its place, and what came before it stands; the source is always
 * read to its end, so that its hash and length are of all its bytes. Memory: one item and one chunk; YAML: a document.
 *
 * Throws {@link AssayError} `source-unreadable` where reading fails for the machine's sake.
 */
export async function* readExport(
  source: Source,
  index: number,
  limits: Limits,
): AsyncGenerator<ExportEvent> {
  const { chunks, facts } = tap(source)
  let compression: Compression = 'none'
  let format: Format = 'json'
  let splitter: Splitter | null = null
  let text: AsyncGenerator<Buffer, Problem | null> | null = null
  let events = 0
  const rejected = ({ code, message }: Problem, path = '', document?: number): ExportEvent => {
    events++
    const at = document ?? Math.max((splitter?.documents() ?? 0) - 1, 0)
    return { type: 'rejection', rejection: { source: index, document: at, path, code, message } }
  }
  try {
    const start = await readHead(chunks, (head) => head.length >= magicLength)
    compression = compressionOf(start.head)
    const given = startingWith(start, chunks)
    text = compression === 'none' ? passed(given) : decompress(given, compression, limits)
    const beginning = await readHead(text, tellsFormat)
    const { head } = beginning
    const unread = unreadProblem(head, compression) ?? encodingProblem(head) ?? foreignProblem(head)
    if (unread !== null) yield rejected(unread)
    else {
      format = formatOf(head)
      splitter = format === 'json' ? createJsonSplitter(limits) : await openYamlSplitter(limits)
      const split = splitText(enlarge(startingWith(beginning, text)), splitter, limits)
      for (;;) {
        const next = await split.next()
        if (next.done === true) {
          if (next.value !== null) yield rejected(next.value)
          break
        }
        const event = next.value
        if (event.type === 'problem') yield rejected(event.problem, event.path, event.document)
        else {
          events++
          const { document, path, bytes, sound, offset } = event
          yield { type: 'item', item: { source: index, document, path, bytes, sound, offset } }
        }
      }
      const documents = splitter.documents()
      const found =
        documents === 0
          ? 'nothing'
          : `${documents} empty ${documents === 1 ? 'list' : 'lists'} and nothing else`
      const message = `the source holds ${found}; expected images, as \`oc get images -o json\` writes them`
      if (events === 0) yield rejected({ code: 'empty', message })
    }
    while ((await chunks.next()).done !== true);
  } finally {
    await text?.return(null)
    await chunks.return()
  }
  const documents = splitter?.documents() ?? 0
  yield { type: 'source', source: { name: source.name, ...facts(), compression, format, documents } }
}

/** Reads an export and decodes each of its items on the spot: Items and Rejections in order, then the source. */
export async function* readItems(source: Source, index: number, limits: Limits): AsyncGenerator<ItemEvent> {
  for await (const event of readExport(source, index, limits)) {
    if (event.type !== 'item') yield event
    else {
      for (const decoded of decodeItem(event.item, limits)) {
        if ('code' in decoded) yield { type: 'rejection', rejection: decoded }
        else yield { type: 'item', item: decoded }
      }
    }
  }
}
