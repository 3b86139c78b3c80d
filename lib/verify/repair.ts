import { type Digest, matchesDigest } from '../digest.ts'
import type { Form } from '../manifest/form.ts'
import { serialize } from '../manifest/serialize.ts'
import { type Found, formName, hitOf } from './attempt.ts'
import { type Budget, spend } from './budget.ts'
import { corrections, type LayerPath } from './correction.ts'
import { imageCandidates } from './image-candidates.ts'
import { markersFor, searchNumbers } from './number-search.ts'
import { type ImagePuzzle, layerPathOf } from './puzzle.ts'
import { rankBy } from './rank.ts'
import { declaredSizeOf, type ImageRemains } from './rebuild-image.ts'

/** A blanked image that its fields do not prove as they stand. A plain record. */
export interface BrokenImage {
  readonly puzzle: ImagePuzzle
  /** The ids of the forms, the likeliest first. */
  readonly order: readonly string[]
  /** Bytes of its manifest, as a parent index says; null where none does. */
  readonly length: number | null
}

/** What each step works on. */
interface Broken {
  readonly digest: Digest
  readonly remains: ImageRemains
  readonly at: LayerPath
  readonly rank: (form: Form) => number
  readonly length: number | null
}

type Range = readonly [from: number, to: number]

/**
 * Bytes that a configuration may have, likeliest range first: every layer adds to its history. Of 615 real ones of 1 to
 * 22 layers 537 are in the first range, the others in the second.
 */
const configSizes = (layers: number): readonly [likely: Range, above: Range, below: Range, large: Range] => {
  const [from, to] = [400 * layers, 10_000 + 500 * Math.max(0, layers - 8)]
  const usual = 20_500
  const most = 100_000
  return [
    [from, to],
    [to + 1, usual],
    [1, Math.min(from, most) - 1],
    [Math.max(usual, to) + 1, most],
  ]
}

/** Docker 1.8 to 1.12.1 wrote one form with another media type: it is as likely as the second form. */
const candidateWeight = 1.5

/** Ways to write an image that are tried with every config size; they differ in what is rare. */
const mostTemplates = 64

/** One way to write the image, all but some numbers of it. */
interface Template {
  /** Its form, as reports call it. */
  readonly name: string
  readonly write: (remains: ImageRemains) => string
}

/** Ways to write the image, likeliest first: its forms, what the API drops put back, the length that a parent says. */
const templatesOf = ({ remains, rank, length }: Broken): readonly Template[] => {
  const found: (Template & { unlikely: number })[] = []
  let candidate = 0
  for (const one of imageCandidates(remains)) {
    const nth = candidate++
    for (const form of one.forms) {
      const write = (changed: ImageRemains): string => {
        let i = 0
        for (const { manifest } of imageCandidates(changed)) if (i++ === nth) return serialize(manifest, form)
        return ''
      }
      found.push({ name: formName(one, form), write, unlikely: rank(form) + candidateWeight * nth })
    }
    if (found.length > 4 * mostTemplates) break
  }
  const likely = found.toSorted((a, b) => a.unlikely - b.unlikely).slice(0, mostTemplates)
  if (length === null) return likely
  // A false number is a few digits longer or shorter than the true one.
  const isNear = ({ write }: Template) => Math.abs(write(remains).length - length) <= longestNumber
  return [...likely.filter(isNear), ...likely.filter((template) => !isNear(template))]
}

const longestNumber = 16

/** Bytes that writing the image a few times is worth, beside the hashes: about 150 a layer, written anew. */
const writingCost = ({ layers }: ImageRemains): number => 32 * 150 * (layers.length + 2)

/** Fields that have one of a few values. */
const correctOne = ({ digest, remains, at, rank }: Broken, budget: Budget): Found => {
  for (const { remains: corrected, contradiction } of corrections(remains, at))
    for (const candidate of imageCandidates(corrected))
      for (const form of candidate.forms.toSorted((a, b) => rank(a) - rank(b))) {
        const text = serialize(candidate.manifest, form)
        // Writing a text anew costs more than a number in it.
        if (!spend(budget, 8 * text.length)) return null
        if (matchesDigest(text, digest)) return { hit: hitOf(text, formName(candidate, form)), contradiction }
      }
  return null
}

/** `Size` is false: the config's size, which nothing else tells, may be anything. */
const findSize = ({ digest, remains }: Broken, template: Template, range: Range, budget: Budget): Found => {
  if (!spend(budget, writingCost(remains))) return null
  const [marker = 0] = markersFor(template.write(remains), 1)
  const text = template.write({ ...remains, configSize: marker })
  const slot = { marker: String(marker), start: 0, step: 1 }
  const configSize = searchNumbers(text, [slot], range, digest, budget)
  if (configSize === null) return null
  const declared = declaredSizeOf(remains)
  return {
    hit: hitOf(template.write({ ...remains, configSize }), template.name),
    contradiction: {
      path: '/dockerImageMetadata/Size',
      what: 'Size',
      expected: declared - remains.configSize + configSize,
      actual: declared,
    },
  }
}

/** A layer's size is false, or 0, which is "not known": what it and the config have together is known from `Size`. */
const findLayerSize = (
  { digest, remains, at }: Broken,
  i: number,
  template: Template,
  range: Range,
  budget: Budget,
): Found => {
  const layer = remains.layers[i]
  if (layer === undefined) return null
  const withSizes = (configSize: number, size: number): ImageRemains => ({
    ...remains,
    configSize,
    layers: remains.layers.with(i, { ...layer, size }),
  })
  const together = remains.configSize + layer.size
  if (together < 0 || !spend(budget, writingCost(remains))) return null
  const [ofConfig = 0, ofLayer = 0] = markersFor(template.write(remains), 2)
  const text = template.write(withSizes(ofConfig, ofLayer))
  const slots = [
    { marker: String(ofConfig), start: 0, step: 1 },
    { marker: String(ofLayer), start: together, step: -1 },
  ]
  const configSize = searchNumbers(text, slots, range, digest, budget)
  if (configSize === null) return null
  const size = together - configSize
  return {
    hit: hitOf(template.write(withSizes(configSize, size)), template.name),
    contradiction:
      layer.size === 0
        ? null
        : {
            path: `/dockerImageLayers/${at(i)}/size`,
            what: 'the size of a layer',
            expected: size,
            actual: layer.size,
          },
  }
}

/** Layers whose size nothing else tells: each stands once, and is not the config. */
const unpaired = ({ layers, configDigest }: ImageRemains): readonly number[] => {
  const digests = layers.map(({ digest }) => digest)
  const counts = Map.groupBy(digests, (digest) => digest)
  return digests.flatMap((digest, i) =>
    counts.get(digest)?.length === 1 && digest !== configDigest ? [i] : [],
  )
}

type Step = (template: Template, budget: Budget) => Found

/**
 * Searches for the one field whose correction makes the rebuilt manifest hash to the digest. What it finds is proof: of
 * the manifest, and that the field is false. Nothing found proves nothing.
 */
export const repair = ({ puzzle, order, length }: BrokenImage, budget: Budget): Found => {
  const { digest, remains } = puzzle
  const broken = { digest, remains, at: layerPathOf(puzzle), rank: rankBy(order), length }
  const found = correctOne(broken, budget)
  if (found !== null) return found
  const templates = templatesOf(broken)
  const places = unpaired(remains)
  const [likely, above, below, large] = configSizes(remains.layers.length)
  const sizes =
    (range: Range): Step =>
    (template, left) =>
      findSize(broken, template, range, left)
  const layers =
    (range: Range): Step =>
    (template, left) => {
      for (const i of places) {
        const repaired = findLayerSize(broken, i, template, range, left)
        if (repaired !== null || left.exhausted) return repaired
      }
      return null
    }
  const [few, rest] = [templates.slice(0, 3), templates.slice(3)]
  const plan: readonly (readonly [Step, readonly Template[]])[] = [
    ...[likely, above, below].map((range) => [sizes(range), few] as const),
    ...[likely, above].map((range) => [layers(range), few] as const),
    ...[likely, above, below].map((range) => [sizes(range), rest] as const),
    [layers(likely), rest],
    [layers(below), few],
    [sizes(large), few],
    [layers(above), rest],
    [layers(large), few.slice(0, 1)],
  ]
  for (const [step, ways] of plan)
    for (const template of ways) {
      const repaired = step(template, budget)
      if (repaired !== null || budget.exhausted) return repaired
    }
  return null
}
