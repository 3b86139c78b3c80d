import { type ExportEvent, type ItemEvent, readExport, readItems } from '../../lib/export/read.ts'
import type { Source } from '../../lib/export/source.ts'
import { defaultLimits, type Limits } from '../../lib/limits.ts'

/** A source that gives `content` in chunks of `size` bytes. */
export const sourceOf = (
  content: string | Uint8Array,
  size = Number.MAX_SAFE_INTEGER,
  name = 'test',
): Source => ({
  name,
  async *open() {
    const bytes = Buffer.from(content)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  },
})

export const collect = async <T>(events: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const event of events) all.push(event)
  return all
}

export const rawEvents = (
  content: string | Uint8Array,
  limits: Partial<Limits> = {},
  size?: number,
): Promise<ExportEvent[]> => collect(readExport(sourceOf(content, size), 0, { ...defaultLimits, ...limits }))

export const itemEvents = (
  content: string | Uint8Array,
  limits: Partial<Limits> = {},
): Promise<ItemEvent[]> => collect(readItems(sourceOf(content), 0, { ...defaultLimits, ...limits }))

/** One line an item (`document path text`) and a rejection (`document path !code`), in order. */
export const rawLines = async (
  content: string | Uint8Array,
  limits?: Partial<Limits>,
  size?: number,
): Promise<string[]> =>
  (await rawEvents(content, limits, size)).flatMap((event) => {
    if (event.type === 'item')
      return `${event.item.document} ${event.item.path} ${event.item.bytes.toString()}`
    if (event.type === 'source') return []
    return `${event.rejection.document} ${event.rejection.path} !${event.rejection.code}`
  })

/** One line an item (`document path kind`) and a rejection (`document path !code`), in order. */
export const itemLines = async (content: string | Uint8Array, limits?: Partial<Limits>): Promise<string[]> =>
  (await itemEvents(content, limits)).flatMap((event) => {
    if (event.type === 'item') return `${event.item.document} ${event.item.path} ${event.item.kind}`
    if (event.type === 'source') return []
    return `${event.rejection.document} ${event.rejection.path} !${event.rejection.code}`
  })

/** The message of the only rejection. */
export const onlyMessage = async (
  content: string | Uint8Array,
  limits?: Partial<Limits>,
): Promise<string> => {
  const events = await itemEvents(content, limits)
  const messages = events.flatMap((event) => (event.type === 'rejection' ? [event.rejection.message] : []))
  if (messages.length !== 1) throw new Error(`${messages.length} rejections: ${messages.join(' | ')}`)
  return messages[0] ?? ''
}
