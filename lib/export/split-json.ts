import { jsonValue } from '../json/parse.ts'
import { printable } from '../json/printable.ts'
import type { Shape } from '../json/shape.ts'
import { type Ground, groundOf, readBytes, soundJson } from '../json/sound.ts'
import * as token from '../json/token.ts'
import type { Limits } from '../limits.ts'
import { createEnvelope } from './envelope.ts'
import { createGather } from './gather.ts'
import * as grammar from './json-grammar.ts'
import { describe } from './kind.ts'
import { byteAt, type Locate } from './place.ts'
import { overLimit, type Problem } from './rejection.ts'
import { documentShape, elementShape } from './shape.ts'
import type { SplitEvent, Splitter } from './split.ts'
import { advance, beginWalk, createWalk } from './walk.ts'

/** What is being walked over, which tells what its end means; `ignored` is rejected already. */
type Walked = 'name' | 'member' | 'item' | 'scalar' | 'ignored'

const nothing: Buffer = Buffer.alloc(0)

/** Levels to which the brackets of what is rejected are followed, at one byte each. */
const deepest = 2 ** 20

const alone = (found: string): Problem => ({
  code: 'not-an-object',
  message: `found ${found}; expected an object with images in it, as \`oc get images -o json\` writes it`,
})

/**
 * Splits JSON text into documents, and a document that is a list into its items, as chunks arrive and wherever they
 * are cut. An item comes out once it is complete; what stands around a list's items is kept without them and judged
 * at its end. Sound items are delimited by the strict pass itself, or a run would take a tenth more (embedded manifests)
 * to two fifths more (what old clusters write); of those that a chunk's end cuts, or that are flawed, only strings and
 * brackets are followed: decoding judges the rest.
 *
 * Memory: the largest item or envelope (limit itemBytes) beside the chunk. Text that was written from YAML has no
 * offsets to speak of: `locateYaml` says where in the source comes from what stands at one of them.
 */
export const createJsonSplitter = (limits: Limits, locateYaml?: Locate): Splitter => {
  const located = locateYaml === undefined
  const locate = locateYaml ?? byteAt
  const walk = createWalk()
  const envelope = createEnvelope(limits, locate)
  const item = createGather()
  let state: grammar.State = 'top'
  let walked: Walked = 'ignored'
  let begun = 0
  let index = 0
  /** Items of the document that came out. */
  let reported = 0
  /** The document is rejected, its rest is only followed. */
  let skipping = false
  let marked = 0
  let chunk = nothing
  let ground: Ground = groundOf(nothing)
  let at = 0
  /** What the chunk's bytes from `from` to `at` are kept in. */
  let sink: { readonly length: number; append(piece: Uint8Array): void } | null = null
  let from = 0
  /** Offsets of the chunk, the document, its items, and the item or lone value. */
  let base = 0
  let documentAt = 0
  let itemsAt = 0
  let itemAt = 0

  const isDead = (): boolean => state === 'dead'

  const document = (): number => Math.max(begun - 1, 0)

  const problem = (found: Problem, fatal = false, path = ''): SplitEvent => ({
    type: 'problem',
    document: document(),
    path,
    problem: found,
    fatal,
  })

  const itemPath = (): string => (sink === item && walked === 'item' ? `/items/${index}` : '')

  const giveUp = (code: Problem['code'], offset: number, text: string): SplitEvent => {
    const path = itemPath()
    state = 'dead'
    sink = null
    const stay = reported > 0 ? ', the items before it stay reported' : ''
    return problem(
      {
        code,
        message: `${locate(offset)}: ${text}; nothing after it in this ${located ? 'source' : 'document'} is read${stay}`,
      },
      true,
      path,
    )
  }

  const unexpected = (): SplitEvent => {
    const large = keep()
    if (large !== null) return large
    const byte = chunk[at] ?? 0
    const found =
      byte < 0x80 ? `"${printable(String.fromCharCode(byte))}"` : `the byte 0x${byte.toString(16)}`
    const trailing = (state === 'top' || state === 'mark') && begun > 0
    return giveUp(
      trailing ? 'trailing-data' : 'malformed',
      base + at - marked,
      `${grammar.due[state]} is due, not ${found}`,
    )
  }

  const reject = ({ code, message }: Problem): SplitEvent => {
    const path = itemPath()
    skipping = true
    sink = null
    envelope.clear()
    item.clear()
    const stay = reported > 0 ? '; the items before it stay reported' : ''
    return problem({ code, message: message + stay }, false, path)
  }

  /** Rejects the document, which goes on inside of a value. */
  const rejectRest = (found: Problem, offset: number): SplitEvent =>
    reject({
      code: found.code,
      message: `${locate(offset)}: ${found.message}; nothing after it in this document is read`,
    })

  const tooLarge = (): SplitEvent => {
    const what = sink === item ? 'the item' : 'the object, or what stands around its items,'
    const found = `${what} has more than ${limits.itemBytes} bytes`
    const large = overLimit('limit-item', 'itemBytes', limits, found)
    if (sink === envelope) return rejectRest(large, documentAt)
    // What is no number must not pass for one.
    return walked === 'scalar' ? giveUp(large.code, itemAt, large.message) : rejectRest(large, itemAt)
  }

  /** Keeps what the chunk holds up to here, unless that breaks the limit. */
  const keep = (): SplitEvent | null => {
    const piece = chunk.subarray(from, at)
    from = at
    if (sink === null) return null
    if (sink.length + piece.length > limits.itemBytes) return tooLarge()
    sink.append(piece)
    return null
  }

  const begin = (what: Walked): void => {
    walked = what
    const limit = what === 'item' || what === 'ignored' ? limits.depth : limits.depth - 1
    beginWalk(walk, chunk[at] ?? 0, skipping ? deepest : limit)
  }

  const beginDocument = (): void => {
    begun++
    documentAt = base + at
    index = 0
    reported = 0
    skipping = false
    envelope.begins(documentAt)
    item.clear()
  }

  /** The object that begins here, where it is sound and the chunk holds all of it: one pass for all but the value. */
  const takeSound = (shape: Shape, path: string): SplitEvent | null => {
    const sound = soundJson(ground, at, shape, limits.depth)
    if (sound === null || sound.end - at > limits.itemBytes) return null
    const offset = located ? base + at : null
    at = sound.end
    return { type: 'item', document: document(), path, bytes: readBytes(ground, sound), sound: true, offset }
  }

  const endDocument = (): SplitEvent | null => {
    const large = keep()
    state = 'top'
    sink = null
    if (skipping) return large
    const found = envelope.end()
    if (found === null) return null
    if (!Buffer.isBuffer(found)) return reject(found)
    const offset = located ? documentAt : null
    return { type: 'item', document: document(), path: '', bytes: found, sound: false, offset }
  }

  const endItem = (): SplitEvent | null => {
    let event: SplitEvent | null = null
    if (!skipping) {
      const single = item.length === 0 && at - from <= limits.itemBytes
      event = single ? null : keep()
      if (event === null) {
        const bytes = single ? Buffer.from(chunk.subarray(from, at)) : item.take()
        const offset = located ? itemAt : null
        event = { type: 'item', document: document(), path: `/items/${index}`, bytes, sound: false, offset }
        reported++
      }
    }
    sink = null
    index++
    state = 'between'
    return event
  }

  const endScalar = (): SplitEvent => {
    const large = keep()
    if (large !== null) return large
    sink = null
    state = 'top'
    const value = jsonValue(item.take())
    if (value === undefined)
      return giveUp(begun > 0 ? 'trailing-data' : 'malformed', itemAt, `${grammar.due.top} is due`)
    begun++
    return problem(alone(describe(value)))
  }

  /** What the end of the value that was walked over brings. */
  const ended = (): SplitEvent | null => {
    if (walked === 'item') return endItem()
    if (walked === 'scalar') return endScalar()
    if (walked === 'ignored') {
      state = 'top'
      return null
    }
    state = walked === 'name' ? 'colon' : 'after'
    const large = keep()
    if (skipping) return large
    if (walked === 'member') {
      envelope.valueEnds()
      return null
    }
    const found = envelope.nameEnds()
    return found === null ? null : reject(found)
  }

  const beginItems = (): SplitEvent | null => {
    at++
    itemsAt = base + at
    state = 'first'
    const large = keep()
    if (skipping) return large
    sink = null
    const found = envelope.itemsBegin()
    return found === null ? null : reject(found)
  }

  const atTop = (byte: number): SplitEvent | null => {
    from = at
    if (byte === token.openBrace) {
      beginDocument()
      const whole = takeSound(documentShape, '')
      if (whole !== null) return whole
      sink = envelope
      state = 'open'
      at++
    } else if (byte === token.openBracket || byte === token.quote) {
      beginDocument()
      begin('ignored')
      return problem(alone(byte === token.quote ? 'a text' : 'an array'))
    } else if (grammar.startsScalar(byte)) {
      item.clear()
      sink = item
      itemAt = base + at
      begin('scalar')
    } else if (byte === grammar.byteOrderMark[0]) {
      state = 'mark'
      marked = 1
      at++
    } else return unexpected()
    return null
  }

  const atMark = (byte: number): SplitEvent | null => {
    if (byte !== grammar.byteOrderMark[marked]) return unexpected()
    at++
    if (++marked < grammar.byteOrderMark.length) return null
    begun++
    return giveUp(
      'byte-order-mark',
      base + at - marked,
      'the document begins with a byte-order mark: save it without',
    )
  }

  /** Takes the byte at `at`, which is no white space and stands outside of what is walked over. */
  const take = (byte: number): SplitEvent | null => {
    if (state === 'top') return atTop(byte)
    if (state === 'mark') return atMark(byte)
    if ((state === 'open' || state === 'name') && byte === token.quote) {
      const large = keep()
      if (!skipping) envelope.nameBegins()
      begin('name')
      return large
    } else if ((state === 'open' || state === 'after') && byte === token.closeBrace) {
      at++
      return endDocument()
    } else if (state === 'colon' && byte === token.colon) {
      state = 'value'
      at++
    } else if (state === 'value' && byte === token.openBracket && envelope.holdsItems()) return beginItems()
    else if (state === 'value' && grammar.startsValue(byte)) {
      const large = keep()
      if (!skipping) envelope.valueBegins()
      begin('member')
      return large
    } else if (state === 'after' && byte === token.comma) {
      state = 'name'
      at++
    } else if ((state === 'first' || state === 'next') && grammar.startsValue(byte)) {
      const sound = byte === token.openBrace && !skipping ? takeSound(elementShape, `/items/${index}`) : null
      if (sound !== null) {
        index++
        reported++
        state = 'between'
        return sound
      }
      from = at
      itemAt = base + at
      if (!skipping) sink = item
      begin('item')
    } else if ((state === 'first' || state === 'between') && byte === token.closeBracket) {
      envelope.itemsEnd(base + at - itemsAt)
      from = at
      if (!skipping) sink = envelope
      state = 'after'
      at++
    } else if (state === 'between' && byte === token.comma) {
      state = 'next'
      at++
    } else return unexpected()
    return null
  }

  /** What stops the walk at `at`; where that is not what ends the source, it goes on from there. */
  const fault = (): SplitEvent | null => {
    const found = walk.fault
    walk.fault = 'none'
    const large = keep()
    if (large !== null) return large
    const place = base + at
    if (found === 'bracket') return giveUp('malformed', place, 'a bracket closes what it did not open')
    if (walk.limit >= deepest) return giveUp('limit-depth', place, `it is nested deeper than ${walk.limit}`)
    walk.limit = deepest
    if (skipping) return null
    const deep = overLimit('limit-depth', 'depth', limits, `it is nested deeper than ${limits.depth}`)
    return rejectRest(deep, place)
  }

  const step = (): SplitEvent | null => {
    if (walk.active) {
      at = advance(walk, chunk, at)
      if (walk.fault !== 'none') return fault()
      return walk.active ? null : ended()
    }
    const byte = chunk[at] ?? 0
    if (!token.isSpace(byte) || state === 'mark') return take(byte)
    at++
    return null
  }

  return {
    documents: () => begun,
    *push(next) {
      chunk = next
      ground = groundOf(next)
      at = 0
      from = 0
      while (at < next.length && !isDead()) {
        const event = step()
        if (event !== null) yield event
      }
      const large = isDead() ? null : keep()
      if (large !== null) yield large
      base += next.length
    },
    *end() {
      if (isDead()) return
      chunk = nothing
      at = 0
      from = 0
      if (walk.active && walked === 'scalar') {
        walk.active = false
        yield endScalar()
      } else if (state === 'mark') yield giveUp('malformed', base - marked, `${grammar.due.mark} is due`)
      else if (state !== 'top' || walk.active) {
        const where = walk.active && walked === 'item' ? ` inside /items/${index}` : ''
        yield giveUp('truncated', base, `the text ends${where} before the document does: export it again`)
      }
    },
  }
}
