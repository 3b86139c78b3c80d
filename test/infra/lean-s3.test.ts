import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, suite, test } from 'node:test'
import { build } from 'esbuild'
import { leanBuild } from '../../infra/bundle.ts'
import type * as Client from '../../lib/store/s3-client.ts'
import { s3PlaceOf } from '../../lib/store/s3-place.ts'
import type * as Presign from '../../lib/store/s3-presign.ts'
import { s3Defaults } from '../../lib/store/s3-settings.ts'
import { bareEnvironment, hosts } from '../store/s3-hosts.ts'

suite('the S3 client as the functions have it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-lean-'))
  let openClient: typeof Client.openClient
  let presignedUrl: typeof Presign.presignedUrl
  before(async () => {
    const entryPoints = ['lib/store/s3-client.ts', 'lib/store/s3-presign.ts']
    await build({ ...leanBuild, entryPoints, outdir: folder })
    ;({ openClient } = await import(join(folder, 's3-client.mjs')))
    ;({ presignedUrl } = await import(join(folder, 's3-presign.mjs')))
  })
  after(() => rmSync(folder, { recursive: true }))

  let environment: NodeJS.ProcessEnv
  beforeEach(() => {
    environment = process.env
  })
  afterEach(() => {
    process.env = environment
  })
  const set = (settings: Readonly<Record<string, string | undefined>>) => {
    process.env = Object.fromEntries(
      Object.entries({ ...environment, ...bareEnvironment, ...settings }).filter(
        ([, value]) => value !== undefined,
      ),
    )
  }

  for (const [what, [settings, expected]] of Object.entries(hosts))
    test(`calls ${what}`, async () => {
      set(settings)
      const url = await presignedUrl(await openClient(s3Defaults), s3PlaceOf('s3://exports'), 'a/b', 60)
      assert.equal(url.origin + url.pathname, expected)
    })

  test('takes its settings from the environment, and those that are not there from nowhere else', async () => {
    set({ AWS_USE_FIPS_ENDPOINT: 'true', AWS_REGION: 'us-gov-west-1' })
    const url = await presignedUrl(await openClient(s3Defaults), s3PlaceOf('s3://exports'), 'a/b', 60)
    assert.equal(url.host, 'exports.s3-fips.us-gov-west-1.amazonaws.com')
    set({ AWS_REGION: undefined })
    await assert.rejects(openClient(s3Defaults), { name: 'AssayError', cause: 'RegionMissing' })
  })

  test('has the operations that are used, and no others', () => {
    const text = globSync('*.mjs', { cwd: folder }).map((name) => readFileSync(join(folder, name), 'utf8'))
    const has = (operation: string): boolean => text.join().includes(operation)
    assert.ok(has('CompleteMultipartUploadRequest') && has('ListObjectsV2Request'))
    for (const operation of ['PutBucketAclRequest', 'SelectObjectContentRequest', 'CopyObjectRequest'])
      assert.ok(!has(operation), operation)
  })
})
