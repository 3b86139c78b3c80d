import { GiB, KiB, MiB } from '../../lib/binary-units.ts'
import { AssayError } from '../../lib/error.ts'
import { defaultLimits, highestLimits, type LimitName, type Limits } from '../../lib/limits.ts'
import { didYouMean } from './nearest.ts'

const units: Readonly<Record<string, number>> = { '': 1, KiB, MiB, GiB }

const wholeSize = /^(\d{1,16})(KiB|MiB|GiB)?$/

/**
 * The bytes that a size on the command line names, such as `64MiB`; null for what is none, and for 0.
 */
export const parseSize = (text: string): number | null => {
  const [, digits, unit = ''] = wholeSize.exec(text) ?? []
  const size = Number(digits) * (units[unit] ?? 1)
  return Number.isSafeInteger(size) && size > 0 ? size : null
}

const isLimit = (name: string): name is LimitName => Object.hasOwn(defaultLimits, name)

const limitOf = (text: string): [LimitName, number] => {
  const [name = '', value = ''] = text.split(/=(.*)/s)
  const refuse = (why: string): AssayError => new AssayError('usage', `--limit ${text}: ${why}`)
  if (!isLimit(name)) {
    const names = Object.keys(defaultLimits)
    throw refuse(`no such limit${didYouMean(name, names) || `; there are ${names.join(', ')}`}`)
  }
  const [, digits, unit = ''] = wholeSize.exec(value) ?? []
  if (digits === undefined) throw refuse('write NAME=VALUE with a whole number, for sizes also like 64MiB')
  if (unit !== '' && !name.endsWith('Bytes')) throw refuse(`${name} is a count, not a size`)
  const number = Number(digits) * (units[unit] ?? 1)
  const highest = highestLimits[name] ?? Number.MAX_SAFE_INTEGER
  if (number < 1 || number > highest) throw refuse(`takes 1 to ${highest}`)
  return [name, number]
}

/** The limits that `--limit NAME=VALUE` sets, the last one of a name winning; sizes take `KiB`, `MiB`, `GiB`. */
export const parseLimits = (texts: readonly string[]): Partial<Limits> =>
  Object.fromEntries(texts.map(limitOf))
