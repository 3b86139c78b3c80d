import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventsFolder } from '../../events/make-samples.ts'

/** A committed sample of `events/`, by its name without `.json`. */
export const sampleEvent = (name: string): unknown =>
  JSON.parse(readFileSync(join(eventsFolder, `${name}.json`), 'utf8'))

/** The key that the samples speak of. */
export const sampleKey = 'cluster-a/shop ü+1.json'

/** The export that they speak of: its size and entity tag are theirs. */
export const sampleExport = readFileSync(join(eventsFolder, 'exports', 'blanked-imagestreamimage.json'))

export interface S3Object {
  readonly key: string
  readonly bucket?: string
  readonly size?: number
  readonly eTag?: string
  readonly versionId?: string
}

/** A notification as Ceph RGW sends it, keys unescaped. */
export const created = (...objects: readonly S3Object[]) => ({
  Records: objects.map(({ bucket = 'exports', ...object }) => ({
    eventSource: 'ceph:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: bucket }, object },
  })),
})

/** What a queue gives a function: one message for each body, `m0`, `m1` …; texts as they are. */
export const queued = (...bodies: readonly unknown[]) => ({
  Records: bodies.map((body, index) => ({
    eventSource: 'aws:sqs',
    messageId: `m${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
})
