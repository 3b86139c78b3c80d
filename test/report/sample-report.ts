import { analyzer } from '../../lib/report/analyzer.ts'
import type { ReportFrame } from '../../lib/report/renderer.ts'
import { type Reported, reportedObject } from '../../lib/report/reported.ts'
import { apiVersion, type ImageReport, type SourceReport, type Summary } from '../../lib/report/schema.ts'
import type { ReportEnd } from '../../lib/report/write.ts'

type Finding = ImageReport['findings'][number]

export const digest = (hex: string): string => `sha256:${hex.repeat(64).slice(0, 64)}`

/** An ImageReport as a blanked schema 2 image that was reconstructed gives it, with `changes`. */
export const imageReport = (changes: Partial<ImageReport> = {}): ImageReport => ({
  source: 0,
  document: 0,
  path: '',
  kind: 'ImageStreamImage',
  name: `ruby@${digest('a1')}`,
  namespace: 'shop',
  stream: 'ruby',
  tag: null,
  digest: digest('a1'),
  reference: `registry.example/shop/ruby@${digest('a1')}`,
  type: 'image',
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  created: '2024-05-06T07:08:09Z',
  verification: {
    verdict: 'verified',
    proof: 'reconstructed',
    computed: digest('a1'),
    bytes: 737,
    form: 'docker-indent3',
    reason: null,
  },
  config: { digest: digest('c0'), size: 2000, verdict: 'unverifiable', proof: null },
  size: {
    layerCount: 1,
    distinctLayerCount: 1,
    layers: 75_000_000,
    distinctLayers: 75_000_000,
    total: 75_002_000,
    declared: 75_002_000,
    unknownSizes: 0,
  },
  layers: [
    {
      digest: digest('b2'),
      size: 75_000_000,
      mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    },
  ],
  platforms: [
    {
      platform: 'unknown/amd64',
      os: null,
      architecture: 'amd64',
      variant: null,
      digest: digest('a1'),
      manifestSize: 737,
      attestation: false,
      present: true,
    },
  ],
  signatures: [],
  findings: [],
  ...changes,
})

export const mismatch = (changes: Partial<ImageReport> = {}): ImageReport =>
  imageReport({
    name: 'openshift/jenkins-agent-maven-with-a-long-name:2.7',
    verification: {
      verdict: 'mismatch',
      proof: null,
      computed: digest('ff'),
      bytes: 737,
      form: null,
      reason: 'bytes-differ',
    },
    findings: [findingOf({ check: 'manifest-digest' })],
    ...changes,
  })

export const findingOf = (changes: Partial<Finding> = {}): Finding => ({
  check: 'manifest-digest',
  severity: 'error',
  path: '/image/dockerImageManifest',
  message: 'the manifest bytes do not hash to the digest',
  expected: digest('a1'),
  actual: digest('ff'),
  ...changes,
})

export const source = (changes: Partial<SourceReport> = {}): SourceReport => ({
  name: 'images.json',
  sha256: 'e'.repeat(64),
  bytes: 1234,
  compression: 'none',
  format: 'json',
  documents: 1,
  ...changes,
})

const summary: Summary = {
  images: 1,
  indexes: 0,
  rejected: 0,
  verdicts: { verified: 1, mismatch: 0, unverifiable: 0 },
  proofs: { embedded: 0, reserialized: 0, evidence: 0, reconstructed: 1 },
  size: { layers: 75_000_000, distinctLayers: 75_000_000, total: 75_002_000, unknownSizes: 0 },
  platforms: [{ platform: 'unknown/amd64', images: 1 }],
  signatures: { signed: 0, verified: 0, unsigned: 1 },
  conflicts: [],
  wanted: { manifests: [], more: 0 },
  findings: { error: 0, warning: 0, info: 0 },
}

export const frameOf = (
  changes: Partial<Omit<ReportFrame, 'summary'>> & { readonly summary?: Partial<Summary> } = {},
): ReportFrame => ({
  apiVersion,
  kind: 'ExportReport',
  analyzer,
  sources: [source()],
  rejected: [],
  ...changes,
  summary: { ...summary, rejected: changes.rejected?.length ?? 0, ...changes.summary },
})

/** The reports as an assay yields them, with the rest of the report at their end. */
export async function* reportsOf<End extends ReportEnd = ReportEnd>(
  images: readonly ImageReport[],
  end: End,
): AsyncGenerator<readonly Reported[], End> {
  // One by one and all at once, as it comes.
  const [first, ...others] = images.map(reportedObject)
  if (first !== undefined) yield [first]
  if (others.length > 0) yield others
  return end
}
