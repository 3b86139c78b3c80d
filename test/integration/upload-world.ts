import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { LogEntry } from '../../functions/log/log.ts'
import { handleEvent, type UploadPorts } from '../../functions/upload/handle.ts'
import { s3Store } from '../../lib/store/s3.ts'
import { s3Connection } from '../../lib/store/s3-lazy-connection.ts'
import { s3PlaceOf } from '../../lib/store/s3-place.ts'
import type { S3Settings } from '../../lib/store/s3-settings.ts'
import { openVersion } from '../../lib/store/s3-version.ts'
import type { Store } from '../../lib/store/store.ts'
import { samples } from '../functions/run-cli.ts'
import { newBucket } from './bucket.ts'

/** Samples that are assayed in milliseconds: in search of what is false in the other one a second or more goes by. */
export const quickSamples: readonly string[] = readdirSync(samples).filter(
  (name) => name !== 'unverifiable-image.json',
)

/** The exports bucket and the reports bucket of one test, and the function between them. */
export const uploadWorld = async (
  client: S3Client,
  { versioned = true, settings = {} }: { versioned?: boolean; settings?: Partial<S3Settings> } = {},
) => {
  const exportsBucket = await newBucket(client, versioned)
  // Ceph keeps the promise of conditional writes in buckets without versions only.
  const uri = `s3://${await newBucket(client)}`
  const connect = s3Connection(settings)
  const log: LogEntry[] = []
  const ports: UploadPorts = {
    store: s3Store(s3PlaceOf(uri), connect),
    bucket: exportsBucket,
    open: (version) => openVersion(connect, version),
    log: (entry) => log.push(entry),
  }
  return {
    exportsBucket,
    uri,
    log,
    ports,
    /** The store as it is, whatever stands between it and the function. */
    truth: s3Store(s3PlaceOf(uri), s3Connection()),
    handle: (event: unknown) => handleEvent(event, ports),
    /** Gives the event of the put, as Ceph RGW tells of it. */
    put: async (key: string, body: Buffer) => {
      const answer = await client.send(new PutObjectCommand({ Bucket: exportsBucket, Key: key, Body: body }))
      const object = {
        key,
        size: body.length,
        eTag: answer.ETag?.replaceAll('"', ''),
        versionId: answer.VersionId ?? '',
      }
      const s3 = { bucket: { name: exportsBucket }, object }
      return { Records: [{ eventSource: 'ceph:s3', eventName: 'ObjectCreated:Put', s3 }] }
    },
  }
}

/**
 * The names of the exports that a store has reports of, each as often as it has reports: every report whole, with its
 * lines, and found by its version. Of `unfinished`, which wait to be handled again, that look-up may be missing yet.
 */
export const reportedNames = async (store: Store, unfinished: readonly string[] = []): Promise<string[]> => {
  const keys = (await Array.fromAsync(store.list(''))).map(({ key }) => key)
  const present = new Set(keys)
  const names: string[] = []
  for (const key of keys.filter((text) => text.startsWith('reports/') && text.endsWith('/report.json'))) {
    const report: unknown = JSON.parse(Buffer.from((await store.get(key)) ?? '').toString())
    const [, version = ''] = /\/([0-9a-f]{32})\/report\.json$/.exec(key) ?? assert.fail(key)
    assert.ok(present.has(key.replace('report.json', 'images.ndjson.gz')), key)
    const name = nameIn(report)
    assert.ok(present.has(`by-version/${version}`) || unfinished.includes(name), key)
    names.push(name)
  }
  return names.toSorted()
}

const nameIn = (report: unknown): string => {
  assert.ok(
    typeof report === 'object' && report !== null && 'sources' in report && Array.isArray(report.sources),
  )
  const [source]: { name: string }[] = report.sources
  return source?.name ?? assert.fail()
}
