import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { parseJson } from '../json/parse.ts'
import { printable } from '../json/printable.ts'
import { any } from '../json/shape.ts'

/** What the text of a simple signing message claims (containers/image `docs/atomic-signature.md`). */
export interface Claims {
  /** The digest of the manifest that was signed, as it is written. */
  readonly digest: string
  /** The reference that it was signed as. */
  readonly reference: string
}

/** Claims that are not strict, and why. */
export interface LooseClaims {
  readonly problem: string
}

const signatureType = 'atomic container signature'

/** Deeper than this nothing in the claims goes that anybody writes. */
const depth = 16

const loose = (problem: string): LooseClaims => ({ problem })

const holds = (value: Json | undefined, names: readonly string[]): value is JsonObject =>
  isObject(value) &&
  Object.keys(value).length === names.length &&
  names.every((name) => Object.hasOwn(value, name))

/** `optional` may hold anything, but its two known members only as what they are (containers/image `strictUnmarshalJSON`). */
const isOptional = (value: Json | undefined): boolean => {
  if (!isObject(value)) return false
  const { creator, timestamp } = { creator: '', timestamp: 0, ...value }
  return typeof creator === 'string' && typeof timestamp === 'number' && Number.isSafeInteger(timestamp)
}

/**
 * Reads the claims strictly, as containers/image does: exactly the known members, none twice, so that no other reader can
 * find other claims in the same text.
 */
export const readClaims = (text: Buffer): Claims | LooseClaims => {
  const { value, flaws } = parseJson(text, any, { depth })
  const [flaw] = flaws
  if (flaw !== undefined) return loose(`the signed text ${printable(flaw.detail, 200)}`)
  if (!holds(value, ['critical', 'optional']))
    return loose('the claims are not exactly critical and optional')
  const { critical, optional } = value
  if (!holds(critical, ['type', 'image', 'identity']))
    return loose('the critical claims are not exactly type, image and identity')
  if (!isOptional(optional)) return loose('the optional claims are not what they must be')
  const { type, image, identity } = critical
  if (type !== signatureType)
    return loose(`the claims are of type ${printable(JSON.stringify(type), 80)}, not "${signatureType}"`)
  if (!holds(image, ['docker-manifest-digest']) || typeof image['docker-manifest-digest'] !== 'string')
    return loose('the claims name no image by docker-manifest-digest alone')
  if (!holds(identity, ['docker-reference']) || typeof identity['docker-reference'] !== 'string')
    return loose('the claims name no identity by docker-reference alone')
  return { digest: image['docker-manifest-digest'], reference: identity['docker-reference'] }
}
