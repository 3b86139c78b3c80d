import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as v from 'valibot'
import { documentNames } from '../lib/document-names.ts'
import { jsonSchema } from '../lib/json-schema.ts'
import { exportReport, imageReport as imageReportSchema } from '../lib/report/schema.ts'
import { frameOf, imageReport, mismatch } from './report/sample-report.ts'

/** Absent where there is nothing to say. */
const optional: ReadonlySet<string> = new Set(['madeWith', 'manifestSignatures'])

describe('jsonSchema', () => {
  it('knows the documents of this version', () =>
    assert.deepEqual(documentNames, ['ExportReport', 'ImageReport', 'AuditReport', 'policy']))

  for (const [name, members] of [
    ['ExportReport', ['analyzer', 'apiVersion', 'images', 'kind', 'rejected', 'sources', 'summary']],
    [
      'ImageReport',
      'config created digest document findings kind layers mediaType name namespace path platforms reference signatures size source stream tag type verification'.split(
        ' ',
      ),
    ],
    ['AuditReport', ['analyzer', 'answers', 'apiVersion', 'at', 'damaged', 'kind', 'reports', 'summary']],
  ] as const)
    it(`${name}: names and demands every member`, () => {
      const schema = jsonSchema(name)
      assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema')
      assert.equal(schema.title, name)
      const named = Object.keys(schema.properties ?? {}).filter((member) => !optional.has(member))
      assert.deepEqual(named.toSorted(), members)
      assert.deepEqual(schema.required?.toSorted(), members)
    })

  it('names what may be absent', () => {
    assert.ok(jsonSchema('ExportReport').properties?.madeWith)
    assert.ok(jsonSchema('ImageReport').properties?.manifestSignatures)
  })

  it('lets later versions add members', () =>
    assert.doesNotMatch(JSON.stringify(jsonSchema('ExportReport')), /additionalProperties":false/))
})

describe('the schemas', () => {
  it('accept what the samples of these tests say', () => {
    assert.ok(v.is(imageReportSchema, mismatch()))
    assert.ok(v.is(exportReport, { ...frameOf(), images: [imageReport()] }))
  })
  it('refuse a size that is no size', () =>
    assert.ok(
      !v.is(imageReportSchema, imageReport({ layers: [{ digest: 'x', size: -1, mediaType: null }] })),
    ))
})
