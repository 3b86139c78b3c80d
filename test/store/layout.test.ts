import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { exportKey } from '../../lib/store/export-key.ts'
import { checkDeletable, checkReplaceable } from '../../lib/store/key.ts'
import {
  auditKey,
  byVersionKey,
  evidenceKey,
  indexKey,
  latestAuditKey,
  type ReportInputs,
  reportKey,
  reportVersion,
  stagingKey,
} from '../../lib/store/layout.ts'

const inputs: ReportInputs = {
  analyzer: { version: '1.0.0', name: 'image-assay' },
  sources: [{ name: 'a.json', sha256: 'ab', bytes: 2, compression: 'none', format: 'json', documents: 1 }],
  policy: null,
  keys: ['sha256:1', 'sha256:2'],
  evidence: ['sha256:3', 'sha256:4'],
  settings: {},
}

const canonical =
  '{"analyzer":{"name":"image-assay","version":"1.0.0"},"evidence":["sha256:3","sha256:4"],' +
  '"keys":["sha256:1","sha256:2"],"policy":null,"settings":{},"sources":[{"bytes":2,"compression":"none",' +
  '"documents":1,"format":"json","name":"a.json","sha256":"ab"}]}'

describe('a report version', () => {
  const version = reportVersion(inputs)

  it('is the first 32 hex digits of the SHA-256 of the canonical inputs', () => {
    assert.equal(version, hash('sha256', canonical, 'hex').slice(0, 32))
  })

  const same: Readonly<Record<string, ReportInputs>> = {
    'an undefined time': { ...inputs, at: undefined },
    'the order of keys': { ...inputs, keys: ['sha256:2', 'sha256:1'] },
    'evidence named twice': { ...inputs, evidence: ['sha256:4', 'sha256:3', 'sha256:4'] },
    'the order of fields': { ...inputs, analyzer: { name: 'image-assay', version: '1.0.0' } },
  }
  for (const [what, changed] of Object.entries(same)) {
    it(`is the same whatever ${what}`, () => assert.equal(reportVersion(changed), version))
  }

  const others: Readonly<Record<string, ReportInputs>> = {
    analyzer: { ...inputs, analyzer: { name: 'image-assay', version: '1.0.1' } },
    'source name': { ...inputs, sources: [{ ...inputs.sources[0], name: 'b.json' }] },
    'order of sources': { ...inputs, sources: [...inputs.sources, { name: 'c' }] },
    policy: { ...inputs, policy: 'sha256:5' },
    keys: { ...inputs, keys: [] },
    evidence: { ...inputs, evidence: ['sha256:3'] },
    settings: { ...inputs, settings: { repair: 'off' } },
    time: { ...inputs, at: '2024-01-01T00:00:00Z' },
  }
  for (const [what, changed] of Object.entries(others)) {
    it(`is another one for another ${what}`, () => assert.notEqual(reportVersion(changed), version))
  }
})

describe('the store layout', () => {
  const version = reportVersion(inputs)
  const at = new Date('2024-02-03T04:05:06.789Z')
  const digest = digestBytes('x', 'sha512')
  const keys: Readonly<Record<string, string>> = {
    [`reports/a%20b/c/${version}/report.json`]: reportKey(exportKey('a b/c'), version, 'report.json'),
    [`reports/x/${version}/images.ndjson.gz`]: reportKey(exportKey('x'), version, 'images.ndjson.gz'),
    [`reports/x/${version}/report.html`]: reportKey(exportKey('x'), version, 'report.html'),
    [`by-version/${version}`]: byVersionKey(version),
    [`evidence/sha512/${hash('sha512', 'x', 'hex')}`]: evidenceKey(digest),
    'staging/job-1/images.ndjson.gz': stagingKey('job-1', 'images.ndjson.gz'),
    'audits/2024/02/03/040506.789Z/audit.json': auditKey(at, 'json'),
    'audits/2024/02/03/040506.789Z/audit.html': auditKey(at, 'html'),
    'audits/latest.json': latestAuditKey('json'),
    'audits/latest.html': latestAuditKey('html'),
    'index.html': indexKey,
  }
  for (const [expected, key] of Object.entries(keys)) it(expected, () => assert.equal(key, expected))

  it('lets what it names be replaced and deleted, and nothing else', () => {
    for (const key of [latestAuditKey('json'), latestAuditKey('html'), indexKey]) checkReplaceable(key)
    checkDeletable(stagingKey('job-1', 'x'))
    assert.throws(() => checkReplaceable(auditKey(at, 'json')))
    assert.throws(() => checkDeletable(byVersionKey(version)))
  })
})
