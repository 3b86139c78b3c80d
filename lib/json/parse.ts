import { isAscii } from 'node:buffer'
import { defaultLimits, type Limits } from '../limits.ts'
import type { Json } from './json.ts'
import { jsonOf } from './json-of.ts'
import { parseEscaped } from './parse-escaped.ts'
import { type Flaw, type FlawCode, type ScannedJson, scanNames } from './scan.ts'
import { any, type Shape } from './shape.ts'
import { groundOf, readText, soundJson } from './sound.ts'
import { skipSpace } from './token.ts'

export interface ParsedJson {
  /** Undefined where `flaws` holds one of those that leave nothing to read. */
  readonly value: Json | undefined
  readonly flaws: readonly Flaw[]
  /** See {@link ScannedJson.apart}. */
  readonly apart: ScannedJson['apart']
}

const none: ScannedJson['apart'] = new Map()

const fatal: ReadonlySet<FlawCode> = new Set(['depth', 'utf8', 'byte-order-mark', 'trailing-data', 'syntax'])

/** Whether the flaw leaves no value to read. */
export const isFatal = (flaw: Flaw): boolean => fatal.has(flaw.code)

const textOf = (bytes: Buffer): string => (isAscii(bytes) ? bytes.toString('latin1') : bytes.toString())

/** As {@link jsonOf}, of bytes. */
export const jsonValue = (bytes: Buffer): Json | undefined => jsonOf(textOf(bytes))

/** As {@link parseJson}, of bytes that are known to have no flaw. */
export const parseSound = (bytes: Buffer): ParsedJson => ({ value: jsonValue(bytes), flaws: [], apart: none })

/**
 * The value of JSON bytes (the last of equal names wins, `__proto__` is a name like any other), and everything that
 * reading it hides: see `scanJson`. A `shape` that depends on the value is asked with it. Not JSON, not UTF-8,
 * a byte-order mark, trailing data and excess depth leave no value.
 */
export const parseJson = (
  bytes: Buffer,
  shape: Shape | ((value: Json) => Shape),
  limits: Pick<Limits, 'depth'> = defaultLimits,
): ParsedJson => {
  if (typeof shape !== 'function') {
    const ground = groundOf(bytes)
    const sound = soundJson(ground, 0, shape, limits.depth)
    if (sound !== null && skipSpace(bytes, ground.view, sound.end) === bytes.length)
      return { value: JSON.parse(readText(ground, sound)) as Json, flaws: [], apart: none }
  }
  const shapeFor = (value: Json | undefined): Shape => {
    if (typeof shape !== 'function') return shape
    return value === undefined ? any : shape(value)
  }
  const value = jsonValue(bytes)
  const expected = shapeFor(value)
  const scanned = scanNames(bytes, expected, limits)
  const { flaws, apart } = scanned
  if (value === undefined || flaws.some(isFatal)) return { value: undefined, flaws, apart }
  if (!scanned.escapedNames) return { value, flaws, apart }
  const reread = parseEscaped(textOf(bytes))
  const due = shapeFor(reread)
  const again = due === expected ? scanned : scanNames(bytes, due, limits)
  return { value: reread, flaws: again.flaws, apart: again.apart }
}
