import { hash } from 'node:crypto'
import { algorithmOf, type Digest, hexOf } from '../digest.ts'
import { type Budget, spend } from './budget.ts'

/** A number of a text that is not known: in the try of number n it is `start + n * step`. */
export interface Slot {
  /** What stands in its place; once in the text. */
  readonly marker: string
  readonly start: number
  readonly step: number
}

const zero = 0x30

const digitsOf = (value: number): number => {
  let digits = 1
  for (let bound = 10; bound <= value; bound *= 10) digits++
  return digits
}

/** Writes a decimal number that is exactly as long as the place that it goes to. */
const writeDigits = (bytes: Buffer, end: number, digits: number, value: number): void => {
  let rest = value
  for (let at = end - 1; at >= end - digits; at--) {
    const next = Math.floor(rest / 10)
    bytes[at] = zero + rest - next * 10
    rest = next
  }
}

interface Place {
  readonly slot: Slot
  /** Where its digits end, and how many there are; of the text as it stands. */
  end: number
  digits: number
}

/**
 * The first number of `from` to `to` with which the text hashes to `digest`, or null: then all were tried or the
 * budget is spent. Numbers are written into one Buffer in place, which is rebuilt only where one gets longer or
 * shorter: hundreds of thousands of hashes a second.
 */
export const searchNumbers = (
  text: string,
  slots: readonly Slot[],
  [from, to]: readonly [from: number, to: number],
  digest: Digest,
  budget: Budget,
): number | null => {
  const inOrder = slots.toSorted((a, b) => text.indexOf(a.marker) - text.indexOf(b.marker))
  const pieces: Buffer[] = []
  let rest = text
  for (const { marker } of inOrder) {
    const at = rest.indexOf(marker)
    pieces.push(Buffer.from(rest.slice(0, at)))
    rest = rest.slice(at + marker.length)
  }
  pieces.push(Buffer.from(rest))
  const fixed = pieces.reduce((sum, { length }) => sum + length, 0)
  const places: Place[] = inOrder.map((slot) => ({ slot, end: 0, digits: 0 }))
  let bytes = Buffer.alloc(0)

  const layOut = (): void => {
    bytes = Buffer.alloc(fixed + places.reduce((sum, { digits }) => sum + digits, 0))
    let at = 0
    pieces.forEach((piece, i) => {
      at += piece.copy(bytes, at)
      const place = places[i]
      if (place === undefined) return
      at += place.digits
      place.end = at
    })
  }

  const algorithm = algorithmOf(digest)
  const wanted = hexOf(digest)
  for (let n = from; n <= to; n++) {
    let fits = true
    let moved = bytes.length === 0
    for (const place of places) {
      const value = place.slot.start + n * place.slot.step
      if (!(value >= 0)) {
        fits = false
        break
      }
      const digits = digitsOf(value)
      if (digits !== place.digits) moved = true
      place.digits = digits
    }
    if (!fits) continue
    if (moved) layOut()
    for (const { slot, end, digits } of places) writeDigits(bytes, end, digits, slot.start + n * slot.step)
    if (!spend(budget, bytes.length)) return null
    if (hash(algorithm, bytes, 'hex') === wanted) return n
  }
  return null
}

/** So many numbers that stand nowhere in `text`, as a JSON text writes them: markers for {@link searchNumbers}. */
export const markersFor = (text: string, count: number): readonly number[] => {
  const markers: number[] = []
  for (let n = 1_234_567_890_123_457; markers.length < count; n += 10_000_019)
    if (!text.includes(String(n))) markers.push(n)
  return markers
}
