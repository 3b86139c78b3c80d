import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { digestBytes } from '../../lib/digest.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { annotationsWriter } from '../../lib/manifest/annotate.ts'
import { imageForms } from '../../lib/manifest/form.ts'
import { serialize } from '../../lib/manifest/serialize.ts'
import { imageContent, layer } from './samples.ts'

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('@', '"@"', '@@', '\n', 'a/b', '<&>', '\u2028', '__proto__', '7', ''),
)
const annotations = fc.dictionary(text, text) as fc.Arbitrary<JsonObject>

const algorithms = ['sha256', 'sha384', 'sha512'] as const

test('annotations put in are the text that the whole manifest is written as, in every form', () => {
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(0, 3, 60),
      fc.array(annotations, { minLength: 1, maxLength: 3 }),
      (mediaType, count, sets) => {
        const layers = Array.from({ length: count }, (_, n) => layer('oci', '1', n))
        const manifest = {
          schemaVersion: 2,
          ...imageContent('oci'),
          layers,
          mediaType,
        } as unknown as JsonObject
        const write = annotationsWriter(manifest)
        // Both ways round: what is kept of one must not be taken for another's.
        const pairs = [
          ...imageForms.flatMap((form) => sets.map((set) => ({ form, set }))),
          ...sets.flatMap((set) => imageForms.map((form) => ({ form, set }))),
        ]
        for (const { form, set } of pairs) {
          const expected = serialize({ ...manifest, annotations: set }, form)
          const written = write(set, form)
          assert.equal(written.text(), expected, form.id)
          assert.equal(written.length, expected.length)
          for (const algorithm of algorithms) {
            assert.ok(written.hashesTo(digestBytes(expected, algorithm)), `${form.id}, ${algorithm}`)
            assert.ok(!written.hashesTo(digestBytes(`${expected} `, algorithm)))
          }
        }
      },
    ),
  )
})
