import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { isFatal, jsonValue, parseJson } from '../json/parse.ts'
import type { Flaw } from '../json/scan.ts'
import { any, type Shape } from '../json/shape.ts'
import type { Limits } from '../limits.ts'
import { flawProblem, isAmbiguity } from './flaw-problem.ts'
import { importedImages, importFailure } from './import-answer.ts'
import type { Item, RawItem, Rejection } from './item.ts'
import { describe, isImport, kindOf } from './kind.ts'
import { overLimit, type Problem } from './rejection.ts'
import { importShape, itemShapes } from './shape.ts'

const shapeOf =
  (path: string) =>
  (value: Json): Shape => {
    if (isImport(value)) return importShape
    const kind = kindOf(value, path)
    return typeof kind === 'string' ? itemShapes[kind] : any
  }

/** What stands inside of an image of an import answer, and which. */
const insideImage = /^(\/status\/(?:repository\/)?images\/\d+\/(?:image|manifests\/\d+))\//

const relative = (flaws: readonly Flaw[], path: string): Flaw[] =>
  flaws.map((flaw) => ({ ...flaw, path: flaw.path.slice(path.length) }))

/** The images of an import answer; names that stand twice around them leave it open which images they are. */
const expandImport = (
  raw: RawItem,
  answer: JsonObject,
  flaws: readonly Flaw[],
  limits: Limits,
  rejection: (problem: Problem, path?: string) => Rejection,
): readonly (Item | Rejection)[] => {
  const images = importedImages(answer, limits.importedImages)
  if (images === null) {
    const found = `the ImageStreamImport holds more than ${limits.importedImages} images`
    return [rejection(overLimit('limit-imported-images', 'importedImages', limits, found))]
  }
  const flawsOf = Map.groupBy(flaws, ({ path }) => insideImage.exec(path)?.[1])
  const outside = flawsOf.get(undefined)?.find(isAmbiguity)
  if (outside !== undefined)
    return [rejection({ code: 'ambiguous-list', message: `the ImageStreamImport ${outside.detail}` })]
  if (images.length === 0) {
    const message = `found an ImageStreamImport with ${importFailure(answer)}; expected status.images[].image: import again`
    return [rejection({ code: 'no-images', message })]
  }
  const metadata = answer.metadata
  const namespace = isObject(metadata) ? metadata.namespace : undefined
  return images.map(({ path, value }): Item | Rejection =>
    isObject(value)
      ? {
          source: raw.source,
          document: raw.document,
          path: raw.path + path,
          kind: 'Image',
          value,
          flaws: relative(flawsOf.get(path) ?? [], path),
          namespace: typeof namespace === 'string' ? namespace : null,
        }
      : rejection(
          { code: 'not-an-image', message: `found ${describe(value)}; expected an image object` },
          path,
        ),
  )
}

/**
 * Parses one element of an export strictly and tells what it is: one Item, several for an import answer, or the
 * Rejection that says why it is none. Duplicate and folded names, unsafe numbers and lone surrogates do not reject an
 * item: they are its `flaws`. Never throws for what `raw` holds.
 */
export const decodeItem = (raw: RawItem, limits: Limits): readonly (Item | Rejection)[] => {
  const { source, document, path } = raw
  const rejection = ({ code, message }: Problem, below = ''): Rejection => ({
    source,
    document,
    path: path + below,
    code,
    message,
  })
  const { value, flaws } = raw.sound
    ? { value: jsonValue(raw.bytes), flaws: [] }
    : parseJson(raw.bytes, shapeOf(path), limits)
  const fatal = flaws.find(isFatal)
  if (fatal !== undefined) return [rejection(flawProblem(fatal, raw.offset))]
  if (value === undefined)
    return [rejection({ code: 'malformed', message: 'it is no JSON: export it again' })]
  if (isImport(value)) return expandImport(raw, value, flaws, limits, rejection)
  const kind = kindOf(value, path)
  if (typeof kind !== 'string') return [rejection(kind)]
  return isObject(value) ? [{ source, document, path, kind, value, flaws, namespace: null }] : []
}
