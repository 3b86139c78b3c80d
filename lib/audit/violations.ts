import { auditImage } from '../policy/judge.ts'
import type { Judged } from '../policy/judged.ts'
import type { Policy, RuleName } from '../policy/schema.ts'
import type { Duckdb } from './engine/duckdb.ts'
import type { Row } from './engine/row.ts'

/**
 * For each field of a part of an image that rules look at, the column that holds it. All of them must be there: a rule
 * that reads a field of which the audit knows no column is an error of types.
 */
type Columns<Part> = { readonly [Field in keyof Part]-?: string }

type Lists = 'layers' | 'platforms' | 'signatures'
type Parts = 'verification' | 'config' | 'size'

const ofImage: Columns<Omit<Judged, Lists | Parts>> = {
  kind: 'kind',
  namespace: 'namespace',
  stream: 'stream',
  tag: 'tag',
  digest: 'digest',
  reference: 'reference',
  type: 'type',
  mediaType: 'media_type',
  created: 'created',
}
const ofVerification: Columns<Judged['verification']> = { verdict: 'verdict', proof: 'proof' }
const ofConfig: Columns<NonNullable<Judged['config']>> = { verdict: 'config_verdict', proof: 'config_proof' }
const ofSize: Columns<Judged['size']> = {
  layerCount: 'layer_count',
  total: 'total_bytes',
  unknownSizes: 'unknown_sizes',
}
const ofPlatform: Columns<Judged['platforms'][number]> = {
  os: 'os',
  architecture: 'architecture',
  variant: 'variant',
  attestation: 'attestation',
}
const ofSignature: Columns<Judged['signatures'][number]> = {
  verdict: 'verdict',
  keyId: 'key_id',
  digestMatches: 'digest_matches',
  claimedIdentity: 'claimed_identity',
}

/** Lists that only some rules look at, each in a table of its own. */
const lists: readonly {
  readonly table: string
  readonly of: readonly RuleName[]
  readonly columns: Readonly<Record<string, string>>
  readonly order: string
}[] = [
  { table: 'platforms', of: ['platforms'], columns: ofPlatform, order: 'platform, digest' },
  { table: 'signatures', of: ['signer'], columns: ofSignature, order: 'name, key_id, verdict' },
]

/** DuckDB's SQL for every image of the audit, with the lists that this policy's rules look at as JSON. */
const imagesFor = ({ rules }: Policy): string => {
  const columns = [ofImage, ofVerification, ofConfig, ofSize].flatMap((part) => Object.values<string>(part))
  const used = lists.filter(({ of }) => rules.some(({ rule }) => of.includes(rule)))
  const joins = used.map(({ table, columns: own, order }) => {
    const fields = Object.entries(own).map(([field, column]) => `"${field}" := ${column}`)
    return `LEFT JOIN (
        SELECT batch, report, image,
          CAST(to_json(list(struct_pack(${fields.join(', ')}) ORDER BY ${order})) AS VARCHAR) AS members
        FROM ${table} GROUP BY batch, report, image
      ) ${table}_of ON ${table}_of.batch = i.batch AND ${table}_of.report = i.report AND ${table}_of.image = i.image`
  })
  return `SELECT i.report, i.image, i.layer_types, ${columns.map((column) => `i.${column}`).join(', ')}
      ${used.map(({ table }) => `, ${table}_of.members AS ${table}`).join('')}
    FROM current_images i ${joins.join(' ')}`
}

const partOf = <Part>(columns: Columns<Part>, row: Row): Part =>
  Object.fromEntries(Object.entries<string>(columns).map(([field, column]) => [field, row[column]])) as Part

const parsed = <Member>(value: Row[string] | undefined): Member[] =>
  typeof value === 'string' ? JSON.parse(value) : []

/** A row as the rules see an image. Of the layers their media types, each once, which is all that a rule asks of them. */
const judgedOf = (row: Row): Judged => ({
  ...partOf(ofImage, row),
  verification: partOf(ofVerification, row),
  config: row.config_verdict === null ? null : partOf(ofConfig, row),
  size: partOf(ofSize, row),
  layers: parsed<string>(row.layer_types).map((type) => ({ mediaType: type || null })),
  platforms: parsed(row.platforms),
  signatures: parsed(row.signatures),
})

/**
 * All ways in which the images of the audit break the policy, as rows of `violations`: by the very rules that reports are
 * judged by, and those that need the time. Asked of DuckDB, which has the relation `current_images`.
 */
export async function* violationsOf(
  duckdb: Duckdb,
  policy: Policy,
  at: Date,
): AsyncGenerator<Readonly<Record<string, string | number | null>>> {
  for await (const rows of duckdb.pages(imagesFor(policy)))
    for (const row of rows)
      for (const { check, severity, path, message, expected, actual } of auditImage(
        judgedOf(row),
        policy,
        at,
      ))
        yield {
          report: String(row.report),
          image: Number(row.image),
          check_id: check,
          severity,
          path,
          message,
          expected,
          actual,
        }
}
