import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { AssayError } from '../../lib/error.ts'
import type { Source } from '../../lib/export/source.ts'
import { s3Connection } from '../../lib/store/s3-lazy-connection.ts'
import { type OpenVersion, openVersion, type S3Version } from '../../lib/store/s3-version.ts'
import { newBucket, testClient } from '../integration/bucket.ts'
import { startFaultyProxy } from '../integration/faulty-proxy.ts'
import { rgwSkip, startRgw } from '../integration/rgw.ts'
import { isAssayError } from './assay-error.ts'

const MiB = 2 ** 20
const rgw = rgwSkip === false ? await startRgw() : null
Object.assign(process.env, rgw?.environment)
const proxy = await startFaultyProxy(rgw?.endpoint ?? 'http://localhost:9')
after(async () => {
  await proxy.close()
  await rgw?.stop()
})

const admin = testClient()
const connect = s3Connection({ endpoint: proxy.endpoint, idleMs: 300 })
const plain = rgw === null ? '' : await newBucket(admin)
const versioned = rgw === null ? '' : await newBucket(admin, true)

const upload = async (bucket: string, key: string, body: string | Uint8Array) => {
  const { ETag = '', VersionId = '' } = await admin.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }),
  )
  return { bucket, key, etag: ETag.replaceAll('"', ''), versionId: VersionId }
}
const remove = (bucket: string, key: string) =>
  admin.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))

const opened = async (version: S3Version): Promise<OpenVersion> => {
  const result = await openVersion(connect, version)
  assert.equal(result.outcome, 'open')
  return result.outcome === 'open' ? result.source : assert.fail()
}
const textOf = async (source: Source): Promise<string> =>
  Buffer.concat(await Array.fromAsync(source.open())).toString()
const byTag = ({ bucket, key, etag }: { bucket: string; key: string; etag: string }) => ({
  bucket,
  key,
  etag,
})

describe('one version of an object in S3', { skip: rgwSkip, timeout: 900_000 }, () => {
  beforeEach(() => proxy.plan(() => null))

  for (const key of ['a.json', 'a b+c%2Fd/ü.json', '/a//b', '..', 'a\\b', '\u{1f600}?x=1&y#z']) {
    it(`is read as a source: ${JSON.stringify(key)}`, async () => {
      const before = Date.now()
      const source = await opened(byTag(await upload(plain, key, 'an export')))
      assert.equal(source.name, key)
      assert.equal(source.size, 9)
      assert.ok(Math.abs(Number(source.lastModified) - before) < 10_000)
      assert.equal(await textOf(source), 'an export')
    })
  }

  it('is the one that the event names, whatever came later', async () => {
    const first = await upload(versioned, 'a.json', 'first')
    const second = await upload(versioned, 'a.json', 'second')
    await remove(versioned, 'a.json')
    assert.equal(await textOf(await opened(first)), 'first')
    assert.equal(await textOf(await opened(second)), 'second')
  })

  it('takes a tag with its quotes or without', async () => {
    const { etag, ...rest } = byTag(await upload(plain, 'quotes.json', 'x'))
    assert.equal(await textOf(await opened({ ...rest, etag: `"${etag}"` })), 'x')
  })

  it('may be empty', async () => {
    const source = await opened(byTag(await upload(plain, 'empty.json', '')))
    assert.equal(source.size, 0)
    assert.equal(await textOf(source), '')
  })

  it('is superseded when the object is another by now', async () => {
    const first = await upload(plain, 'b.json', 'first')
    await upload(plain, 'b.json', 'second')
    assert.deepEqual(await openVersion(connect, byTag(first)), { outcome: 'superseded' })
  })

  it('is gone when the object was deleted', async () => {
    const tagged = await upload(plain, 'c.json', 'x')
    await remove(plain, 'c.json')
    assert.deepEqual(await openVersion(connect, byTag(tagged)), { outcome: 'gone' })
    const { versionId, ...rest } = await upload(versioned, 'c.json', 'x')
    await admin.send(new DeleteObjectCommand({ Bucket: versioned, Key: 'c.json', VersionId: versionId }))
    assert.deepEqual(await openVersion(connect, { ...rest, versionId }), { outcome: 'gone' })
    const absent = { bucket: plain, key: 'c.json', versionId: 'no such version' }
    assert.deepEqual(await openVersion(connect, absent), { outcome: 'gone' })
  })

  it('is no export when the bucket is missing: that is an error', async () => {
    await assert.rejects(
      openVersion(connect, { bucket: 'no-such-bucket', key: 'a', etag: '0' }),
      isAssayError('store-unavailable', 'read "a" in the bucket "no-such-bucket"', 'NoSuchBucket'),
    )
  })

  for (const fault of ['truncate', 'end-early', 'stall'] as const) {
    it(`is an error when it ends too early, and can be opened anew: ${fault}`, async () => {
      const version = byTag(await upload(plain, 'd.json', Buffer.alloc(MiB, 'export ')))
      proxy.plan((_, index) => (index === 0 ? fault : null))
      const source = await opened(version)
      let read = 0
      const reading = async () => {
        for await (const chunk of source.open()) read += chunk.length
      }
      await assert.rejects(
        reading(),
        isAssayError('store-unavailable', 'read "d.json"', JSON.stringify(plain), 'BodyBroken'),
      )
      assert.equal(source.size, MiB)
      assert.ok(read <= MiB / 2, `${read} bytes came`)
      assert.equal((await textOf(await opened(version))).length, MiB)
    })
  }

  it('is tried again when the server fails before it answers', async () => {
    const version = byTag(await upload(plain, 'e.json', 'x'))
    proxy.plan((_, index) => (index < 2 ? { status: 503, code: 'SlowDown' } : null))
    assert.equal(await textOf(await opened(version)), 'x')
    proxy.plan((_, index) => (index < 2 ? 'reset' : null))
    assert.equal(await textOf(await opened(version)), 'x')
  })

  it('waits for a reader who takes longer than the server may', async () => {
    const source = await opened(byTag(await upload(plain, 'f.json', Buffer.alloc(4 * MiB, 'x'))))
    let read = 0
    let pauses = 0
    for await (const chunk of source.open()) {
      read += chunk.length
      if (pauses++ === 0) await new Promise((resume) => setTimeout(resume, 700))
    }
    assert.equal(read, 4 * MiB)
  })

  it('passes on what the reader throws, and lets the connection go', async () => {
    const source = await opened(byTag(await upload(plain, 'g.json', Buffer.alloc(8 * MiB, 'x'))))
    const fault = new Error('a broken export')
    const reading = async () => {
      for await (const _ of source.open()) throw fault
    }
    await assert.rejects(reading(), (error) => error === fault && !(error instanceof AssayError))
    const unread = await opened(byTag(await upload(plain, 'h.json', Buffer.alloc(8 * MiB, 'x'))))
    unread.discard()
  })
})
