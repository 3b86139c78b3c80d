import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AssayError, type ErrorCode } from '../../lib/error.ts'
import { s3Fault, s3Guard } from '../../lib/store/s3-failure.ts'
import { s3Meanings } from '../../lib/store/s3-meaning.ts'
import { isAssayError } from './assay-error.ts'

const guard = s3Guard('read', 'reports/a', 'the store "s3://bucket/x"')
const failing = (error: unknown) =>
  guard(async () => {
    throw error
  })

/** As the SDK throws it. */
const served = (name: string, httpStatusCode: number, more: object = {}): Error =>
  Object.assign(new Error('secret-key-id at host.internal'), {
    name,
    $metadata: { httpStatusCode, requestId: 'tx1' },
    ...more,
  })
const system = (code: string): Error =>
  Object.assign(new Error(`connect ${code} host.internal:443`), { code })

const cases: Readonly<Record<string, readonly [unknown, ErrorCode, ...string[]]>> = {
  'access denied': [
    served('AccessDenied', 403),
    'store-unavailable',
    'access is denied (AccessDenied, HTTP 403, request tx1)',
    'Allow these credentials',
  ],
  'a refusal without a name': [served('UnknownError', 403), 'store-unavailable', 'access is denied'],
  'another region': [served('PermanentRedirect', 301), 'store-unavailable', 'another region', 'AWS_REGION'],
  'an expired session': [served('ExpiredToken', 400), 'store-unavailable', 'AWS_SESSION_TOKEN'],
  'no credentials': [
    served('CredentialsProviderError', 0),
    'store-unavailable',
    'no credentials were found',
    'AWS_PROFILE',
  ],
  'no region': [s3Fault('RegionMissing'), 'store-unavailable', 'no region is set', 'AWS_REGION'],
  'no such bucket': [served('NoSuchBucket', 404), 'store-unavailable', 'no such bucket'],
  'no conditional writes': [served('NotImplemented', 501), 'store-unsupported', 'has no conditional writes'],
  'no conditional writes, unnamed': [served('UnknownError', 501), 'store-unsupported', 'conditional'],
  'ignored conditions': [s3Fault('ConditionIgnored'), 'store-unsupported', 'without versioning'],
  'an unknown host': [system('ENOTFOUND'), 'store-unavailable', 'cannot be reached', 'AWS_ENDPOINT_URL'],
  'a certificate': [system('SELF_SIGNED_CERT_IN_CHAIN'), 'store-unavailable', 'NODE_EXTRA_CA_CERTS'],
  'a reset, which the SDK calls a timeout': [
    Object.assign(system('ECONNRESET'), { name: 'TimeoutError' }),
    'store-unavailable',
    'the connection broke (ECONNRESET)',
  ],
  'what nobody foresaw': [served('Odd', 418), 'store-unavailable', 'S3 failed (Odd, HTTP 418, request tx1)'],
  'an odd system error': [system('EPROTO'), 'store-unavailable', 'S3 failed (EPROTO)'],
}

describe('failures of S3', () => {
  for (const [what, [error, code, ...words]] of Object.entries(cases)) {
    it(`say what happened, where, and what to do: ${what}`, async () => {
      const place = ['cannot read "reports/a" in the store "s3://bucket/x": ', ...words]
      await assert.rejects(failing(error), isAssayError(code, ...place))
    })

    it(`repeat nothing that the server said: ${what}`, async () => {
      await assert.rejects(failing(error), (thrown) => {
        assert.ok(thrown instanceof AssayError)
        assert.equal(thrown.cause, undefined)
        return !/secret-key-id|host\.internal/.test(thrown.message)
      })
    })
  }

  it('are none of theirs: what this program or its caller throws passes through', async () => {
    for (const error of [new Error('a'), new TypeError('b'), new AssayError('usage', 'c')]) {
      await assert.rejects(failing(error), (thrown) => thrown === error)
    }
  })

  it('each end in a remedy, as a sentence', () => {
    for (const [name, [means, remedy]] of Object.entries(s3Meanings)) {
      assert.match(means, /^[^A-Z.]|^AWS_/, name)
      assert.doesNotMatch(means, /\.$/, name)
      assert.match(remedy, /^[A-Z].*[^.]$/, name)
    }
  })
})
