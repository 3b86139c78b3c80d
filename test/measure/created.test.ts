import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Json } from '../../lib/json/json.ts'
import { assayText, itemOf } from '../checks/assay-document.ts'
import { type Document, imageParts, index, layer, schema2 } from '../checks/document.ts'
import { set } from '../checks/edit.ts'
import { validIndex } from '../checks/valid.ts'

const config = (created?: string) => ({
  architecture: 'amd64',
  os: 'linux',
  ...(created === undefined ? {} : { created }),
})
const blanked = schema2(imageParts([layer('base', 1)], config('2024-01-02T03:04:05.123456789Z')), false)
const embedded = schema2(imageParts([layer('base', 1)], config('2024-01-02T03:04:05.123456789Z')), true)
const untold = schema2(imageParts([layer('base', 1)], config()), true)
const claimed = '2025-05-05T05:05:05Z'

const createdOf = async (document: Document, Created: Json, dockerImageConfig?: string) => {
  const image = structuredClone(document.image)
  set('/dockerImageMetadata/Created', Created)(image)
  if (dockerImageConfig !== undefined) set('/dockerImageConfig', dockerImageConfig)(image)
  return (await assayText('Image', JSON.stringify(itemOf('Image', image, document.digest)))).report.created
}

suite('an image was created', () => {
  for (const [what, document, field, created] of [
    ['when its config says', embedded, claimed, '2024-01-02T03:04:05.123456789Z'],
    ['when its metadata says, where its config is not there', blanked, claimed, claimed],
    ['when its metadata says, where its config does not', untold, claimed, claimed],
    ['when its metadata says, an index too', index(validIndex, false), claimed, claimed],
    ['in a zone of its own', blanked, '2025-05-05T05:05:05+02:00', '2025-05-05T05:05:05+02:00'],
    ['nobody knows when: null', blanked, null, null],
    ["nobody knows when: Go's zero time", blanked, '0001-01-01T00:00:00Z', null],
    ['nobody knows when: no time', blanked, 'yesterday', null],
    ['nobody knows when: no day', blanked, '2025-13-05T05:05:05Z', null],
    ['nobody knows when: no text', blanked, 20250505, null],
  ] as const)
    test(what, async () => assert.equal(await createdOf(document, field), created))

  test('not when a config says that is another than its own', async () =>
    assert.equal(await createdOf(embedded, claimed, JSON.stringify(config('2020-01-01T00:00:00Z'))), claimed))
})
