import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { createdObjects, messagesOf } from '../../../functions/upload/event.ts'
import { eventsFolder } from '../../events/make-samples.ts'
import { isAssayError } from '../../store/assay-error.ts'
import { created, queued, sampleEvent, sampleExport, sampleKey } from './sample-events.ts'

const etag = hash('md5', sampleExport, 'hex')
/** As the samples say it, in 32 digits. */
const sequencer = '0068a1b2c3d4e5f607'.padStart(32, '0')
const versioned = {
  sequencer,
  bucket: 'exports',
  key: sampleKey,
  size: sampleExport.length,
  versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko',
}
const unversioned = {
  sequencer: '20260301120000000000'.padStart(32, '0'),
  bucket: 'exports',
  key: sampleKey,
  size: sampleExport.length,
  etag,
}
const [s3Message, testMessage] = [
  '059f36b4-87a3-44ab-83d2-661975695081',
  '059f36b4-87a3-44ab-83d2-661975695082',
]

const samples: Readonly<Record<string, readonly [id: string | null, objects: readonly object[]][]>> = {
  's3-object-created': [[null, [versioned]]],
  's3-object-removed': [[null, []]],
  's3-test-event': [[null, []]],
  'eventbridge-object-created': [[null, [versioned]]],
  'ceph-object-created': [[null, [unversioned]]],
  'sns-s3': [[null, [versioned]]],
  'sqs-s3': [
    [s3Message, [versioned]],
    [testMessage, []],
  ],
  'sqs-eventbridge': [[s3Message, [versioned]]],
  'sqs-sns-s3': [[s3Message, [versioned]]],
}

/** Those of the other functions, which their tests read. */
const others = ['http-api-post', 'function-url-get', 'schedule']

suite('the samples in events/', () => {
  for (const [name, messages] of Object.entries(samples))
    test(`${name}.json`, () => {
      const found = messagesOf(sampleEvent(name)).map(({ id, objects }) => [id, objects()])
      assert.deepEqual(found, messages)
    })

  test('there are no others, and events/README.md explains each', () => {
    const names = readdirSync(eventsFolder).filter((name) => name.endsWith('.json') && name !== 'policy.json')
    assert.deepEqual(
      names.toSorted(),
      [...Object.keys(samples), ...others].map((name) => `${name}.json`).toSorted(),
    )
    const readme = readFileSync(join(eventsFolder, 'README.md'), 'utf8')
    assert.deepEqual(
      names.filter((name) => !readme.includes(`\`${name}\``)),
      [],
    )
  })
})

const s3Record = (eventSource: string, object: object, eventName = 'ObjectCreated:Put') => ({
  Records: [{ eventSource, eventName, s3: { bucket: { name: 'b' }, object: { eTag: 'e', ...object } } }],
})
const bridged = (object: object, type = 'Object Created') => ({
  source: 'aws.s3',
  'detail-type': type,
  detail: { bucket: { name: 'b' }, object: { etag: 'e', ...object } },
})

suite('keys', () => {
  const odd = 'a b+c%2Fd/ü.json'
  const rows: [what: string, event: object, key: string][] = [
    ['of S3 are escaped as forms are', s3Record('aws:s3', { key: 'a+b%2Bc%252Fd/%C3%BC.json' }), odd],
    ['of Ceph are as they are', s3Record('ceph:s3', { key: odd }), odd],
    ['of EventBridge are as they are', bridged({ key: odd }), odd],
  ]
  for (const [what, event, key] of rows)
    test(what, () => assert.deepEqual(createdObjects(event), [{ bucket: 'b', key, size: null, etag: 'e' }]))
})

suite('the version that is read', () => {
  const rows: [what: string, object: object, pin: object][] = [
    ['is the one that is named', { versionId: 'v' }, { versionId: 'v' }],
    ['is told by its tag where versions are off', { versionId: '' }, { etag: 'e' }],
    ['is told by its tag where versioning is suspended', { versionId: 'null' }, { etag: 'e' }],
  ]
  for (const [what, object, pin] of rows)
    test(what, () =>
      assert.deepEqual(createdObjects(s3Record('aws:s3', { key: 'k', ...object })), [
        { bucket: 'b', key: 'k', size: null, ...pin },
      ]),
    )
})

suite('the order of two objects under one key', () => {
  const ceph = (eventTime: string, bytes: string) => {
    const [record] = s3Record('ceph:s3', { key: 'k', sequencer: bytes }).Records
    return { Records: [{ ...record, eventTime }] }
  }
  const rows: [what: string, earlier: object, later: object][] = [
    [
      "is that of S3's sequencers as numbers",
      s3Record('aws:s3', { key: 'k', sequencer: 'FF' }),
      s3Record('aws:s3', { key: 'k', sequencer: '0100' }),
    ],
    [
      "is that of EventBridge's",
      bridged({ key: 'k', sequencer: '0A' }),
      bridged({ key: 'k', sequencer: '0B' }),
    ],
    // As Ceph 18 sent them, one after the other.
    [
      "is that of Ceph's times",
      ceph('2026-11-27T15:32:05.025402Z', '75A2096B22A15C03'),
      ceph('2026-11-27T15:32:05.124859Z', '75A2096B16D07C08'),
    ],
  ]
  for (const [what, earlier, later] of rows)
    test(what, () => {
      const [one = '', other = ''] = [earlier, later].map((event) => createdObjects(event)[0]?.sequencer)
      assert.ok(one < other && one.length === other.length, `${one} ${other}`)
    })
  test('is not told by what is no number', () =>
    assert.deepEqual(createdObjects(s3Record('aws:s3', { key: 'k', sequencer: 'x/../y' })), [
      { bucket: 'b', key: 'k', size: null, etag: 'e' },
    ]))
})

suite('only creations act', () => {
  const names: [name: string, acts: boolean][] = [
    ['ObjectCreated:Put', true],
    ['s3:ObjectCreated:CompleteMultipartUpload', true],
    ['ObjectCreated:Copy', true],
    ['ObjectRemoved:Delete', false],
    ['s3:ObjectRemoved:DeleteMarkerCreated', false],
    ['ObjectRestore:Completed', false],
    ['LifecycleExpiration:Delete', false],
    ['ReducedRedundancyLostObject', false],
  ]
  for (const [name, acts] of names)
    test(name, () =>
      assert.equal(createdObjects(s3Record('aws:s3', { key: 'k' }, name)).length, Number(acts)),
    )
  test('Object Deleted', () => assert.deepEqual(createdObjects(bridged({ key: 'k' }, 'Object Deleted')), []))
})

suite('an event that is none of these is an error', () => {
  const rows: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    null: null,
    'a text': 'hello',
    'an empty object': {},
    'of another service': { source: 'aws.ec2', 'detail-type': 'x', detail: {} },
    'a record of another source': { Records: [{ eventSource: 'aws:kinesis' }] },
    'a record without an object': { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' }] },
    'a key that is no text': s3Record('aws:s3', { key: 7 }),
    'a key that is wrongly escaped': s3Record('aws:s3', { key: '%zz' }),
    'neither version nor tag': s3Record('aws:s3', { key: 'k', eTag: '' }),
    'an envelope around no JSON': { Type: 'Notification', Message: 'hello' },
  }
  for (const [what, event] of Object.entries(rows))
    test(what, () => assert.throws(() => createdObjects(event), isAssayError('event-unreadable')))

  test('of one message of a queue, not of the others', () => {
    const [first, second, third] = messagesOf(queued('{', '[]', created({ key: 'k', eTag: 'e' })))
    assert.throws(() => first?.objects(), isAssayError('event-unreadable'))
    assert.throws(() => second?.objects(), isAssayError('event-unreadable'))
    assert.deepEqual(third?.objects(), [{ bucket: 'exports', key: 'k', size: null, etag: 'e' }])
  })
})
