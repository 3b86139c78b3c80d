import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { httpApp } from '../../../functions/http/app.ts'
import { frontPageRoute } from '../../../functions/serve/front-page.ts'
import { exportKey } from '../../../lib/store/export-key.ts'
import type { ReportVersion } from '../../../lib/store/layout.ts'
import { byDigestKey, latestAuditKey, reportKey } from '../../../lib/store/layout.ts'
import { isAssayError } from '../../store/assay-error.ts'
import { post, sample, testApp } from './test-app.ts'

/** An app over a store that holds a report named `m`, one object of which is cut off. */
const withReport = async (file: 'report.json' | 'images.ndjson.gz') => {
  const world = testApp()
  const created = await post(world.app, sample('multiarch-list.json'), '?store=true&name=m')
  const address = created.headers.get('location') ?? ''
  const key = reportKey(exportKey('m'), address.slice('/v1/reports/'.length) as ReportVersion, file)
  const path = join(world.folder, key)
  writeFileSync(path, readFileSync(path).subarray(0, 100))
  return { ...world, key, address }
}

const put = (folder: string, key: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, key)), { recursive: true })
  writeFileSync(join(folder, key), content)
}

const names = async (response: Response, key: string, again: string): Promise<void> => {
  const { status, type, detail } = JSON.parse(await response.text())
  assert.deepEqual([response.status, status], [503, 503])
  assert.equal(type, 'urn:image-assay:problem:store-unusable')
  assert.equal(
    detail,
    `Whoever runs this service has to mend its store: ${key} in the store is damaged or cut off: delete it and ${again}.`,
  )
}

describe('what is damaged in the store is named, with what to do', () => {
  for (const [file, accept] of [
    ['images.ndjson.gz', 'application/x-ndjson'],
    ['images.ndjson.gz', 'text/html'],
    ['report.json', 'application/json'],
    ['report.json', 'text/html'],
  ] as const)
    it(`${file} of a report, asked for as ${accept}`, async () => {
      const { app, key, address, faults } = await withReport(file)
      await names(await app.request(address, { headers: { accept } }), key, 'report its export again')
      assert.ok(isAssayError('store-damaged', key)(faults[0]))
    })

  for (const accept of ['application/json', 'text/html'])
    it(`the latest audit, asked for as ${accept}`, async () => {
      const { app, folder } = testApp()
      put(folder, latestAuditKey('json'), '{"at":')
      const response = await app.request('/v1/audits/latest', { headers: { accept } })
      await names(response, 'audits/latest.json', 'audit the store again')
    })

  const digest = `sha256:${'a'.repeat(64)}`
  const heading = '{"asOf":"2026-01-01T00:00:00.000Z"}'
  for (const [what, shard] of [
    ['is cut off', gzipSync(`${heading}\n{"digest":"${digest}"}\n`).subarray(0, 40)],
    ['is of another shape', gzipSync('x')],
    ['has a line that is no JSON', gzipSync(`${heading}\n{"digest":"${digest}",\n`)],
  ] as const)
    it(`the look-up of a digest, which ${what}`, async () => {
      const { app, folder } = testApp()
      const key = byDigestKey('sha256/aa')
      put(folder, key, shard)
      await names(await app.request(`/v1/images/${digest}`), key, 'audit the store again')
    })
})

describe('JSON in the store that is not what was written there is named likewise', () => {
  for (const [text, accept] of [
    ['{}', 'application/json'],
    ['null', 'application/json'],
    ['[]', 'text/html'],
    ['{"kind":"AuditReport","answers":{}}', 'text/html'],
  ] as const)
    it(`the latest audit ${text}, asked for as ${accept}`, async () => {
      const { app, folder } = testApp()
      put(folder, latestAuditKey('json'), text)
      const response = await app.request('/v1/audits/latest', { headers: { accept } })
      await names(response, 'audits/latest.json', 'audit the store again')
    })

  for (const [file, content, accept] of [
    ['report.json', '{}', 'application/json'],
    ['report.json', 'null', 'text/html'],
    ['report.json', '{"kind":"ExportReport","images":[]}', 'text/html'],
    ['images.ndjson.gz', gzipSync('null\n'), 'text/html'],
  ] as const)
    it(`${file} of a report, ${typeof content === 'string' ? content : 'a line null'}, asked for as ${accept}`, async () => {
      const { app, folder, key, address } = await withReport(file)
      put(folder, key, content)
      await names(await app.request(address, { headers: { accept } }), key, 'report its export again')
    })
})

describe('what the store of the service holds by mistake is named', () => {
  for (const [what, key, content, why] of [
    ['a policy that is none', 'policy.json', '{', /: policy\.json in the store: the policy is no JSON/],
    [
      'a policy with a rule that there is not',
      'policy.json',
      '{"apiVersion":"image-assay/v1","kind":"Policy","rules":[{"rule":"x"}]}',
      /: policy\.json in the store: .*\/rules\/0\/rule is "x"/,
    ],
    [
      'a private key',
      'keys/release.asc',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----',
      /: cannot read keys from keys\/release\.asc: it holds a private key/,
    ],
  ] as const)
    it(what, async () => {
      const { app, folder, faults } = testApp()
      put(folder, key, content)
      const response = await post(app, sample('multiarch-list.json'))
      const { type, detail } = JSON.parse(await response.text())
      assert.deepEqual([response.status, type], [503, 'urn:image-assay:problem:store-unusable'])
      assert.match(detail, why)
      assert.match(detail, /^Whoever runs this service has to mend its store: /)
      assert.equal(faults.length, 1)
    })

  it('another report in the place of one that is to be stored', async () => {
    const { app, folder, address } = await withReport('report.json')
    const response = await post(app, sample('multiarch-list.json'), '?store=true&name=m')
    const { detail } = JSON.parse(await response.text())
    const [, , , version = ''] = address.split('/')
    assert.equal(response.status, 503)
    assert.match(detail, new RegExp(`holds something else under reports/m/${version}/report\\.json`))
    assert.match(readFileSync(join(folder, 'reports/m', version, 'report.json'), 'utf8'), /^.{100}$/)
  })
})

it('the page for people goes on without an audit that is damaged, which is noted', async () => {
  const { folder, store } = testApp()
  put(folder, latestAuditKey('json'), '{"at":')
  const faults: unknown[] = []
  const app = httpApp(
    {
      store,
      bodyBytes: 1,
      uploadWay: '',
      simultaneous: 1,
      onFault: (error) => faults.push(error),
    },
    { routes: [frontPageRoute] },
  )
  const response = await app.request('/')
  assert.equal(response.status, 200)
  assert.match(await response.text(), /^<!doctype html>/)
  assert.equal(faults.length, 1)
  assert.ok(isAssayError('store-damaged', 'audits/latest.json')(faults[0]))
})
