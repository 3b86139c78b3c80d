import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { documentShape, elementShape, importShape, itemShapes } from '../../lib/export/shape.ts'

suite('what has no flaw before its kind is known has none afterwards', () => {
  for (const [kind, { byFold }] of Object.entries({ ...itemShapes, ImageStreamImport: importShape }))
    test(`every field of an ${kind} is known, and of the same shape`, () => {
      for (const [folded, { name, shape }] of byFold)
        for (const union of [elementShape, documentShape]) {
          const known = union.byFold.get(folded)
          assert.equal(known?.name, name)
          assert.equal(known?.shape, shape)
        }
    })
})
