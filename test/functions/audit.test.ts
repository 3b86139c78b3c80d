import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import * as v from 'valibot'
import { momentOf } from '../../functions/audit/moment.ts'
import { auditReport } from '../../lib/audit/schema.ts'
import { isAssayError } from '../store/assay-error.ts'
import { runCli, samples } from './run-cli.ts'
import { sampleEvent } from './upload/sample-events.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-audit-function-'))
after(() => rmSync(work, { recursive: true, force: true }))
const store = join(work, 'store')
process.env.STORE = `file:${store}`
const { handler } = await import('../../functions/audit.ts')

const exports = ['blanked-imagestreamimage.json', 'multiarch-list.json', 'tampered-image.json']
for (const name of exports)
  await runCli(['report', join(samples, name), '--store', `file:${store}`, '--fail-on', 'never'])

const read = (key: string): string => readFileSync(join(store, key), 'utf8')

describe('the scheduled audit', () => {
  it('writes the audit of the scheduled moment, twice the same', async () => {
    const audited = await handler(sampleEvent('schedule'))
    const key = 'audits/2026/03/01/020000.000Z/audit.json'
    assert.deepEqual(audited, { key, at: '2026-03-01T02:00:00.000Z', reports: 3, damaged: 0 })
    const text = read(key)
    const report = v.parse(auditReport, JSON.parse(text))
    assert.equal(report.summary.images, 7)
    assert.deepEqual(report.summary.verdicts, { verified: 6, mismatch: 1, unverifiable: 0 })
    assert.equal(report.answers.mismatches?.length, 1)
    assert.equal(read('audits/latest.json'), text)
    assert.deepEqual(await handler(sampleEvent('schedule')), audited)
    assert.equal(read(key), text)
  })

  it('twice at once, and with another one, leaves the latest', async () => {
    const time = '2026-03-02T02:00:00Z'
    const [first, second] = await Promise.all([
      handler({ time }),
      handler({ time }),
      handler({ time: '2026-03-01T23:00:00Z' }),
    ])
    assert.deepEqual(first, second)
    assert.equal(JSON.parse(read('audits/latest.json')).at, '2026-03-02T02:00:00.000Z')
  })

  it('of a store without reports yet is an audit of none', async () => {
    process.env.STORE = `file:${join(work, 'empty')}`
    const url = new URL('../../functions/audit.ts?empty', import.meta.url)
    const own: { handler: typeof handler } = await import(url.href)
    const key = 'audits/2026/03/01/020000.000Z/audit.json'
    assert.deepEqual(await own.handler(sampleEvent('schedule')), {
      key,
      at: '2026-03-01T02:00:00.000Z',
      reports: 0,
      damaged: 0,
    })
  })

  it('refuses Athena for a store that is no bucket, as the command line does', async () => {
    Object.assign(process.env, { STORE: `file:${store}`, AUDIT_ENGINE: 'athena:x' })
    const url = new URL('../../functions/audit.ts?athena', import.meta.url)
    await assert.rejects(import(url.href), /AUDIT_ENGINE, athena:x: Athena reads buckets only/)
    delete process.env.AUDIT_ENGINE
  })

  for (const [what, event, expected] of [
    ['a schedule', sampleEvent('schedule'), '2026-03-01T02:00:00.000Z'],
    ['an empty event', {}, null],
    ['a time that is none', { time: 'tomorrow' }, null],
    ['nothing', undefined, null],
  ] as const)
    it(`${what} stands for ${expected ?? 'now'}`, () => {
      const now = new Date('2026-04-01T00:00:00.000Z')
      assert.equal(momentOf(event, now).toISOString(), expected ?? now.toISOString())
    })

  it('takes a moment of the next 24 hours, and none beyond', () => {
    const now = new Date('2026-04-01T00:00:00.000Z')
    assert.equal(momentOf({ time: '2026-04-02T00:00:00Z' }, now).toISOString(), '2026-04-02T00:00:00.000Z')
    assert.throws(
      () => momentOf({ time: '2026-04-02T00:00:01Z' }, now),
      isAssayError('moment-ahead', '2026-04-02T00:00:01.000Z', '2026-04-01T00:00:00.000Z'),
    )
  })
})

describe('assay audit', () => {
  const at = ['--at', '2026-03-03T02:00:00Z']

  it('prints and stores what the scheduled audit of that moment would', async () => {
    const { status, stdout, stderr } = await runCli([
      'audit',
      '--store',
      `file:${store}`,
      '--format',
      'json',
      ...at,
    ])
    assert.equal(status, 1)
    const key = 'audits/2026/03/03/020000.000Z/audit.json'
    assert.equal(stdout, read(key))
    assert.equal(stdout, read('audits/latest.json'))
    assert.equal(stderr, `assay: audit stored: file:${store}/${key}\n`)
    await handler({ time: '2026-03-03T02:00:00Z' })
    assert.equal(read(key), stdout)
  })

  it('as a table tells what it is drawn from, in 80 columns', async () => {
    const { status, stdout } = await runCli(['audit', '--store', `file:${store}`, '--format', 'table', ...at])
    assert.equal(status, 1)
    assert.match(stdout, /^Audit of 3 reports at 2026-03-03T02:00:00\.000Z\n/)
    assert.match(stdout, /^Verdicts {4}6 ok, 1 MISMATCH, 0 unverifiable$/m)
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
  })

  it('of an earlier moment leaves the latest, and says so', async () => {
    const before = read('audits/latest.json')
    const { stderr } = await runCli(['audit', '--store', `file:${store}`, '--at', '2026-01-01T00:00:00Z'])
    assert.match(stderr, /latest\.json stays/)
    assert.equal(read('audits/latest.json'), before)
  })

  it('names damaged reports, and ends with 2', async () => {
    const damaged = join(work, 'damaged')
    const file = join(samples, 'tampered-image.json')
    const { stderr: said } = await runCli([
      'report',
      file,
      '--store',
      `file:${damaged}`,
      '--fail-on',
      'never',
    ])
    const key = /reports\/.*report\.json/.exec(said)?.[0] ?? ''
    rmSync(join(damaged, key.replace('report.json', 'images.ndjson.gz')))
    const { status, stdout, stderr } = await runCli([
      'audit',
      '--store',
      `file:${damaged}`,
      '--format',
      'json',
      ...at,
    ])
    assert.equal(status, 2)
    assert.deepEqual(JSON.parse(stdout).damaged, [{ key, message: 'images.ndjson.gz is missing' }])
    assert.match(stderr, new RegExp(`damaged, not counted: ${key}: images.ndjson.gz is missing`))
    assert.match(stderr, /^assay: to mend a damaged report, delete its folder and assay the export again$/m)
  })

  it('says which evidence does not have its digest, as a report does', async () => {
    const own = join(work, 'evidence')
    const file = join(samples, 'unverifiable-image.json')
    const [image] = JSON.parse((await runCli(['report', file, '--format', 'json'])).stdout).images
    const key = `evidence/${image.digest.replace(':', '/')}`
    mkdirSync(join(own, 'evidence/sha256'), { recursive: true })
    writeFileSync(join(own, key), '{"schemaVersion":')
    for (const args of [['report', file], ['audit']]) {
      const { stderr } = await runCli([...args, '--store', `file:${own}`])
      assert.match(stderr, new RegExp(`^assay: evidence ${key}: its 17 bytes do not have the digest`, 'm'))
    }
  })

  it('of a moment of which the store holds another audit is a conflict', async () => {
    const twice = join(work, 'twice')
    const args = ['audit', '--store', `file:${twice}`, '--format', 'json', ...at]
    await runCli(['report', join(samples, 'multiarch-list.json'), '--store', `file:${twice}`])
    assert.equal((await runCli(args)).status, 0)
    await runCli(['report', join(samples, 'tampered-image.json'), '--store', `file:${twice}`])
    const { status, stderr } = await runCli(args)
    assert.equal(status, 2)
    assert.match(stderr, /the store holds another audit of 2026-03-03T02:00:00\.000Z/)
  })

  it('takes the cluster from the segment that is named, as the function does', async () => {
    const named = join(work, 'named')
    const file = join(samples, 'tampered-image.json')
    await runCli(['report', file, '--store', `file:${named}`, '--name', 'eu/one/images.json'])
    const args = ['audit', '--store', `file:${named}`, '--format', 'json', ...at, '--cluster-segment', '2']
    const { stdout } = await runCli(args)
    assert.equal(JSON.parse(stdout).answers.exports[0].cluster, 'one')
    Object.assign(process.env, { STORE: `file:${named}`, CLUSTER_SEGMENT: '2' })
    const url = new URL('../../functions/audit.ts?segment=2', import.meta.url)
    const own: { handler: typeof handler } = await import(url.href)
    await own.handler({ time: '2026-03-04T02:00:00Z' })
    const latest = JSON.parse(readFileSync(join(named, 'audits/latest.json'), 'utf8'))
    assert.deepEqual([latest.at, latest.answers.exports[0].cluster], ['2026-03-04T02:00:00.000Z', 'one'])
  })

  it('of a store without reports is refused, and makes no folder', async () => {
    const { status, stdout, stderr } = await runCli(['audit', '--store', 'file:typo', ...at], { cwd: work })
    assert.deepEqual([status, stdout], [2, ''])
    assert.equal(
      stderr,
      'assay: file:typo holds no reports. Write some with `assay report --store`, or name the store that holds them.\n',
    )
    assert.equal(existsSync(join(work, 'typo')), false)
  })

  for (const [args, message] of [
    [['--store', 'file:x', '--cluster-segment', '0'], /--cluster-segment 0: write a whole number/],
    [[], /needs --store URI/],
    [['--store', 'file:x', 'reports/'], /takes no operands/],
    [['--store', 'file:x', '--format', 'ndjson'], /assay audit takes table, json/],
    [['--store', 'file:x', '--at', 'yesterday'], /--at yesterday/],
    [
      ['--store', 'file:x', '--at', '2926-01-31T02:00:00Z'],
      /--at 2926-01-31T02:00:00Z lies more than a day ahead of this machine's clock, 20/,
    ],
    [['--store', 'file:x', '--engine', 'trino'], /--engine trino: write duckdb or athena:NAME/],
    [
      ['--store', 'file:x', '--engine', 'athena:x'],
      /--engine athena:x: Athena reads buckets only, so name one by --store s3:\/\/BUCKET\/PREFIX\. See/,
    ],
  ] as const)
    it(`refuses ${args.join(' ') || 'a call without a store'}`, async () => {
      const { status, stderr } = await runCli(['audit', ...args], { cwd: work })
      assert.equal(status, 2)
      assert.match(stderr, message)
    })
})
