import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AuditReport } from '../../lib/audit/schema.ts'
import { auditTable } from '../../lib/audit/table.ts'
import { apiVersion } from '../../lib/report/schema.ts'
import { sampleAudit } from '../report/html/sample-audit.ts'

const { summary, answers, ...audit } = sampleAudit()
const report: AuditReport = {
  ...audit,
  apiVersion,
  kind: 'AuditReport',
  damaged: [{ key: `reports/prod/images.json/${'0'.repeat(32)}/report.json`, message: 'it is cut off' }],
  summary: {
    ...summary,
    conflicts: [{ digest: `sha256:${'a1'.repeat(32)}`, path: '/a', values: ['1', '2'], images: ['x'] }],
    platforms: [...summary.platforms, { platform: 'linux/arm64/v8', images: 1 }],
  },
  answers: {
    ...Object.fromEntries(Object.entries(answers).map(([query, rows]) => [query, [...rows]])),
    'drift-totals': [
      { change: 'verdict', verdict: 'unverifiable', was_verdict: 'unverifiable', images: 1_000_000 },
    ],
    policy: [{ check: 'policy-manifest-proof', severity: 'warning', findings: 1_000_000, images: 1 }],
    'coverage-gaps': [
      { cluster: 'prod', namespace: 'webshop', stream: 'n'.repeat(90), platform: 'linux/ppc64le' },
    ],
  },
}

describe('the table of an audit', () => {
  for (const width of [10, 40, 41, 60, 72, 100])
    it(`fits ${Math.max(40, width)} columns on a page of ${width}`, () => {
      const lines = auditTable(report, width, false).split('\n')
      assert.deepEqual(
        lines.filter((line) => line.length > Math.max(40, width)),
        [],
      )
    })

  it('says the same in 40 columns as in 100, but for names that are cut', () => {
    const words = (width: number) =>
      auditTable(report, width, false)
        .split(/\s+/)
        .filter((word) => /^[a-z]+[,:]?$/i.test(word))
    assert.deepEqual(words(40), words(100))
  })
})
