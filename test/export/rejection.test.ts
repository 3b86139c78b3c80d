import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type RejectionCode, rejectionCatalogue } from '../../lib/export/rejection.ts'
import type { Limits } from '../../lib/limits.ts'
import { itemEvents } from './collect.ts'

/** The shortest input that earns each code. */
const earned: Record<RejectionCode, readonly [content: string | Buffer, limits?: Partial<Limits>]> = {
  empty: [''],
  'unknown-kind': ['{"kind":"Pod"}'],
  'image-stream': ['{"kind":"ImageStream"}'],
  'nested-list': ['{"items":[{"items":[]}]}'],
  'api-version': ['{"kind":"Image","apiVersion":"v2"}'],
  'not-an-object': ['[]'],
  'not-an-image': ['{"a":1}'],
  'raw-manifest': ['{"schemaVersion":2,"layers":[]}'],
  'assay-report': ['{"kind":"ExportReport"}'],
  'no-images': ['{"kind":"ImageStreamImport"}'],
  'ambiguous-list': ['{"items":[],"items":[]}'],
  truncated: ['{"kind":"Image"'],
  malformed: ['{"kind":}'],
  encoding: [Buffer.from('{}', 'utf16le')],
  'byte-order-mark': ['\ufeff{"kind":"Image"}'],
  'trailing-data': ['{"kind":"Image"}}'],
  compression: [gzipSync('{"kind":"Image"}').subarray(0, -1)],
  'limit-item': ['{"kind":"Image"}', { itemBytes: 10 }],
  'limit-depth': ['{"a":[[[]]]}', { depth: 2 }],
  'limit-ratio': [gzipSync(Buffer.alloc(65 * 2 ** 20, ' '))],
  'limit-export': ['{"kind":"Image"} ', { exportBytes: 16 }],
  'limit-imported-images': [
    '{"kind":"ImageStreamImport","status":{"images":[{"image":{}},{"image":{}}]}}',
    { importedImages: 1 },
  ],
  'limit-yaml': ['kind: Image\n', { yamlBytes: 10 }],
}

suite('every code of the catalogue is earned, and says what it means and what to do', () => {
  for (const [code, { means, remedy }] of Object.entries(rejectionCatalogue))
    test(code, async () => {
      const [content, limits] = earned[code as RejectionCode]
      const events = await itemEvents(content, limits)
      const rejections = events.flatMap((event) => (event.type === 'rejection' ? [event.rejection] : []))
      assert.deepEqual(
        rejections.map((rejection) => rejection.code),
        [code],
      )
      assert.match(`${means} ${remedy}`, /^[A-Z].*\. .*\.$/)
    })
})
