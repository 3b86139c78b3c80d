import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { presignFor } from '../../lib/store/presign.ts'

const environment = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not a real secret key',
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL_S3: undefined,
  AWS_ENDPOINT_URL: undefined,
}

const set = (values: Readonly<Record<string, string | undefined>>): void => {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

describe('presignFor', () => {
  const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]))
  beforeEach(() => set(environment))
  afterEach(() => set(before))

  it('is null for a folder, which hands nothing over', () => assert.equal(presignFor('file:reports'), null))

  for (const [what, uri, endpoint, url] of [
    [
      'by name on AWS',
      's3://bucket/a/b',
      undefined,
      'https://bucket.s3.eu-central-1.amazonaws.com/a/b/staging/x/report.json',
    ],
    [
      'by path elsewhere',
      's3://bucket',
      'http://127.0.0.1:9',
      'http://127.0.0.1:9/bucket/staging/x/report.json',
    ],
  ] as const)
    it(`signs a URL of the object, ${what}, for 15 minutes, and asks nobody`, async () => {
      set({ AWS_ENDPOINT_URL_S3: endpoint })
      const signed = await presignFor(uri)?.('staging/x/report.json')
      assert.equal(`${signed?.origin}${signed?.pathname}`, url)
      assert.equal(signed?.searchParams.get('X-Amz-Expires'), '900')
      assert.match(signed?.searchParams.get('X-Amz-Signature') ?? '', /^[0-9a-f]{64}$/)
      assert.doesNotMatch(String(signed), /secret/)
    })

  it('refuses a URI that names no bucket', () =>
    assert.throws(() => presignFor('s3://'), { name: 'AssayError', code: 'store-uri-invalid' }))

  it('refuses what is no key', () =>
    assert.rejects(async () => presignFor('s3://bucket')?.('../x'), { code: 'store-key-invalid' }))
})
