import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openClient } from '../../lib/store/s3-client.ts'
import { s3PlaceOf } from '../../lib/store/s3-place.ts'
import { presignedUrl } from '../../lib/store/s3-presign.ts'
import { putTimeout, s3Defaults } from '../../lib/store/s3-settings.ts'

const MiB = 2 ** 20

const without: Readonly<Record<string, string | undefined>> = {
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-central-1',
  AWS_CONFIG_FILE: '/none',
  AWS_SHARED_CREDENTIALS_FILE: '/none',
  AWS_ENDPOINT_URL: undefined,
  AWS_ENDPOINT_URL_S3: undefined,
}

/** What the environment makes of the object `a/b` in the bucket `exports`. */
const hosts: Readonly<Record<string, readonly [Record<string, string>, url: string]>> = {
  'AWS, by name': [{}, 'https://exports.s3.eu-central-1.amazonaws.com/a/b'],
  'AWS in another region': [{ AWS_REGION: 'us-west-2' }, 'https://exports.s3.us-west-2.amazonaws.com/a/b'],
  'an S3 endpoint, by path': [
    { AWS_ENDPOINT_URL_S3: 'https://rgw.example:8443' },
    'https://rgw.example:8443/exports/a/b',
  ],
  'an endpoint of all services, by path': [
    { AWS_ENDPOINT_URL: 'http://localhost:7480' },
    'http://localhost:7480/exports/a/b',
  ],
  'the S3 endpoint before the other': [
    { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_ENDPOINT_URL_S3: 'http://localhost:2' },
    'http://localhost:2/exports/a/b',
  ],
  'an endpoint with a path': [
    { AWS_ENDPOINT_URL_S3: 'http://localhost:1/s3' },
    'http://localhost:1/s3/exports/a/b',
  ],
}

describe('the S3 client', () => {
  let before: NodeJS.ProcessEnv
  const set = (environment: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
  beforeEach(() => {
    before = { ...process.env }
    set(without)
  })
  afterEach(() => {
    process.env = before
  })

  for (const [what, [environment, expected]] of Object.entries(hosts)) {
    it(`calls ${what}`, async () => {
      set(environment)
      const api = await openClient(s3Defaults)
      const url = await presignedUrl(api, s3PlaceOf('s3://exports'), 'a/b', 60)
      assert.equal(url.origin + url.pathname, expected)
      assert.equal(api.isElsewhere(), !expected.includes('amazonaws'))
    })
  }

  it('says so when no region is set', async () => {
    set({ AWS_REGION: undefined })
    await assert.rejects(openClient(s3Defaults), { name: 'AssayError', cause: 'RegionMissing' })
  })

  it('gives a large body the time that it takes', () => {
    assert.equal(putTimeout(s3Defaults, 0), 30_000)
    assert.equal(putTimeout(s3Defaults, 8 * MiB), 38_000)
    assert.equal(putTimeout(s3Defaults, 1024 * MiB), 1_054_000)
  })
})
