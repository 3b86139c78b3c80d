import * as v from 'valibot'
import { AssayError } from '../../lib/error.ts'
import { jsonOf } from '../../lib/json/json-of.ts'
import type { S3Version } from '../../lib/store/s3-version.ts'

/** An object that an event says was created, in exactly the version that it speaks of. */
export type CreatedObject = S3Version & {
  /** In bytes, where the event says so. */
  readonly size: number | null
  /** Where the event says in which order objects came under the key: as that of an `Arrival`. */
  readonly sequencer?: string
}

const text = v.nullish(v.string())

const objectFields = { key: v.string(), size: v.nullish(v.number()), sequencer: text }
const bucket = v.object({ name: v.string() })

/** Amazon S3 User Guide, "Event message structure"; Ceph RGW, "S3 Bucket Notifications Compatibility". */
const s3Record = v.object({
  eventSource: v.picklist(['aws:s3', 'ceph:s3']),
  eventName: v.string(),
  eventTime: text,
  s3: v.object({ bucket, object: v.object({ ...objectFields, eTag: text, versionId: text }) }),
})

/** Amazon SNS Developer Guide: what a function is called with, and what arrives in queues without "raw delivery". */
const snsRecord = v.object({ EventSource: v.literal('aws:sns'), Sns: v.object({ Message: v.string() }) })
const snsEnvelope = v.object({ Type: v.literal('Notification'), Message: v.string() })

/** Amazon S3 User Guide, "EventBridge event message structure". */
const eventBridge = v.object({ source: v.literal('aws.s3'), 'detail-type': v.string() })
const eventBridgeCreated = v.object({
  detail: v.object({ bucket, object: v.object({ ...objectFields, etag: text, 'version-id': text }) }),
})

/** What S3 sends once when notifications are set up. */
const testEvent = v.object({ Service: v.string(), Event: v.literal('s3:TestEvent') })

const sqsRecord = v.object({ eventSource: v.literal('aws:sqs'), messageId: v.string(), body: v.string() })
const sqsEvent = v.object({ Records: v.pipe(v.array(sqsRecord), v.minLength(1)) })
const records = v.object({ Records: v.array(v.unknown()) })

const unreadable = (why: string): AssayError => new AssayError('event-unreadable', `the event ${why}`)

const parse = <Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> => {
  const { success, output, issues } = v.safeParse(schema, value)
  if (success) return output
  throw unreadable(`is not what it looks like: ${v.getDotPath(issues[0]) ?? 'it'}: ${issues[0].message}`)
}

const parseText = (json: string): unknown => {
  const value = jsonOf(json)
  if (value === undefined) throw unreadable('holds a message that is no JSON')
  return value
}

/** S3's notifications escape keys as HTML forms do; EventBridge's and Ceph's do not. */
const unescapeKey = (key: string): string => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    throw unreadable('names an object whose key is wrongly escaped')
  }
}

/** Of two events of a key, the greater hexadecimal number came later (Amazon S3 User Guide, "Event message structure"). */
const sequencerOf = (hex: string | null | undefined): { readonly sequencer?: string } =>
  hex && /^[0-9a-f]{1,32}$/i.test(hex) ? { sequencer: hex.toLowerCase().padStart(32, '0') } : {}

/** Ceph writes the bytes of its sequencer in the order of its machine; its times have microseconds. */
const cephSequencer = (time: string | null | undefined): string | undefined => time?.replace(/\D/g, '')

interface Named {
  readonly bucket: string
  readonly key: string
  readonly size: number | null | undefined
  readonly versionId: string | null | undefined
  readonly etag: string | null | undefined
  readonly sequencer: string | null | undefined
}

const createdObject = ({
  bucket: from,
  key,
  size = null,
  versionId,
  etag,
  sequencer,
}: Named): CreatedObject => {
  const object = { bucket: from, key, size, ...sequencerOf(sequencer) }
  // The version `null`, of buckets whose versioning is suspended, is overwritten by the next.
  if (versionId && versionId !== 'null') return { ...object, versionId }
  if (etag) return { ...object, etag }
  throw unreadable('names neither a version nor an entity tag')
}

const fromRecord = (record: unknown): CreatedObject[] => {
  if (v.is(snsRecord, record)) return createdObjects(parseText(record.Sns.Message))
  const { eventSource, eventName, eventTime, s3 } = parse(s3Record, record)
  if (!/^(?:s3:)?ObjectCreated:/.test(eventName)) return []
  const { key, size, eTag, versionId } = s3.object
  const named = { bucket: s3.bucket.name, size, versionId, etag: eTag }
  return eventSource === 'aws:s3'
    ? [createdObject({ ...named, key: unescapeKey(key), sequencer: s3.object.sequencer })]
    : [createdObject({ ...named, key, sequencer: cephSequencer(eventTime) })]
}

/**
 * The objects that an event says were created, of S3, Ceph RGW, EventBridge or SNS; none for other events of theirs.
 * @throws AssayError `event-unreadable`
 */
export const createdObjects = (event: unknown): CreatedObject[] => {
  if (v.is(testEvent, event)) return []
  if (v.is(snsEnvelope, event)) return createdObjects(parseText(event.Message))
  if (v.is(eventBridge, event)) {
    if (event['detail-type'] !== 'Object Created') return []
    const { detail } = parse(eventBridgeCreated, event)
    const { key, size, etag, sequencer, 'version-id': versionId } = detail.object
    return [createdObject({ bucket: detail.bucket.name, key, size, versionId, etag, sequencer })]
  }
  if (v.is(records, event)) return event.Records.flatMap(fromRecord)
  throw unreadable('is none that S3, Ceph RGW, EventBridge, SNS or SQS sends')
}

/** What is done or fails as one. */
export interface Message {
  /** The queue's name for it; null for an event that came without a queue. */
  readonly id: string | null
  /** Throws as {@link createdObjects}. */
  readonly objects: () => CreatedObject[]
}

/** The messages of a queue's batch; any other event is the only one. */
export const messagesOf = (event: unknown): Message[] =>
  v.is(sqsEvent, event)
    ? event.Records.map(({ messageId, body }) => ({
        id: messageId,
        objects: () => createdObjects(parseText(body)),
      }))
    : [{ id: null, objects: () => createdObjects(event) }]
