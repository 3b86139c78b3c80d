import { repositoryOf } from '../image/name.ts'
import type { Summary } from '../report/schema.ts'
import type { Row } from './engine/row.ts'

/** References that the summary names at most; the rest is counted (contract.md, "ExportReport"). */
const mostWanted = 1000

type Ask = (sql: string) => Promise<Row[]>

const number = (value: Row[string] | undefined): number => (typeof value === 'number' ? value : 0)
const text = (value: Row[string] | undefined): string => (typeof value === 'string' ? value : '')

/** Single images, and index entries whose child is nowhere in the fleet. */
const platforms = `
  SELECT p.platform, count(*) AS images
  FROM platforms p
  JOIN current_reports r ON r.report = p.report AND r.batch = p.batch
  LEFT JOIN (
    SELECT DISTINCT i.digest
    FROM current_images i
    JOIN (SELECT DISTINCT digest FROM platforms WHERE type = 'index') entry ON entry.digest = i.digest
  ) child ON child.digest = p.digest AND p.type = 'index'
  WHERE NOT p.attestation AND child.digest IS NULL
  GROUP BY p.platform ORDER BY p.platform`

const signed = `
  SELECT count(*) AS signed, coalesce(sum(verified), 0) AS verified
  FROM (
    SELECT s.report, s.image, max(CASE WHEN s.verdict = 'verified' THEN 1 ELSE 0 END) AS verified
    FROM signatures s JOIN current_reports r ON r.report = s.report AND r.batch = s.batch
    GROUP BY s.report, s.image
  ) one`

const conflicts = `
  SELECT DISTINCT c.digest, c.path, c.role, c.text
  FROM conflicts c JOIN current_reports r ON r.report = c.report AND r.batch = c.batch
  ORDER BY c.digest, c.path, c.role, c.text`

const wanted = `
  SELECT DISTINCT digest, reference FROM current_images
  WHERE reported_verdict = 'unverifiable' AND NOT settled_since AND digest IS NOT NULL AND reason IS DISTINCT FROM 'digest-unsupported'`

const bySeverity = 'SELECT severity, count(*) AS findings FROM current_findings GROUP BY severity'

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

const wantedOf = (rows: readonly Row[]): Summary['wanted'] => {
  const references = new Set(
    rows.map(({ digest, reference }) =>
      reference === null ? text(digest) : `${repositoryOf(text(reference))}@${text(digest)}`,
    ),
  )
  const manifests = [...references].toSorted()
  return { manifests: manifests.slice(0, mostWanted), more: Math.max(0, manifests.length - mostWanted) }
}

/**
 * The fleet's summary, as an export's (contract.md, "ExportReport"): every blob once over all reports.
 * @param answers those of `sizes` and `verdicts`
 */
export const fleetSummary = async (
  ask: Ask,
  answers: Readonly<Record<string, readonly Row[]>>,
): Promise<Summary> => {
  const [sizes = {}] = answers.sizes ?? []
  const verdicts = { verified: 0, mismatch: 0, unverifiable: 0 }
  const proofs = { embedded: 0, reserialized: 0, evidence: 0, reconstructed: 0 }
  for (const { verdict, proof, images } of answers.verdicts ?? []) {
    verdicts[verdict as keyof typeof verdicts] += number(images)
    if (proof !== null) proofs[proof as keyof typeof proofs] += number(images)
  }
  const findings = { error: 0, warning: 0, info: 0 }
  for (const row of await ask(bySeverity))
    findings[row.severity as keyof typeof findings] += number(row.findings)
  const described = conflictsOf(await ask(conflicts))
  const [signatures = {}] = await ask(signed)
  const [rejected = {}] = await ask('SELECT coalesce(sum(rejected), 0) AS rejected FROM current_reports')
  return {
    images: number(sizes.images),
    indexes: number(sizes.indexes),
    rejected: number(rejected.rejected),
    verdicts,
    proofs,
    size: {
      layers: number(sizes.layer_bytes),
      distinctLayers: number(sizes.distinct_layer_bytes),
      total: number(sizes.distinct_bytes),
      unknownSizes: number(sizes.unknown_sizes),
    },
    platforms: (await ask(platforms)).map(({ platform, images }) => ({
      platform: text(platform),
      images: number(images),
    })),
    signatures: {
      signed: number(signatures.signed),
      verified: number(signatures.verified),
      unsigned: number(sizes.images) - number(signatures.signed),
    },
    conflicts: described,
    wanted: wantedOf(await ask(wanted)),
    findings: { ...findings, error: findings.error + described.length },
  }
}
