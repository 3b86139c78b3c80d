import { isAscii } from 'node:buffer'
import type { Limits } from '../limits.ts'
import type { Json } from './json.ts'
import { type Flaw, type FlawCode, scanJson } from './scan.ts'
import { any, type Shape } from './shape.ts'

export interface ParsedJson {
  /** Undefined where `flaws` holds one of those that leave nothing to read. */
  readonly value: Json | undefined
  readonly flaws: readonly Flaw[]
}

const fatal: ReadonlySet<FlawCode> = new Set(['depth', 'utf8', 'byte-order-mark', 'trailing-data', 'syntax'])

/** Whether the flaw leaves no value to read. */
export const isFatal = (flaw: Flaw): boolean => fatal.has(flaw.code)

/** The value that JSON text stands for, or undefined where it is none; bytes that are no UTF-8 are read as U+FFFD. */
export const jsonValue = (bytes: Buffer): Json | undefined => {
  try {
    const value: Json = JSON.parse(isAscii(bytes) ? bytes.toString('latin1') : bytes.toString())
    return value
  } catch {
    return undefined
  }
}

/**
 * The value of JSON bytes as `JSON.parse` reads it (the last of equal names wins, `__proto__` is a name like any
 * other), and everything that it hides: see {@link scanJson}. A `shape` that depends on the value is asked with it.
 * Not JSON, not UTF-8, a byte-order mark, trailing data and excess depth leave no value.
 */
export const parseJson = (
  bytes: Buffer,
  shape: Shape | ((value: Json) => Shape),
  limits?: Pick<Limits, 'depth'>,
): ParsedJson => {
  const parsed = jsonValue(bytes)
  const chosen = typeof shape !== 'function' ? shape : parsed === undefined ? any : shape(parsed)
  const flaws = scanJson(bytes, chosen, limits)
  return { value: flaws.some(isFatal) ? undefined : parsed, flaws }
}
