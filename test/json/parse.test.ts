import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isFatal, parseJson } from '../../lib/json/parse.ts'
import { any, integer, type Shape, struct } from '../../lib/json/shape.ts'

const parsed = (text: string | Buffer, shape: Parameters<typeof parseJson>[1] = any) =>
  parseJson(Buffer.from(text), shape)

suite('what leaves no value', () => {
  const cases: readonly [what: string, text: string | Buffer, code: string][] = [
    ['no JSON', '{', 'syntax'],
    ['trailing data', '{} x', 'trailing-data'],
    ['a byte-order mark', '\ufeff{}', 'byte-order-mark'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'utf8'],
    ['65 brackets', '['.repeat(65) + ']'.repeat(65), 'depth'],
  ]
  for (const [what, text, code] of cases)
    test(what, () => {
      const { value, flaws } = parsed(text)
      assert.equal(value, undefined)
      assert.deepEqual(
        flaws.filter(isFatal).map((flaw) => flaw.code),
        [code],
      )
    })
})

suite('what has a value all the same', () => {
  const cases: readonly [what: string, text: string, code: string, value: unknown][] = [
    ['a name twice: the last one', '{"a":1,"a":2}', 'duplicate-key', { a: 2 }],
    ['a folded name: both', '{"size":1,"Size":2}', 'folded-key', { size: 1, Size: 2 }],
    ['an unsafe number: rounded', '{"size":9007199254740993}', 'number-unsafe', { size: 9007199254740992 }],
    ['half a pair', String.raw`["\ud800"]`, 'lone-surrogate', ['\ud800']],
  ]
  for (const [what, text, code, expected] of cases)
    test(what, () => {
      const { value, flaws } = parsed(text, struct({ size: integer }))
      assert.deepEqual(
        flaws.map((flaw) => flaw.code),
        [code],
      )
      assert.deepEqual(value, expected)
    })
})

suite('names that are properties of every object', () => {
  for (const name of ['__proto__', 'constructor', 'toString'])
    for (const text of [
      `{"${name}":{"polluted":true}}`,
      String.raw`{"\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}":{"polluted":true}}`,
    ])
      test(text, () => {
        const { value, flaws } = parsed(text)
        assert.deepEqual(flaws, [])
        assert.deepEqual(Object.keys(value ?? {}), [name])
        assert.equal(Object.getPrototypeOf(value), Object.prototype)
        assert.equal(Reflect.get({}, 'polluted'), undefined)
      })
})

suite('an escaped name is read as itself whatever was read before (nodejs/node#63785)', () => {
  const cases: readonly [poison: string, text: string, names: string[]][] = [
    [String.raw`{"h":[],"\\":0}`, String.raw`{"h":1,"\"":2}`, ['h', '"']],
    [String.raw`{"h":[],"\\":0}`, String.raw`{"h":1,"\n":2}`, ['h', '\n']],
    [String.raw`{"h":[],"\\u006c":0}`, String.raw`{"h":1,"\u006cayers":2}`, ['h', 'layers']],
    [String.raw`{"é":null,"\\":0}`, String.raw`{"é":null,"\ud800":1}`, ['é', '\ud800']],
  ]
  for (const [poison, text, names] of cases)
    test(`${text} after ${poison}`, () => {
      for (let round = 0; round < 5; round++) {
        parsed(poison)
        assert.deepEqual(Object.keys(parsed(text).value ?? {}), names)
      }
    })

  test('in one document', () => {
    const text = String.raw`[{"h":[],"\\u006c":0},{"h":1,"\u006cayers":2}]`
    assert.deepEqual(parsed(text).value, [
      { h: [], '\\u006c': 0 },
      { h: 1, layers: 2 },
    ])
  })

  test('the shape is asked with what is read then', () => {
    const asked: unknown[] = []
    const shape = (value: unknown): Shape => {
      asked.push(value)
      return Object.hasOwn(Object(value), 'layers') ? struct({ layers: integer }) : any
    }
    const { flaws } = parsed(String.raw`{"h":1,"\u006cayers":1e3}`, shape)
    assert.deepEqual(asked.at(-1), { h: 1, layers: 1000 })
    assert.deepEqual(
      flaws.map(({ code, path }) => `${code} ${path}`),
      ['number-unsafe /layers'],
    )
  })
})

suite('text beyond ASCII is read as UTF-8', () => {
  for (const text of ['é', 'ключ', '😀', '\u2028'])
    test(text, () =>
      assert.deepEqual(parsed(JSON.stringify({ [text]: text })), {
        value: { [text]: text },
        flaws: [],
        apart: new Map(),
      }),
    )
})
