import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openClient } from '../../lib/store/s3-client.ts'
import { s3PlaceOf } from '../../lib/store/s3-place.ts'
import { presignedUrl } from '../../lib/store/s3-presign.ts'
import { putTimeout, s3Defaults } from '../../lib/store/s3-settings.ts'
import { bareEnvironment, hosts } from './s3-hosts.ts'

const MiB = 2 ** 20

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
    set(bareEnvironment)
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
