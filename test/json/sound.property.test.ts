import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { scanJson } from '../../lib/json/scan.ts'
import { any, arrayOf, integer, mapOf, struct } from '../../lib/json/shape.ts'
import { groundOf, soundJson } from '../../lib/json/sound.ts'
import { document, mutated } from './hostile-json.ts'

/** All cases share it, so that each is read by what the ones before it taught. */
const shape = struct({ kind: any, a: arrayOf(struct({ size: integer })), Labels: mapOf(any), size: integer })

/** As a producer writes it, but for names that now and then stand twice or in another spelling. */
const ordinary = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('0', '12', 'true', 'null', '"x"', '"é"', '"x\\"y"', '{}', '[]', '1e3'),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(',')}]`),
  ),
  object: fc
    .tuple(
      fc.constantFrom('', ' ', '\n  '),
      fc.array(
        fc.tuple(fc.constantFrom('kind', 'a', 'b', 'c', 'size', 'Labels', 'é', 'labels'), tie('value')),
        { maxLength: 5 },
      ),
    )
    .map(
      ([gap, members]) => `{${members.map(([name, value]) => `${gap}"${name}":${gap}${value}`).join(',')}}`,
    ),
}))

const soundEnd = (before: string, bytes: Buffer): number => {
  const from = Buffer.byteLength(before)
  const ground = groundOf(Buffer.concat([Buffer.from(before), bytes]))
  const found = soundJson(ground, from, shape, 64)
  if (found === null) return -1
  return found.end - from
}

suite('the quick pass against the thorough one', () => {
  test('whatever it takes has no flaw, and it takes all that is ordinary', (t) => {
    const counts = { taken: 0, left: 0 }
    fc.assert(
      fc.property(
        fc.string({ maxLength: 9 }),
        fc.oneof(
          { weight: 3, arbitrary: ordinary.object.map((text) => Buffer.from(text)) },
          mutated(ordinary.object),
          mutated(document.object),
        ),
        (before, bytes) => {
          const end = soundEnd(before, bytes)
          if (end < 0) {
            counts.left++
            const flaws = scanJson(bytes, shape)
            const unusual = /\\|\s,/.test(bytes.toString())
            assert.ok(flaws.length > 0 || unusual, `left ${bytes.toString()}`)
          } else {
            counts.taken++
            assert.deepEqual(scanJson(bytes.subarray(0, end), shape), [])
          }
        },
      ),
      { seed: 20_260, numRuns: 20_000 },
    )
    t.diagnostic(`${counts.taken} taken, ${counts.left} left`)
    assert.ok(counts.taken > 2000 && counts.left > 2000)
  })
})
