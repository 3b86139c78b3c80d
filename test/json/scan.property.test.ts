import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../lib/json/json.ts'
import { jsonValue, parseJson } from '../../lib/json/parse.ts'
import { pointerTo } from '../../lib/json/pointer.ts'
import { scanJson } from '../../lib/json/scan.ts'
import { any } from '../../lib/json/shape.ts'
import { document, known, mutated, shape } from './hostile-json.ts'
import { type Pairs, parsePairs } from './pairs.ts'

/** Paths of names that an object has had before, as Go compares them. */
const twins = (value: Pairs, path = ''): string[] => {
  if (typeof value !== 'object' || value === null) return []
  if ('array' in value) return value.array.flatMap((element, index) => twins(element, pointerTo(path, index)))
  const seen = new Set<string>()
  return value.object.flatMap(([name, member]) => {
    const here = pointerTo(path, name)
    const again = seen.has(name.toWellFormed())
    seen.add(name.toWellFormed())
    return [...(again ? [here] : []), ...twins(member, here)]
  })
}

/** Of equal names the last one, in the first one's place. */
const lastOnes = (value: Pairs): Pairs => {
  if (typeof value !== 'object' || value === null) return value
  if ('array' in value) return { array: value.array.map(lastOnes) }
  return { object: [...new Map(value.object.map(([name, member]) => [name, lastOnes(member)]))] }
}

const asPairs = (value: Json): Pairs => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return { array: value.map(asPairs) }
  return { object: Object.entries(value).map(([name, member]) => [name, asPairs(member)]) }
}

/** How Go's strings.EqualFold compares ASCII names. */
const folds = (name: string, to: string): boolean =>
  name.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase() === to.toLowerCase()

const options = { seed: 4, numRuns: 2000 }

suite('against a parser that keeps all pairs', () => {
  test('duplicate names are found exactly where it sees them', () => {
    fc.assert(
      fc.property(document.object, (text) => {
        const found = scanJson(Buffer.from(text), any).filter(({ code }) => code === 'duplicate-key')
        assert.deepEqual(
          found.map(({ path }) => path),
          twins(parsePairs(text)),
        )
      }),
      options,
    )
  })

  test('folded names are found exactly in structs', () => {
    fc.assert(
      fc.property(document.object, (text) => {
        const parsed = parsePairs(text)
        const names = typeof parsed === 'object' && parsed !== null && 'object' in parsed ? parsed.object : []
        const expected = names
          .map(([name]) => name)
          .filter((name) => known.some((field) => name !== field && folds(name, field)))
          .map((name) => pointerTo('', name))
        const found = scanJson(Buffer.from(text), shape).filter(({ code }) => code === 'folded-key')
        assert.deepEqual(
          found.map(({ path }) => path),
          expected,
        )
      }),
      options,
    )
  })

  test('every offset points at what is named', () => {
    fc.assert(
      fc.property(document.object, (text) => {
        const bytes = Buffer.from(text)
        for (const { code, offset } of scanJson(bytes, shape)) {
          const start = String.fromCharCode(bytes[offset] ?? 0)
          assert.match(start, code === 'number-unsafe' ? /[-\d]/ : code === 'lone-surrogate' ? /\\/ : /"/)
        }
      }),
      options,
    )
  })
})

const fatal = new Set(['syntax', 'trailing-data', 'byte-order-mark'])

suite('against JSON.parse', () => {
  test('the scan refuses what JSON.parse refuses, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mutated(document.object),
          fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          const refused = scanJson(bytes, any).some(({ code }) => fatal.has(code))
          assert.equal(refused, jsonValue(bytes) === undefined)
        },
      ),
      { ...options, numRuns: 5000 },
    )
  })

  test('the value is the one that a parser keeping the last of equal names gives, hostile names as its own', () => {
    fc.assert(
      fc.property(document.object, (text) => {
        const { value } = parseJson(Buffer.from(text), shape)
        assert.deepEqual(asPairs(value ?? null), lastOnes(parsePairs(text)))
        assert.equal(Object.getPrototypeOf(value), Object.prototype)
      }),
      options,
    )
  })
})
