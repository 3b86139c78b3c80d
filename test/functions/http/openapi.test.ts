import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { problemCatalogue } from '../../../functions/http/problem.ts'
import { routes } from '../../../functions/http/routes.ts'
import { documentNames } from '../../../lib/document-names.ts'
import { testApp } from './test-app.ts'

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

const { app } = testApp()
const response = await app.request('/openapi.json')
const text = await response.text()
const document: Document = JSON.parse(text)

const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))

const refsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) =>
    name === '$ref' && typeof part === 'string' ? [part] : refsIn(part),
  )
}

describe('GET /openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(text))
    assert.deepEqual(result.errors ?? [], [])
    assert.equal(result.valid, true)
    assert.match(document.openapi, /^3\.1\./)
  })

  it('names every path that there is, and itself', () =>
    assert.deepEqual(
      Object.keys(document.paths).toSorted(),
      [...routes.map(({ path }) => path), '/openapi.json'].toSorted(),
    ))

  it('has the schemas of the documents, and every reference leads to one', () => {
    const names = Object.keys(document.components.schemas)
    for (const name of documentNames) assert.ok(names.includes(name), name)
    const refs = refsIn(document)
    assert.ok(refs.length > 10)
    for (const ref of refs) assert.ok(names.includes(ref.replace('#/components/schemas/', '')), ref)
  })

  it('tells operations apart, and every problem that there is has a status in one of them', () => {
    const ids = operations.map(({ operationId }) => operationId)
    assert.equal(new Set(ids).size, ids.length)
    const statuses = new Set(operations.flatMap(({ responses }) => Object.keys(responses)))
    // Of `assay serve` only, or of every path alike.
    const elsewhere = ['401', '403', '405']
    for (const { status } of Object.values(problemCatalogue))
      assert.ok(statuses.has(String(status)) || elsewhere.includes(String(status)), String(status))
  })

  it('answers problems as application/problem+json', () => {
    for (const { responses } of operations)
      for (const [status, { content = {} }] of Object.entries(responses))
        if (Number(status) >= 400) assert.deepEqual(Object.keys(content), ['application/problem+json'])
  })

  it('is the same bytes every time, and known by an entity tag', async () => {
    const again = await app.request('/openapi.json')
    assert.equal(await again.text(), text)
    const headers = { 'if-none-match': response.headers.get('etag') ?? '' }
    assert.equal((await app.request('/openapi.json', { headers })).status, 304)
  })
})
