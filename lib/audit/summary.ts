import type { Summary } from '../report/schema.ts'
import type { Row } from './engine/row.ts'

/** Rows by the question that they answer. */
type Answers = Readonly<Record<string, readonly Row[]>>

const number = (value: Row[string] | undefined): number => (typeof value === 'number' ? value : 0)
const text = (value: Row[string] | undefined): string => (typeof value === 'string' ? value : '')

const conflictsOf = (rows: readonly Row[]): Summary['conflicts'] => {
  const merged = new Map<string, Summary['conflicts'][number]>()
  for (const row of rows) {
    const id = `${text(row.digest)} ${text(row.path)}`
    const known = merged.get(id) ?? { digest: text(row.digest), path: text(row.path), values: [], images: [] }
    known[row.role === 'value' ? 'values' : 'images'].push(text(row.text))
    merged.set(id, known)
  }
  return [...merged.values()]
}

const platformsOf = (rows: readonly Row[]): Pick<Summary, 'platforms' | 'otherPlatforms'> => {
  const named = rows.map(({ platform, images }) => ({ platform: text(platform), images: number(images) }))
  const others = number(rows[0]?.all_images) - named.reduce((sum, { images }) => sum + images, 0)
  return {
    platforms: named.toSorted((one, other) => (one.platform < other.platform ? -1 : 1)),
    ...(others > 0 && { otherPlatforms: others }),
  }
}

const wantedOf = (rows: readonly Row[]): Summary['wanted'] => ({
  manifests: rows.map(({ manifest }) => text(manifest)).toSorted(),
  more: number(rows[0]?.found) - rows.length,
})

/**
 * The fleet's summary, as an export's (docs/report.md, "ExportReport"): every blob once over all reports. Conflicts that a
 * report counts without naming them may be the same as those of another.
 * @param own answers to the questions of `summary/`
 * @param answers those of `sizes` and `verdicts`
 */
export const fleetSummary = (own: Answers, answers: Answers): Summary => {
  const [sizes = {}] = answers.sizes ?? []
  const verdicts = { verified: 0, mismatch: 0, unverifiable: 0 }
  const proofs = { embedded: 0, reserialized: 0, evidence: 0, reconstructed: 0 }
  for (const { verdict, proof, images } of answers.verdicts ?? []) {
    verdicts[verdict as keyof typeof verdicts] += number(images)
    if (proof !== null) proofs[proof as keyof typeof proofs] += number(images)
  }
  const findings = { error: 0, warning: 0, info: 0 }
  for (const row of own.findings ?? [])
    findings[row.severity as keyof typeof findings] += number(row.findings)
  const disputed = own.conflicts ?? []
  const conflicts = conflictsOf(disputed)
  const [reports = {}] = own.reports ?? []
  const allConflicts = number(disputed[0]?.found) + number(reports.more_conflicts)
  const [signatures = {}] = own.signatures ?? []
  return {
    images: number(sizes.images),
    indexes: number(sizes.indexes),
    rejected: number(reports.rejected),
    verdicts,
    proofs,
    size: {
      layers: number(sizes.layer_bytes),
      distinctLayers: number(sizes.distinct_layer_bytes),
      total: number(sizes.distinct_bytes),
      unknownSizes: number(sizes.unknown_sizes),
    },
    ...platformsOf(own.platforms ?? []),
    signatures: {
      signed: number(signatures.signed),
      verified: number(signatures.verified),
      unsigned: number(sizes.images) - number(signatures.signed),
    },
    conflicts,
    ...(allConflicts > conflicts.length && { moreConflicts: allConflicts - conflicts.length }),
    wanted: wantedOf(own.wanted ?? []),
    findings: { ...findings, error: findings.error + allConflicts },
  }
}
