import type { ImageReport } from '../../lib/report/schema.ts'
import { writeReport } from '../../lib/report/write.ts'
import type { Store } from '../../lib/store/store.ts'
import { digest, frameOf, imageReport, reportsOf, source } from '../report/sample-report.ts'

/** A number's digits as a digest, the same for the same number. */
const digestOf = (kind: string, number: number): string =>
  digest(`${kind}${number.toString(16).padStart(8, '0')}`.padEnd(64, '7'))

/** Deterministic and without a pattern that queries could live off. */
const spread = (number: number, below: number): number => (Math.imul(number + 1, 2654435761) >>> 8) % below

const platforms = ['linux/amd64', 'linux/arm64', 'unknown/amd64'] as const
const partsOf = (platform: string) => {
  const [os = '', architecture = ''] = platform.split('/')
  return { platform, os: os === 'unknown' ? null : os, architecture }
}
const verdicts = ['verified', 'verified', 'verified', 'unverifiable', 'mismatch'] as const

const layersOf = (image: number): ImageReport['layers'] => {
  const base = image % 7
  const own = spread(image, 4)
  const chain = Array.from({ length: 1 + base }, (_, index) => digestOf('b', base * 100 + index))
  const all = [...chain, ...Array.from({ length: own }, (_, index) => digestOf('e', image * 10 + index))]
  // Every ninth image has its first layer twice.
  const layers = image % 9 === 0 ? [...all, all[0] as string] : all
  return layers.map((layer, index) => ({
    digest: layer,
    size: (image + index) % 11 === 0 ? null : 1000 + (Number.parseInt(layer.slice(8, 15), 16) % 5000),
    mediaType: null,
  }))
}

/** When image 0 would have been made; each later one 20 minutes after the one before. */
const firstMade = Date.UTC(2025, 2, 1)

/** Image number `image` as export number `from` describes it. */
export const manyImage = (image: number, from: number): ImageReport => {
  const whole = imageReport()
  const own = digestOf('a', image)
  const verdict = verdicts[spread(image, verdicts.length)] ?? 'verified'
  const layers = layersOf(image)
  const sizes = new Map<string, number | null>()
  for (const { digest: name, size } of layers) sizes.set(name, Math.max(sizes.get(name) ?? -1, size ?? -1))
  const known = [...sizes.values()].filter((size) => size !== null && size >= 0) as number[]
  const distinct = known.reduce((sum, size) => sum + size, 0)
  const config = { digest: digestOf('c', image), size: image % 13 === 0 ? null : 500 + (image % 100) }
  const namespace = image % 17 === 0 ? null : `team-${image % 23}`
  return {
    ...whole,
    kind: 'ImageStreamTag',
    created: image % 10 === 0 ? null : new Date(firstMade + image * 20 * 60_000).toISOString(),
    path: `/items/${image}`,
    namespace,
    stream: `app-${image % 211}`,
    tag: `v${image % 5}`,
    name: `app-${image % 211}:v${image % 5}`,
    digest: own,
    reference: `registry.example/${namespace ?? 'x'}/app@${own}`,
    verification: {
      ...whole.verification,
      verdict,
      computed: verdict === 'verified' ? own : null,
      proof: verdict === 'verified' ? 'reconstructed' : null,
      reason:
        verdict === 'verified'
          ? null
          : verdict === 'mismatch'
            ? 'bytes-differ'
            : 'reconstruction-inconclusive',
    },
    config: { ...config, verdict: 'unverifiable', proof: null },
    size: {
      layerCount: layers.length,
      distinctLayerCount: sizes.size,
      layers: layers.reduce((sum, { size }) => sum + (size ?? 0), 0),
      distinctLayers: distinct,
      total: distinct + (config.size ?? 0),
      // Every hundredth image is described otherwise by odd exports.
      declared: image % 100 === 0 ? 10_000 + (from % 2) : 10_000,
      unknownSizes: [...sizes.values()].filter((size) => size === -1).length + (config.size === null ? 1 : 0),
    },
    layers,
    platforms: [
      {
        ...partsOf(platforms[image % platforms.length] ?? 'linux/amd64'),
        variant: null,
        digest: own,
        manifestSize: 700,
        attestation: false,
        present: true,
      },
    ],
    signatures:
      image % 6 === 0
        ? [
            {
              name: `signature ${image}`,
              type: 'atomic',
              verdict: image % 12 === 0 ? 'verified' : 'unknown-key',
              keyId: `KEY${image % 4}`,
              keyFingerprint: null,
              expires: null,
              claimedKeyId: null,
              claimedDigest: null,
              claimedIdentity: null,
              digestMatches: null,
              identityMatches: null,
              claimed: {
                conditions: [],
                issuedBy: null,
                issuedTo: null,
                created: null,
                imageIdentity: null,
                signedClaims: null,
              },
            },
          ]
        : [],
    findings:
      verdict === 'mismatch'
        ? [
            {
              check: 'manifest-digest',
              severity: 'error',
              path: '/x',
              message: 'differs',
              expected: null,
              actual: null,
            },
          ]
        : [],
  }
}

export interface ManyExport {
  readonly name: string
  readonly images: readonly ImageReport[]
}

/** `count` images in exports of three clusters; one in five of each export is in the next one too. */
export const manyExports = (count: number, exports: number): ManyExport[] => {
  const each = Math.floor((count * 5) / 6 / exports)
  return Array.from({ length: exports }, (_, number) => ({
    name: `cluster-${number % 3}/export-${number}.json`,
    images: Array.from({ length: Math.floor((each * 6) / 5) }, (_unused, index) =>
      manyImage(number * each + index, number),
    ),
  }))
}

/** Stores an export's report as it would be written; `content` tells contents of one export apart. */
export const storeMany = async (
  store: Store,
  { name, images }: ManyExport,
  content = name,
): Promise<string> => {
  const sha256 = Buffer.from(content).toString('hex').padEnd(64, '0').slice(-64)
  const frame = frameOf({ sources: [source({ name, sha256 })] })
  const summary = { ...frame.summary, images: images.length, indexes: 0, conflicts: [] }
  const { key } = await writeReport(
    store,
    name,
    reportsOf([...images], { frame: { ...frame, summary }, evidence: [] }),
  )
  return key
}
