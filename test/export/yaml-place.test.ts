import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { createLocator } from '../../lib/export/yaml-place.ts'

const text = 'a: é\n\nb: [😀,\n  c]\n'

const places: readonly (readonly [at: number, place: string])[] = [
  [0, 'line 7, column 1 (byte 100)'],
  [3, 'line 7, column 4 (byte 103)'],
  [4, 'line 7, column 5 (byte 105)'],
  [5, 'line 8, column 1 (byte 106)'],
  [6, 'line 9, column 1 (byte 107)'],
  [12, 'line 9, column 7 (byte 115)'],
  [16, 'line 10, column 3 (byte 119)'],
]

suite('an offset in a YAML document is a line, a column and a byte of its source', () => {
  for (const [at, place] of places) test(`${at}`, () => assert.equal(createLocator(text, 7, 100)(at), place))

  test('in whatever order offsets are asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...places)), (asked) => {
        const locate = createLocator(text, 7, 100)
        for (const [at, place] of asked) assert.equal(locate(at), place)
      }),
    )
  })
})
