import type { Conflict } from '../checks/conflict.ts'
import type { Severity } from '../checks/finding.ts'
import { repositoryOf } from '../image/name.ts'
import { addBytes } from '../measure/sum.ts'
import type { ProofKind, Verdict } from '../verify/verification.ts'
import type { ImageReport, Summary } from './schema.ts'

/** References that the summary names at most; the rest is counted. */
const mostWanted = 1000

/** What the summary needs of one report: plain data, made beside the image, so that only {@link Summarizer} is shared. */
export interface SummaryNotes {
  readonly type: ImageReport['type']
  readonly digest: string | null
  readonly verdict: Verdict
  readonly proof: ProofKind | null
  readonly findings: Readonly<Record<Severity, number>>
  readonly signed: boolean
  /** Sum over the layers of a single image, in bytes. */
  readonly layersSize: number
  /** Digests of a single image's layers, and their sizes in bytes; null where not known. */
  readonly blobs: readonly string[]
  readonly sizes: readonly (number | null)[]
  /** The config of a single image, where it has one. */
  readonly config: { readonly digest: string | null; readonly size: number | null } | null
  /** What is no attestation. */
  readonly platforms: readonly { readonly platform: string; readonly digest: string | null }[]
  /** The reference that would settle an unverifiable image. */
  readonly wanted: string | null
}

export interface Summarizer {
  add(notes: SummaryNotes): void
  finish(conflicts: readonly Conflict[], rejected: number): Summary
}

/** What would settle an unverifiable image: its manifest, by reference. */
const wantedBy = ({ verification, digest, reference }: ImageReport): string | null => {
  if (verification.verdict !== 'unverifiable' || digest === null) return null
  if (verification.reason === 'digest-unsupported') return null
  return reference === null ? digest : `${repositoryOf(reference)}@${digest}`
}

const countFindings = (report: ImageReport): Record<Severity, number> => {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of report.findings) counts[severity]++
  return counts
}

/** What a report adds to a summary. */
export const summaryNotes = (report: ImageReport): SummaryNotes => {
  const { type, verification, config } = report
  const single = type === 'image'
  const layers = single ? report.layers : []
  return {
    type,
    digest: report.digest,
    verdict: verification.verdict,
    proof: verification.proof,
    findings: countFindings(report),
    signed: report.signatures.length > 0,
    layersSize: single ? (report.size.layers ?? 0) : 0,
    blobs: layers.map(({ digest }) => digest),
    sizes: layers.map(({ size }) => size),
    config: single && config !== null ? { digest: config.digest, size: config.size } : null,
    platforms: report.platforms
      .filter(({ attestation }) => !attestation)
      .map(({ platform, digest }) => ({ platform, digest })),
    wanted: wantedBy(report),
  }
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

  return {
    add(notes) {
      const { type, config } = notes
      images++
      if (type === 'index') indexes++
      verdicts[notes.verdict]++
      if (notes.proof !== null) proofs[notes.proof]++
      findings.error += notes.findings.error
      findings.warning += notes.findings.warning
      findings.info += notes.findings.info
      if (notes.signed) signed++
      layers = addBytes(layers, notes.layersSize)
      notes.blobs.forEach((blob, i) => {
        note(layerBlobs, blob, notes.sizes[i] ?? null)
      })
      if (config !== null && config.digest === null) unnamedConfigs++
      else if (config !== null) note(configBlobs, config.digest as string, config.size)
      if (notes.digest !== null) inExport.add(notes.digest)
      // Indexes come last: whatever image of the export they name has been counted itself.
      for (const { platform, digest } of notes.platforms)
        if (type === 'image' || !inExport.has(digest ?? ''))
          platforms.set(platform, (platforms.get(platform) ?? 0) + 1)
      if (notes.wanted !== null) wanted.add(notes.wanted)
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
