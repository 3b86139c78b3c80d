import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  accountsIn,
  failureFields,
  jsonLog,
  type LogEntry,
  type LogSettings,
} from '../../../functions/log/log.ts'
import { AssayError } from '../../../lib/error.ts'

const written = (entry: LogEntry, settings: Partial<LogSettings> = {}): Record<string, unknown> => {
  const lines: string[] = []
  jsonLog((line) => lines.push(line), { service: 'assay', ...settings })(entry)
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /^[^\n]+\n$/)
  return JSON.parse(lines[0] ?? '')
}

suite('a line', () => {
  test('is one JSON object with the names that Powertools uses', () => {
    const { timestamp, ...line } = written({
      level: 'INFO',
      message: 'done',
      fields: { key: 'a\nb\u001b[31m' },
    })
    assert.deepEqual(line, { level: 'INFO', message: 'done', service: 'assay', key: 'a\nb\u001b[31m' })
    assert.ok(Math.abs(Date.parse(String(timestamp)) - Date.now()) < 60_000)
  })

  test('hides what it is told to, wherever it stands', () => {
    const bucket = 'exports-123456789012-eu'
    const fields = {
      reason: `cannot read "a" in the bucket "${bucket}"`,
      bytes: 123_456_789_012,
      nested: [bucket],
    }
    const line = written({ level: 'ERROR', message: bucket, fields }, { hidden: accountsIn([bucket]) })
    assert.deepEqual(
      [line.message, line.reason, line.nested, line.bytes],
      ['exports-*-eu', 'cannot read "a" in the bucket "exports-*-eu"', ['exports-*-eu'], 123_456_789_012],
    )
  })

  test('carries metrics as CloudWatch reads them, where they have a namespace', () => {
    const metrics = { images: 3, mismatches: 1, bytes: 100, duration: 7 }
    const { _aws, timestamp, ...line } = written({ level: 'INFO', message: 'm', metrics }, { namespace: 'n' })
    assert.deepEqual(line, { level: 'INFO', message: 'm', service: 'assay', ...metrics })
    assert.deepEqual(_aws, {
      Timestamp: Date.parse(String(timestamp)),
      CloudWatchMetrics: [
        {
          Namespace: 'n',
          Dimensions: [['service']],
          Metrics: [
            { Name: 'images', Unit: 'Count' },
            { Name: 'mismatches', Unit: 'Count' },
            { Name: 'bytes', Unit: 'Bytes' },
            { Name: 'duration', Unit: 'Milliseconds' },
          ],
        },
      ],
    })
    assert.ok(!('_aws' in written({ level: 'INFO', message: 'm', metrics })))
  })
})

suite('account numbers', () => {
  const rows: [name: string | undefined, found: string[]][] = [
    [undefined, []],
    ['exports', []],
    ['exports-2026', []],
    ['s3://123456789012-reports/x', ['123456789012']],
    ['exports-1234567890123', []],
  ]
  for (const [name, found] of rows) test(String(name), () => assert.deepEqual(accountsIn([name]), found))
})

suite('a failure', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:443'), { code: 'ECONNREFUSED' })
  const denied = Object.assign(new Error('arn:aws:iam::123456789012:user/x is not allowed'), {
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  })
  const rows: [what: string, error: unknown, fields: object][] = [
    [
      'that was foreseen says what',
      new AssayError('store-unavailable', 'why', { cause: refused }),
      { code: 'store-unavailable', reason: 'why' },
    ],
    ["of the system's says nothing of hosts", refused, { code: 'internal', reason: 'Error ECONNREFUSED' }],
    ["of a server's says nothing of accounts", denied, { code: 'internal', reason: 'AccessDenied' }],
    ['that is no error', 'x', { code: 'internal', reason: 'string' }],
  ]
  for (const [what, error, fields] of rows) test(what, () => assert.deepEqual(failureFields(error), fields))

  test('of our own making says where', () => {
    const { reason, stack } = failureFields(new TypeError('undefined is no function'))
    assert.equal(reason, 'undefined is no function')
    assert.match(String(stack), /log\.test/)
  })
})
