import { foldName } from './fold.ts'
import { any, type Shape } from './shape.ts'
import * as token from './token.ts'

/** From the end of one value to the beginning of the next: `,\n   "size": ` as it stood, and whose value follows. */
export interface Step {
  /** Its bytes, four to a word: the trail's words from `start` to `edge`, and in `rest` up to three more. */
  readonly start: number
  readonly edge: number
  readonly rest: number
  readonly mask: number
  /** Bytes of it. */
  readonly length: number
  readonly to: Place
}

/** A point where the way forks: the step that was taken there last, and all that are known. */
export interface Fork {
  next: Step | null
  readonly steps: Step[]
}

/** The objects that stand in one place: the way to their first name, and where each name leads. */
export interface Members extends Fork {
  readonly byName: Map<string, Place>
}

/** Where values stand: all that one path leads to, the elements of an array being alike. */
export interface Place extends Fork {
  readonly shape: Shape
  /** The object that named it last, by its number: naming it again is naming it twice. */
  met: number
  members: Members | null
  element: Place | null
}

/**
 * What the documents of one shape looked like that were read so far. Documents of one producer are written alike: once
 * a name with all that stands around it has been read thoroughly, comparing bytes is enough to read it again. It is
 * only ever a guess at what comes next, so that nothing that is found depends on what was read before.
 */
export interface Trail {
  readonly shape: Shape
  root: Place
  readonly words: Int32Array
  usedWords: number
  places: number
  /** Objects met so far. */
  objects: number
  /** No room for more: it is forgotten before the next document. */
  full: boolean
}

/** 256 KiB: a hundred times what the export of a cluster takes. */
const mostWords = 65_536
const mostPlaces = 4096

/** Ways on from one place that are tried, and bytes of a step: more would cost more than it saves. */
const mostSteps = 8
const mostLength = 256

/** Their numbers stay in the range that V8 holds without a box. */
const mostObjects = 2 ** 30 - 1

const placeOf = (shape: Shape): Place => ({
  shape,
  next: null,
  steps: [],
  met: 0,
  members: null,
  element: null,
})

export const createTrail = (shape: Shape): Trail => ({
  shape,
  root: placeOf(shape),
  words: new Int32Array(mostWords),
  usedWords: 0,
  places: 0,
  objects: 0,
  full: false,
})

/** Makes room for what the next document may teach. */
export const refresh = (trail: Trail): void => {
  if (!trail.full && trail.objects < mostObjects / 2) return
  trail.root = placeOf(trail.shape)
  trail.usedWords = 0
  trail.places = 0
  trail.objects = 0
  trail.full = false
}

export const membersOf = (place: Place): Members => {
  place.members ??= { next: null, steps: [], byName: new Map() }
  return place.members
}

export const elementOf = (place: Place): Place => {
  const { shape } = place
  place.element ??= placeOf(shape.type === 'array' ? shape.of : any)
  return place.element
}

/** Whether the bytes from `at` on are those of the step. */
export const fits = (words: Int32Array, step: Step, view: DataView, at: number): boolean => {
  const end = view.byteLength
  if (at + step.length > end) return false
  const { edge } = step
  let next = at
  for (let index = step.start; index < edge; index++) {
    if (view.getInt32(next, true) !== words[index]) return false
    next += 4
  }
  if (next + 4 <= end) return (view.getInt32(next, true) & step.mask) === step.rest
  let rest = 0
  for (let last = at + step.length - 1; last >= next; last--) rest = (rest << 8) | view.getUint8(last)
  return rest === step.rest
}

const masks = [0, 0xff, 0xffff, 0xffffff]

const stepOf = (trail: Trail, view: DataView, from: number, to: number, place: Place): Step => {
  const length = to - from
  const start = trail.usedWords
  const edge = start + (length >> 2)
  for (let index = start; index < edge; index++)
    trail.words[index] = view.getInt32(from + 4 * (index - start), true)
  let rest = 0
  for (let at = to - 1; at >= to - (length & 3); at--) rest = (rest << 8) | view.getUint8(at)
  trail.usedWords = edge
  return { start, edge, rest, mask: masks[length & 3] ?? 0, length, to: place }
}

/** The shape of what `name` names in an object of this shape; null where Go reads the name as another. */
const shapeOf = (shape: Shape, name: string): Shape | null => {
  if (shape.type === 'map') return shape.of
  if (shape.type !== 'struct') return any
  const field = shape.byFold.get(foldName(name))
  if (field === undefined) return any
  return field.name === name && field.shape.type !== 'refused' ? field.shape : null
}

/** Where `name` leads; null where it may not stand there, or there is no more room. */
const namedPlace = (trail: Trail, owner: Place, members: Members, name: string): Place | null => {
  const known = members.byName.get(name)
  if (known !== undefined) return known
  const shape = shapeOf(owner.shape, name)
  if (shape === null) return null
  if (trail.places === mostPlaces) trail.full = true
  if (trail.full) return null
  trail.places++
  const place = placeOf(shape)
  members.byName.set(name, place)
  return place
}

/**
 * The step from `from` on to the value of another name of the object that stands at `owner`, where a known one fits
 * or a new one can be learned; null where there is none, or none that is worth learning. The name is due at `nameAt`,
 * behind white space.
 */
export const findStep = (
  trail: Trail,
  fork: Fork,
  owner: Place,
  bytes: Buffer,
  view: DataView,
  from: number,
  nameAt: number,
): Step | null => {
  for (const step of fork.steps) {
    if (fits(trail.words, step, view, from)) {
      fork.next = step
      return step
    }
  }
  const quoteAt = token.skipSpace(bytes, view, nameAt)
  const most = Math.min(bytes.length, from + mostLength)
  let to = quoteAt + 1
  while (to < most && token.plain[bytes[to] ?? 0] === 1) to++
  if (bytes[quoteAt] !== token.quote || bytes[to] !== token.quote) return null
  const colon = token.skipSpace(bytes, view, to + 1)
  const end = token.skipSpace(bytes, view, colon + 1)
  // Where the bytes end, white space may go on beyond them.
  if (bytes[colon] !== token.colon || end - from > mostLength || end === bytes.length) return null
  const place = namedPlace(trail, owner, membersOf(owner), bytes.toString('utf8', quoteAt + 1, to))
  if (place === null) return null
  if (trail.usedWords + mostLength / 4 > trail.words.length) {
    trail.full = true
    return null
  }
  const step = stepOf(trail, view, from, end, place)
  if (fork.steps.length < mostSteps) fork.steps.push(step)
  else fork.steps[trail.usedWords % mostSteps] = step
  fork.next = step
  return step
}
