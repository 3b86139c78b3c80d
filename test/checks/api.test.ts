import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assay } from '../../lib/index.ts'
import { sourceOf } from '../export/collect.ts'

const second = '"dockerImageReference":"b"'
const item = `{"kind":"Image","dockerImageReference":"a",${second}}`
const answer = `{"kind":"ImageStreamImport","status":{"images":[{"image":${item}}]}}`
const yaml = 'kind: Image\ndockerImageReference: a\ndockerImageReference: b\n'

describe('a flaw says where it stands, and from where that counts', () => {
  for (const [what, text, whole] of [
    ['in a document', item, item],
    ['in the second item of a list', `{"items":[{"kind":"Image"}, ${item}]}`, item],
    ['in YAML', yaml, item],
    ['in an import answer', answer, answer],
  ] as const)
    it(what, async () => {
      const { images } = await assay(sourceOf(text).open())
      const messages = images.flatMap(({ findings }) =>
        findings.flatMap(({ check, message }) => (check === 'item-duplicate-key' ? [message] : [])),
      )
      const place = `(byte ${whole.indexOf(second)} of its document or list item, as JSON)`
      assert.deepEqual(messages, [`the item names "dockerImageReference" twice in one object ${place}`])
    })
})
