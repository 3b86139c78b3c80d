import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { assay } from '../../lib/index.ts'
import { sourceOf } from '../export/collect.ts'

const second = '"dockerImageReference":"b"'
const item = `{"kind":"Image","dockerImageReference":"a",${second}}`
const answer = `{"kind":"ImageStreamImport","status":{"images":[{"image":${item}}]}}`
const list = `{"items":[{"kind":"é"}, ${item}]}`
const source = "the source's text"

describe('a flaw says where it stands, and from where that counts', () => {
  for (const [what, given, text, whole] of [
    ['in a document', item, item, source],
    ['in the second item of a list', list, list, source],
    ['in a later document', `{}\n${item}`, `{}\n${item}`, source],
    ['in gzip', gzipSync(list), list, source],
    ['in an import answer', `\n${answer}`, `\n${answer}`, source],
    [
      'in YAML',
      '---\nkind: Image\ndockerImageReference: a\ndockerImageReference: b\n',
      item,
      'its document or list item, as JSON',
    ],
  ] as const)
    it(what, async () => {
      const { images } = await assay(sourceOf(given).open())
      const messages = images.flatMap(({ findings }) =>
        findings.flatMap(({ check, message }) => (check === 'item-duplicate-key' ? [message] : [])),
      )
      const place = `(byte ${Buffer.from(text).indexOf(second)} of ${whole})`
      assert.deepEqual(messages, [`the item names "dockerImageReference" twice in one object ${place}`])
    })
})
