import { analyzer } from '../../../lib/report/analyzer.ts'
import type { Audit, Row } from '../../../lib/report/html/answers.ts'
import { digest, frameOf } from '../sample-report.ts'

const namespaces: readonly Row[] = [
  ['webshop', 410, 31_000, 3],
  ['base', 96, 24_000, 0],
  ['payments', 120, 15_500, 0],
  ['search', 88, 9_400, 0],
  ['openshift', 210, 8_100, 0],
  ['billing', 64, 5_200, 0],
  ['ci', 300, 4_900, 0],
  ['monitoring', 40, 2_600, 0],
  ['sandbox', 31, 900, 0],
].map(([namespace, images, megabytes, mismatch], at) => ({
  cluster: 'prod',
  namespace,
  images,
  mismatch,
  unverifiable: at === 3 || at === 6 ? 5 : 0,
  distinct_bytes: Number(megabytes) * 1_000_000,
  exclusive_bytes: Number(megabytes) * 600_000,
}))

const history: readonly Row[] = Array.from({ length: 30 }, (_, at) => ({
  at: new Date(Date.UTC(2026, 0, 1 + at, 2)).toISOString(),
  reports: 12,
  images: 1200 + at * 5,
  verified: 1100 + at * 8,
  mismatch: at < 27 ? 0 : 3,
  unverifiable: 100 - at * 3,
}))

const place = { cluster: 'prod', namespace: 'webshop' }

/** An audit with an answer to everything that its page draws. */
export const sampleAudit = (changes: Partial<Audit> = {}): Audit => ({
  analyzer,
  at: '2026-01-30T02:00:00.000Z',
  reports: 12,
  damaged: [],
  summary: frameOf({
    summary: {
      images: 1345,
      indexes: 60,
      verdicts: { verified: 1332, mismatch: 3, unverifiable: 10 },
      proofs: { embedded: 210, reserialized: 4, evidence: 18, reconstructed: 1100 },
      size: { layers: 402e9, distinctLayers: 101e9, total: 101.2e9, unknownSizes: 4 },
      platforms: ['linux/amd64', 'linux/arm64/v8', 'linux/s390x'].map((platform) => ({
        platform,
        images: 400,
      })),
      findings: { error: 4, warning: 37, info: 12 },
      signatures: { signed: 840, verified: 812, unsigned: 505 },
    },
  }).summary,
  answers: {
    namespaces,
    history,
    'drift-totals': [
      { change: 'verdict', verdict: 'mismatch', was_verdict: 'verified', images: 3 },
      { change: 'tag', verdict: 'verified', was_verdict: null, images: 24 },
      { change: 'new', verdict: 'verified', was_verdict: null, images: 41 },
      { change: 'gone', verdict: null, was_verdict: 'verified', images: 19 },
    ],
    drift: [
      {
        ...place,
        change: 'verdict',
        stream: 'mailer',
        tag: '1.8',
        digest: digest('a1'),
        verdict: 'mismatch',
        was_verdict: 'verified',
      },
      {
        ...place,
        change: 'tag',
        stream: 'frontend',
        tag: 'latest',
        digest: digest('b2'),
        verdict: 'verified',
        was_verdict: null,
      },
    ],
    mismatches: ['1.6', '1.7', '1.8'].map((tag, at) => ({
      ...place,
      stream: 'mailer',
      tag,
      reason: 'bytes-differ',
      digest: digest(`a${at}`),
      export_key: 'prod/images.json.gz',
    })),
    findings: [
      { check: 'manifest-digest', severity: 'error', findings: 3, images: 3 },
      { check: 'metadata-size', severity: 'warning', findings: 27, images: 27 },
    ],
    unverifiable: [
      {
        wanted: 'registry.example/webshop/search@sha256:39cb',
        reason: 'reconstruction-inconclusive',
        images: 7,
      },
    ],
    exports: [
      {
        export_key: 'prod/images.json.gz',
        version: '0'.repeat(32),
        stored_at: '2026-01-30T01:00:00Z',
        images: 1200,
        mismatch: 3,
        unverifiable: 10,
        rejected: 0,
      },
      {
        export_key: 'stage/images.json.gz',
        version: '1'.repeat(32),
        stored_at: '2026-01-29T01:00:00Z',
        images: 145,
        mismatch: 0,
        unverifiable: 0,
        rejected: 0,
      },
    ],
  },
  ...changes,
})
