import { parsePolicy } from '../../lib/policy/parse.ts'
import type { Policy } from '../../lib/policy/schema.ts'
import type { ImageReport, SignatureReport } from '../../lib/report/schema.ts'
import { imageReport } from '../report/sample-report.ts'

export const at = new Date('2026-01-31T00:00:00Z')

/** A policy of these rules and waivers, read as a file is. */
export const policyOf = (rules: readonly object[], waivers: readonly object[] = []): Policy =>
  parsePolicy(
    Buffer.from(JSON.stringify({ apiVersion: 'image-assay/v1', kind: 'Policy', rules, waivers })),
    'policy.json',
  )

type Platform = ImageReport['platforms'][number]

/** A platform as a report tells it: `?/amd64` has no operating system. */
export const platform = (text: string, changes: Partial<Platform> = {}): Platform => {
  const [os = null, architecture = null, variant = null] = text
    .split('/')
    .map((part) => (part === '?' ? null : part))
  return {
    platform: text.replaceAll('?', 'unknown'),
    os,
    architecture,
    variant,
    digest: null,
    manifestSize: null,
    attestation: false,
    present: true,
    ...changes,
  }
}

/** An index of these platforms. */
export const indexReport = (
  platforms: readonly Platform[],
  changes: Partial<ImageReport> = {},
): ImageReport =>
  imageReport({
    type: 'index',
    mediaType: 'application/vnd.oci.image.index.v1+json',
    config: null,
    layers: [],
    size: {
      layerCount: null,
      distinctLayerCount: null,
      layers: null,
      distinctLayers: null,
      total: null,
      declared: null,
      unknownSizes: null,
    },
    platforms: [...platforms],
    ...changes,
  })

export const signature = (changes: Partial<SignatureReport> = {}): SignatureReport => ({
  name: 'x@1',
  type: 'atomic',
  verdict: 'verified',
  keyId: '0123456789ABCDEF',
  keyFingerprint: null,
  expires: null,
  claimedKeyId: null,
  claimedDigest: null,
  claimedIdentity: 'registry.example/shop/ruby:2.7',
  digestMatches: true,
  identityMatches: true,
  claimed: {
    conditions: [],
    issuedBy: null,
    issuedTo: null,
    created: null,
    imageIdentity: null,
    signedClaims: null,
  },
  ...changes,
})
