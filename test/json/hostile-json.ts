import fc from 'fast-check'
import { any, integer, mapOf, type Shape, struct } from '../../lib/json/shape.ts'

export const known = ['kind', 'layers', 'Labels', 'size'] as const
export const shape: Shape = struct({ kind: any, layers: any, Labels: mapOf(any), size: integer })

const hostileNames = [
  ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'a', 'A', 'é', 'e\u0301', '😀', 'a/b', '~'],
  ['kind', 'Kind', '\u212aind', 'layers', 'layer\u017f', 'LAYERS', 'labels', 'Labels', 'size'],
  ['\0', '"', '\\', '\ud800'],
].flat()
const hostile = fc.constantFrom(...hostileNames)

/** One way to write a name, chosen by `how`: each letter as it stands or as an escape. */
const written = (name: string, how: number): string =>
  `"${[...Array(name.length).keys()]
    .map((index) => {
      const escaped = `\\u${name.charCodeAt(index).toString(16).padStart(4, '0')}`
      const plain = /[^\p{Cc}"\\\ud800-\udfff]/u.test(name[index] ?? '')
      return plain && (how >> (index % 5)) % 2 === 0 ? name[index] : escaped
    })
    .join('')}"`

const space = fc.constantFrom('', '', ' ', '\n  ', '\t')

/** JSON with hostile names, written in odd ways. */
export const document = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('0', '-0', '1e3', '9007199254740993', 'true', 'null', '"x"', String.raw`"\ud800"`, '""'),
    tie('object'),
    fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
  ),
  object: fc
    .array(fc.tuple(hostile, fc.nat(31), space, tie('value')), { maxLength: 8 })
    .map(
      (members) =>
        `{${members.map(([name, how, gap, value]) => `${gap}${written(name, how)}${gap}:${gap}${value}`).join(',')}}`,
    ),
}))

/** The same with some of its bytes changed, dropped or added. */
export const mutated = (texts: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(texts, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(2)), { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) => {
      let bytes = Buffer.from(text)
      for (const [where, byte, how] of edits) {
        const at = where % (bytes.length + 1)
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([byte]).subarray(how === 1 ? 1 : 0),
          bytes.subarray(how === 2 ? at : at + 1),
        ])
      }
      return bytes
    })
