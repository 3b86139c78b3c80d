import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { auditIntoStore } from '../../../lib/audit/audit.ts'
import { fileStore } from '../../../lib/store/file.ts'
import { manyImage, storeMany } from '../../audit/many.ts'
import { isAssayError } from '../../store/assay-error.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-notify-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A topic that answers as the Amazon SNS API Reference says ("Publish"). */
const published: URLSearchParams[] = []
let isDown = false
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    if (isDown) {
      response
        .writeHead(403, { 'content-type': 'text/xml' })
        .end(
          '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>',
        )
      return
    }
    published.push(new URLSearchParams(Buffer.concat(parts).toString('utf8')))
    response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(
        '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
      )
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
after(() => server.close())
const address = server.address()
const topic = 'arn:aws:sns:eu-central-1:111122223333:alarms'
Object.assign(process.env, {
  STORE: `file:${folder}`,
  ALERT_TOPIC_ARN: topic,
  POWERTOOLS_METRICS_NAMESPACE: 'image-assay',
  AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'anyone',
  AWS_SECRET_ACCESS_KEY: 'anything',
})
const { handler } = await import('../../../functions/audit.ts')

/** The log's lines: the test's own go to standard output too. */
const lines: Readonly<Record<string, unknown>>[] = []
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = (text: string | Uint8Array): boolean => {
  if (typeof text !== 'string' || !text.startsWith('{"level"')) return write(text)
  lines.push(JSON.parse(text))
  return true
}
after(() => {
  process.stdout.write = write
})

const store = fileStore(folder)
const image = manyImage(1, 0)
const verdictOf = (verdict: 'verified' | 'mismatch') => ({
  ...image,
  findings: [],
  verification: {
    ...image.verification,
    verdict,
    proof: verdict === 'verified' ? ('embedded' as const) : null,
  },
})
await storeMany(store, { name: 'a/x.json', images: [verdictOf('verified')] })

suite('an audit tells the topic', () => {
  test('nothing where nothing got worse', async () => {
    await handler({ time: '2026-03-01T02:00:00Z' })
    assert.deepEqual(published, [])
  })
  test('what got worse, once, and names nothing of the fleet', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    await storeMany(store, { name: 'a/x.json', images: [verdictOf('mismatch')] }, 'changed')
    const event = { time: '2026-03-02T02:00:00Z' }
    await handler(event)
    await handler(event)
    assert.equal(published.length, 1)
    const [message] = published
    assert.equal(message?.get('TopicArn'), topic)
    assert.equal(message?.get('Subject'), 'image-assay: the fleet got worse')
    assert.equal(
      message?.get('Message'),
      [
        'Audit of 2026-03-02T02:00:00.000Z',
        '- 1 image is not what the digest says, and was not so before.',
        'See audits/2026/03/02/020000.000Z/audit.json in the store.',
        '',
      ].join('\n'),
    )
  })
  test('nothing where it stayed as bad', async () => {
    await handler({ time: '2026-03-03T02:00:00Z' })
    assert.equal(published.length, 1)
  })
  test('and stands where the topic cannot be told, and fails, so that it is tried again and tells it then', async () => {
    isDown = true
    await store.put('policy.json', Buffer.from('{"apiVersion":"image-assay/v1","kind":"Policy","rules":[]}'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    await storeMany(store, { name: 'a/y.json', images: [verdictOf('mismatch')] })
    const event = { time: '2026-03-04T02:00:00Z' }
    await assert.rejects(
      handler(event),
      isAssayError('topic-untold', 'the topic could not be told what got worse: AuthorizationError'),
    )
    assert.notEqual(await store.get('audits/2026/03/04/020000.000Z/audit.json'), null)
    assert.deepEqual(
      lines.filter(({ level }) => level === 'ERROR').map(({ message, code }) => [message, code]),
      [['audit failed', 'topic-untold']],
    )
    isDown = false
    await handler(event)
    await handler(event)
    assert.equal(published.length, 2)
    assert.match(published[1]?.get('Message') ?? '', /^Audit of 2026-03-04/)
  })
  test('where it failed after it was stored, once it is tried again', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    await storeMany(store, { name: 'a/z.json', images: [verdictOf('mismatch')] })
    const at = new Date('2026-03-05T02:00:00Z')
    await auditIntoStore(store, at)
    await handler({ time: at.toISOString() })
    assert.equal(published.length, 3)
    assert.notEqual(await store.get('audits/2026/03/05/020000.000Z/told'), null)
  })
})

test('an audit counts in the metrics of CloudWatch (embedded metric format)', () => {
  const audited = lines.filter(({ message }) => message === 'audited')
  assert.equal(audited.length, 8)
  const [{ _aws, images, mismatches, unverifiable, damaged, errors, duration } = {}] = audited.slice(1)
  assert.deepEqual(
    { images, mismatches, unverifiable, damaged, errors },
    { images: 1, mismatches: 1, unverifiable: 0, damaged: 0, errors: 0 },
  )
  assert.equal(typeof duration, 'number')
  const metrics = JSON.stringify(_aws)
  assert.match(metrics, /"Namespace":"image-assay"/)
  for (const name of ['images', 'mismatches', 'unverifiable', 'damaged', 'errors', 'duration'])
    assert.match(metrics, new RegExp(`"Name":"${name}"`))
})
