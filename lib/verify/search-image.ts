import { algorithmOf, type Digest, digestBytes } from '../digest.ts'
import type { Form } from '../manifest/form.ts'
import { isPlainType, type PlainImage, readPlainImage } from '../manifest/plain-image.ts'
import { serialize } from '../manifest/serialize.ts'
import { writeImage } from '../manifest/template.ts'
import { type Attempt, attempt, type Hit } from './attempt.ts'
import { droppedCandidates, manifestOf } from './image-candidates.ts'
import { type Guess, guesses, guessesOf, type ImageRemains, imageBy } from './rebuild-image.ts'

/** One way to write what remains of an image. */
interface Way {
  readonly guess: Guess
  readonly form: Form
}

/** Whether every media type that the export gives is one that templates take. */
const isPlain = ({ mediaType, layers }: ImageRemains): boolean => {
  if (mediaType !== null && !isPlainType(mediaType)) return false
  let known: string | null = null
  for (const { mediaType: type } of layers) {
    // Most layers have the type of the one before: 1 per cent of a run at most.
    if (type === known || type === null) continue
    if (!isPlainType(type)) return false
    known = type
  }
  return true
}

/** `plain`: every media type in it is one that templates take. */
const write = ({ guess, form }: Way, image: PlainImage, plain: boolean): string =>
  plain ? writeImage(form, image, guess.turned) : serialize(manifestOf(image, guess.turned), form)

const hitOf = (text: string, { guess, form }: Way, image: PlainImage, plain: boolean): Hit => {
  // Plain texts are ASCII.
  const bytes = Buffer.from(text, plain ? 'latin1' : 'utf8')
  const ordered = guess.turned ? { ...image, layers: image.layers.toReversed() } : image
  return { bytes, form: form.id, read: plain ? readPlainImage(bytes, ordered, form) : null }
}

/**
 * The way that proves most images of late, which is tried first: a cluster's images come from few builders, and the
 * form of BuildKit, for one, is the sixth of its table: 1 attempt an image instead of 6, 2.5 µs each.
 */
let favourite: Way | null = null
/** How many hits of others it takes to put another in its place. */
let lead = 0
const mostLead = 8

const isFavourite = (guess: Guess, form: Form): boolean =>
  favourite !== null && favourite.guess === guess && favourite.form === form

const remember = (way: Way): void => {
  if (isFavourite(way.guess, way.form)) lead = Math.min(lead + 1, mostLead)
  else if (lead > 0) lead--
  else favourite = way
}

/** How many ways there are, of both families. */
const countOfWays = Object.values(guesses)
  .flat()
  .reduce((sum, { forms }) => sum + forms.length, 0)

/**
 * A text is at most this many times as long as another way to write the same image (twice, to be on the safe side), so
 * one that is shorter than the limit by that and the number of ways gets its turn whatever comes before it.
 */
const spare = 4 * countOfWays

/**
 * Writes a blanked image manifest in every way that it may have been written, likeliest first, until one hashes to
 * `digest` or `limit` bytes have been written. No two ways give the same text, so that what comes out does not depend
 * on which of them is tried first.
 */
export const searchImage = (remains: ImageRemains, digest: Digest, limit: number): Attempt => {
  const algorithm = algorithmOf(digest)
  const plain = isPlain(remains)
  const worth = guessesOf(remains)
  let first = plain && favourite !== null && worth.includes(favourite.guess) ? favourite : null
  let firstLength = 0
  if (first !== null) {
    const image = imageBy(first.guess, remains)
    const text = write(first, image, plain)
    firstLength = text.length
    if (firstLength * spare > limit) first = null
    else if (digestBytes(text, algorithm) === digest) {
      remember(first)
      return { hit: hitOf(text, first, image, plain) }
    }
  }

  let written = 0
  for (const guess of worth) {
    const image = imageBy(guess, remains)
    for (const form of guess.forms) {
      if (written > limit) return { hit: null, stop: { written, limit } }
      if (first !== null && isFavourite(guess, form)) {
        written += firstLength
        continue
      }
      const way = { guess, form }
      const text = write(way, image, plain)
      written += text.length
      if (digestBytes(text, algorithm) !== digest) continue
      remember(way)
      return { hit: hitOf(text, way, image, plain) }
    }
  }
  return attempt(droppedCandidates(remains), digest, limit, written)
}
