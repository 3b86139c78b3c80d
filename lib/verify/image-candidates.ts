import { inToto, isForeignLayer } from '../image/media-type.ts'
import type { JsonObject } from '../json/json.ts'
import type { PlainImage } from '../manifest/plain-image.ts'
import type { Candidate } from './attempt.ts'
import { guessesOf, type ImageRemains, imageBy } from './rebuild-image.ts'

/** Where Windows base layers come from; the API drops a layer's `urls`. */
const foreignUrls = [837858, 837859, 857905, 860052, 865995, 865996].map(
  (id) => `https://go.microsoft.com/fwlink/?linkid=${id}`,
)

/** `in-toto.io/predicate-type` of BuildKit's attestation layers; the API drops a layer's annotations. */
const predicateTypes = [
  'https://spdx.dev/Document',
  'https://slsa.dev/provenance/v0.2',
  'https://slsa.dev/provenance/v1',
]

/** buildah writes these on `FROM scratch`, and newer ones others beside them: a row of the annotators. */
export const emptyBase = {
  id: 'empty-base',
  annotations: { 'org.opencontainers.image.base.digest': '', 'org.opencontainers.image.base.name': '' },
} as const

/** More dropped values than this are not searched for one by one: the product grows too fast. */
const searchedLayers = 3

/** Every way to give each marked layer one of `choices`; beyond {@link searchedLayers} all get the same one. */
function* choose<T>(marked: number, choices: readonly T[]): Generator<readonly T[]> {
  if (marked > searchedLayers) {
    for (const choice of choices) yield Array.from({ length: marked }, () => choice)
    return
  }
  for (let n = 0; n < choices.length ** marked; n++)
    yield Array.from(
      { length: marked },
      (_, i) => choices[Math.floor(n / choices.length ** i) % choices.length] as T,
    )
}

/** The layers with a dropped member put back on those that `isMarked`, in every way that is known. */
function* withDropped<T>(
  layers: readonly JsonObject[],
  isMarked: (layer: JsonObject) => boolean,
  choices: readonly T[],
  restore: (choice: T) => JsonObject,
): Generator<JsonObject[]> {
  const marked = layers.filter(isMarked).length
  if (marked === 0) return
  for (const chosen of choose(marked, choices)) {
    let next = 0
    yield layers.map((layer) => (isMarked(layer) ? { ...layer, ...restore(chosen[next++] as T) } : layer))
  }
}

const hasType = (test: (mediaType: string) => boolean) => (layer: JsonObject) =>
  typeof layer.mediaType === 'string' && test(layer.mediaType)

/** The manifest of an image. */
export const manifestOf = ({ mediaType, config, layers }: PlainImage, turned: boolean) => ({
  schemaVersion: 2,
  mediaType,
  config,
  layers: turned ? layers.toReversed() : [...layers],
})

/** The manifests that `remains` may stand for with what the API drops put back where it is known, likeliest first. */
export function* droppedCandidates(remains: ImageRemains): Generator<Candidate> {
  // The likeliest guess of each family: with what is dropped there are too many ways as it is.
  for (const [guess] of Map.groupBy(guessesOf(remains), ({ family }) => family).values()) {
    if (guess === undefined) continue
    const { family, forms } = guess
    const plain = manifestOf(imageBy(guess, remains), false)
    const foreign = withDropped(plain.layers, hasType(isForeignLayer), foreignUrls, (url) => ({
      urls: [url],
    }))
    for (const layers of foreign) yield { manifest: { ...plain, layers }, forms }
    const attested = withDropped(
      plain.layers,
      hasType((type) => type === inToto),
      predicateTypes,
      (type) => ({ annotations: { 'in-toto.io/predicate-type': type } }),
    )
    for (const layers of attested) yield { manifest: { ...plain, layers }, forms }
    if (family !== 'oci') continue
    const { id, annotations } = emptyBase
    const compact = forms.filter(({ spacing }) => spacing === '')
    yield { manifest: { ...plain, annotations }, forms: compact, annotations: id }
  }
}

/** Everything that `remains` may stand for, likeliest first. */
export function* imageCandidates(remains: ImageRemains): Generator<Candidate> {
  for (const guess of guessesOf(remains))
    yield { manifest: manifestOf(imageBy(guess, remains), guess.turned), forms: guess.forms }
  // After all guesses: how many there are of these depends on the image, and each guess must get its turn.
  yield* droppedCandidates(remains)
}
