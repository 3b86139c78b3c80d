import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { isFatal, type ParsedJson, parseJson, parseSound } from '../json/parse.ts'
import { any, type Shape } from '../json/shape.ts'
import type { Limits } from '../limits.ts'
import { flawProblem, isAmbiguity } from './flaw-problem.ts'
import { importedImages, importFailure } from './import-answer.ts'
import type { Item, RawItem, Rejection } from './item.ts'
import { describe, isImport, kindOf } from './kind.ts'
import { byteAt } from './place.ts'
import { overLimit, type Problem } from './rejection.ts'
import { importShape, itemShapes } from './shape.ts'

const shapeOf =
  (path: string) =>
  (value: Json): Shape => {
    if (isImport(value)) return importShape
    const kind = kindOf(value, path)
    return typeof kind === 'string' ? itemShapes[kind] : any
  }

/** The images of an import answer; names that stand twice around them leave it open which images they are. */
const expandImport = (
  raw: RawItem,
  answer: JsonObject,
  { flaws, apart }: Pick<ParsedJson, 'flaws' | 'apart'>,
  limits: Limits,
  rejection: (problem: Problem, path?: string) => Rejection,
): readonly (Item | Rejection)[] => {
  const images = importedImages(answer, limits.importedImages)
  if (images === null) {
    const found = `the ImageStreamImport holds more than ${limits.importedImages} images`
    return [rejection(overLimit('limit-imported-images', 'importedImages', limits, found))]
  }
  const ambiguity = flaws.find(isAmbiguity)
  if (ambiguity !== undefined) {
    const place = raw.offset === null ? '' : `${byteAt(raw.offset + ambiguity.offset)}: `
    const message = `${place}the ImageStreamImport ${ambiguity.detail}, so that readers disagree on what it holds: export it again`
    return [rejection({ code: 'ambiguous-list', message })]
  }
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
          flaws: apart.get(path) ?? [],
          offset: raw.offset,
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
  const { source, document, path, offset } = raw
  const rejection = ({ code, message }: Problem, below = ''): Rejection => ({
    source,
    document,
    path: path + below,
    code,
    message,
  })
  const parsed = raw.sound ? parseSound(raw.bytes) : parseJson(raw.bytes, shapeOf(path), limits)
  const { value, flaws } = parsed
  const fatal = flaws.find(isFatal)
  if (fatal !== undefined)
    return [rejection(flawProblem(fatal, offset === null ? null : byteAt(offset + fatal.offset)))]
  if (value === undefined)
    return [rejection({ code: 'malformed', message: 'it is no JSON: export it again' })]
  if (isImport(value)) return expandImport(raw, value, parsed, limits, rejection)
  const kind = kindOf(value, path)
  if (typeof kind !== 'string') return [rejection(kind)]
  return isObject(value) ? [{ source, document, path, kind, value, flaws, offset, namespace: null }] : []
}
