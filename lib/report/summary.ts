import type { Conflict } from '../checks/conflict.ts'
import { repositoryOf } from '../image/name.ts'
import { addBytes } from '../measure/sum.ts'
import type { ImageReport, Summary } from './schema.ts'

/** References that the summary names at most; the rest is counted. */
const mostWanted = 1000

export interface Summarizer {
  add(report: ImageReport): void
  finish(conflicts: readonly Conflict[], rejected: number): Summary
}

/** What would settle an unverifiable image: its manifest, by reference. */
const wantedBy = ({ verification, digest, reference }: ImageReport): string | null => {
  if (verification.verdict !== 'unverifiable' || digest === null) return null
  if (verification.reason === 'digest-unsupported') return null
  return reference === null ? digest : `${repositoryOf(reference)}@${digest}`
}

/** Each blob with its largest known size; null where none is known. */
type Blobs = Map<string, number | null>

const note = (blobs: Blobs, digest: string, size: number | null): void => {
  const known = blobs.get(digest) ?? null
  blobs.set(digest, size === null ? known : Math.max(size, known ?? 0))
}

const sum = (blobs: Blobs): { bytes: number; unknown: number } => {
  let bytes = 0
  let unknown = 0
  for (const size of blobs.values())
    if (size === null) unknown++
    else bytes = addBytes(bytes, size)
  return { bytes, unknown }
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1)

/** Adds up an export's reports: counts, sizes with every blob once, coverage, what is wanted. */
export const summarizer = (): Summarizer => {
  const verdicts = { verified: 0, mismatch: 0, unverifiable: 0 }
  const proofs = { embedded: 0, reserialized: 0, evidence: 0, reconstructed: 0 }
  const findings = { error: 0, warning: 0, info: 0 }
  const layerBlobs: Blobs = new Map()
  const configBlobs: Blobs = new Map()
  const platforms = new Map<string, number>()
  const wanted = new Set<string>()
  const inExport = new Set<string>()
  let images = 0
  let indexes = 0
  let layers = 0
  let signed = 0
  /** Configs that nothing names: each is a size that is not known. */
  let unnamedConfigs = 0

  const addSizes = (report: ImageReport): void => {
    layers = addBytes(layers, report.size.layers ?? 0)
    for (const { digest, size } of report.layers) note(layerBlobs, digest, size)
    if (report.config === null) return
    if (report.config.digest === null) unnamedConfigs++
    else note(configBlobs, report.config.digest, report.config.size)
  }

  return {
    add(report) {
      images++
      verdicts[report.verification.verdict]++
      if (report.verification.proof !== null) proofs[report.verification.proof]++
      for (const { severity } of report.findings) findings[severity]++
      if (report.signatures.length > 0) signed++
      if (report.type === 'index') indexes++
      else addSizes(report)
      if (report.digest !== null) inExport.add(report.digest)
      // Indexes come last: whatever image of the export they name has been counted itself.
      for (const { platform, attestation, digest } of report.platforms)
        if (!attestation && (report.type === 'image' || !inExport.has(digest ?? '')))
          platforms.set(platform, (platforms.get(platform) ?? 0) + 1)
      const reference = wantedBy(report)
      if (reference !== null) wanted.add(reference)
    },
    finish(conflicts, rejected) {
      const distinctLayers = sum(layerBlobs)
      // A blob may be one image's layer and another's config: it is stored once.
      for (const [digest, size] of layerBlobs) note(configBlobs, digest, size)
      const total = sum(configBlobs)
      const references = [...wanted]
      return {
        images,
        indexes,
        rejected,
        verdicts,
        proofs,
        size: {
          layers,
          distinctLayers: distinctLayers.bytes,
          total: total.bytes,
          unknownSizes: total.unknown + unnamedConfigs,
        },
        platforms: [...platforms].toSorted(byText).map(([platform, count]) => ({ platform, images: count })),
        signatures: { signed, verified: 0, unsigned: images - signed },
        conflicts: conflicts.map((conflict) => ({
          ...conflict,
          values: [...conflict.values],
          images: [...conflict.images],
        })),
        wanted: {
          manifests: references.slice(0, mostWanted),
          more: Math.max(0, references.length - mostWanted),
        },
        findings: { ...findings, error: findings.error + conflicts.length },
      }
    },
  }
}
