import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mediaTypes, negotiate } from '../../../functions/http/accept.ts'

const { json, ndjson } = mediaTypes
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

describe('negotiate', () => {
  for (const [accept, expected] of [
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/*', json],
    ['application/json', json],
    ['Application/JSON; charset=utf-8', json],
    ['application/x-ndjson', ndjson],
    ['application/x-ndjson, application/json', json],
    ['application/x-ndjson, application/json;q=0.9', ndjson],
    ['application/json;q=0.1, */*;q=0.5', ndjson],
    ['application/json;q=0, */*', ndjson],
    ['application/x-ndjson;q=0', null],
    ['application/json;q=nonsense', json],
    [browser, json],
    ['text/html', null],
    ['text/*', null],
    ['application/problem+json', null],
    ['*/*;q=0', null],
    [',;q=1,', null],
  ] as const)
    it(`${accept} -> ${expected}`, () => assert.equal(negotiate(accept, [json, ndjson]), expected))

  it('takes time that grows with the header, not faster', () => {
    const start = performance.now()
    negotiate('a/b;q=0.5;x=y,'.repeat(100_000), [json])
    assert.ok(performance.now() - start < 5000)
  })
})
