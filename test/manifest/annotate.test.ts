import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../../lib/json/json.ts'
import { annotationsWriter } from '../../lib/manifest/annotate.ts'
import { imageForms } from '../../lib/manifest/form.ts'
import { serialize } from '../../lib/manifest/serialize.ts'
import { imageContent } from './samples.ts'

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('@', '"@"', '@@', '\n', 'a/b', '<&>', '\u2028', '__proto__', '7', ''),
)
const annotations = fc.dictionary(text, text) as fc.Arbitrary<JsonObject>

test('annotations put in are the text that the whole manifest is written as, in every form', () => {
  fc.assert(
    fc.property(text, fc.array(annotations, { minLength: 1, maxLength: 3 }), (mediaType, sets) => {
      const manifest = { schemaVersion: 2, ...imageContent('oci'), mediaType } as unknown as JsonObject
      const write = annotationsWriter(manifest)
      for (const form of imageForms)
        for (const set of sets)
          assert.equal(write(set, form), serialize({ ...manifest, annotations: set }, form), form.id)
    }),
  )
})
