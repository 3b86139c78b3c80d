import { algorithmOf, type Digest, digestBytes } from '../digest.ts'
import type { Family } from '../image/media-type.ts'
import { type Form, formsOf, imageForms } from '../manifest/form.ts'
import { isPlainType, type PlainImage, readPlainImage } from '../manifest/plain-image.ts'
import { serialize } from '../manifest/serialize.ts'
import { writeImage } from '../manifest/template.ts'
import { type Attempt, attempt, type Hit } from './attempt.ts'
import { droppedCandidates, familiesOf, familyTypes, type ImageRemains } from './rebuild-image.ts'

/** One way to write what remains of an image. */
interface Way {
  readonly family: Family
  /** The config's media type. */
  readonly config: string
  /** Whether the layers stand the other way round than the export seems to say. */
  readonly turned: boolean
  readonly form: Form
}

/** Likeliest first: all forms with the layers as stated, then turned. */
const waysOf = (family: Family): readonly Way[] =>
  [false, true].flatMap((turned) =>
    familyTypes[family].configs.flatMap((config) =>
      formsOf(imageForms, family).map((form) => ({ family, config, turned, form })),
    ),
  )

const ways: Readonly<Record<Family, readonly Way[]>> = { docker: waysOf('docker'), oci: waysOf('oci') }

const areTyped = (layers: ImageRemains['layers']): layers is PlainImage['layers'] =>
  layers.every(({ mediaType }) => mediaType !== null)

/** The layers as a manifest of that family names them. */
const layersIn = (family: Family, { layers }: ImageRemains): PlainImage['layers'] =>
  areTyped(layers)
    ? layers
    : layers.map(({ digest, size, mediaType }) => ({
        mediaType: mediaType ?? familyTypes[family].layer,
        digest,
        size,
      }))

const imageIn = (
  { family, config }: Way,
  remains: ImageRemains,
  layers: PlainImage['layers'],
): PlainImage => ({
  mediaType: remains.mediaType ?? familyTypes[family].manifest,
  config: { mediaType: config, digest: remains.configDigest, size: remains.configSize },
  layers,
})

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

const write = (way: Way, image: PlainImage, plain: boolean): string => {
  if (plain) return writeImage(way.form, image, way.turned)
  const layers = way.turned ? image.layers.toReversed() : [...image.layers]
  return serialize({ schemaVersion: 2, mediaType: image.mediaType, config: image.config, layers }, way.form)
}

const hitOf = (text: string, { form, turned }: Way, image: PlainImage, plain: boolean): Hit => {
  // Plain texts are ASCII.
  const bytes = Buffer.from(text, plain ? 'latin1' : 'utf8')
  const ordered = turned ? { ...image, layers: image.layers.toReversed() } : image
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

const remember = (way: Way): void => {
  if (way === favourite) lead = Math.min(lead + 1, mostLead)
  else if (lead > 0) lead--
  else favourite = way
}

/**
 * A text is at most this many times as long as another way to write the same image (twice, to be on the safe side), so
 * one that is shorter than the limit by that and the number of ways gets its turn whatever comes before it.
 */
const spare = 4 * (ways.docker.length + ways.oci.length)

/**
 * Writes a blanked image manifest in every way that it may have been written, likeliest first, until one hashes to
 * `digest` or `limit` bytes have been written. No two ways give the same text, so that what comes out does not depend
 * on which of them is tried first.
 */
export const searchImage = (remains: ImageRemains, digest: Digest, limit: number): Attempt => {
  const algorithm = algorithmOf(digest)
  const families = familiesOf(remains.mediaType)
  const plain = isPlain(remains)
  const canTurn = remains.layers.length > 1 && !remains.orderStated
  let first = favourite
  let firstLength = 0
  if (first !== null && plain && families.includes(first.family) && (canTurn || !first.turned)) {
    const image = imageIn(first, remains, layersIn(first.family, remains))
    const text = write(first, image, plain)
    firstLength = text.length
    if (firstLength * spare > limit) first = null
    else if (digestBytes(text, algorithm) === digest) {
      remember(first)
      return { hit: hitOf(text, first, image, plain) }
    }
  } else first = null

  let written = 0
  for (const family of families) {
    const layers = layersIn(family, remains)
    for (const way of ways[family]) {
      if (way.turned && !canTurn) break
      if (written > limit) return { hit: null, stop: { written, limit } }
      if (way === first) {
        written += firstLength
        continue
      }
      const image = imageIn(way, remains, layers)
      const text = write(way, image, plain)
      written += text.length
      if (digestBytes(text, algorithm) !== digest) continue
      remember(way)
      return { hit: hitOf(text, way, image, plain) }
    }
  }
  // After all ways of all families: how many there are of these depends on the image, and each way must get its turn.
  for (const family of families) {
    const found = attempt(droppedCandidates(remains, family), digest, limit, written)
    if (found.hit !== null || found.stop !== null) return found
    written = found.written
  }
  return { hit: null, stop: null }
}
