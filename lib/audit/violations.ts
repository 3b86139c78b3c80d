import { auditImage } from '../policy/judge.ts'
import type { Judged } from '../policy/judged.ts'
import type { Policy, RuleName } from '../policy/schema.ts'
import type { Duckdb } from './engine/duckdb.ts'
import type { Row } from './engine/row.ts'

/** Lists that only some rules look at, each as JSON of what such a rule needs of it. */
const lists: readonly { readonly table: string; readonly of: readonly RuleName[]; readonly sql: string }[] = [
  {
    table: 'platforms',
    of: ['platforms'],
    sql: `SELECT batch, report, image, CAST(to_json(list(struct_pack(os, architecture, variant, attestation)
        ORDER BY platform, digest)) AS VARCHAR) AS members
      FROM platforms GROUP BY batch, report, image`,
  },
  {
    table: 'signatures',
    of: ['signer'],
    sql: `SELECT batch, report, image, CAST(to_json(list(struct_pack(verdict, "keyId" := key_id,
        "digestMatches" := digest_matches, "identityMatches" := identity_matches) ORDER BY name, key_id, verdict)) AS VARCHAR)
        AS members
      FROM signatures GROUP BY batch, report, image`,
  },
]

/** DuckDB's SQL for every image of the audit, with the lists that this policy's rules look at. */
const imagesFor = ({ rules }: Policy): string => {
  const used = lists.filter(({ of }) => rules.some(({ rule }) => of.includes(rule)))
  const members = used.map(({ table }) => `, ${table}_of.members AS ${table}`)
  const joins = used.map(
    ({ table, sql }) => `LEFT JOIN (${sql}) ${table}_of
      ON ${table}_of.batch = i.batch AND ${table}_of.report = i.report AND ${table}_of.image = i.image`,
  )
  return `SELECT i.report, i.image, i.kind, i.namespace, i.stream, i.tag, i.digest, i.reference, i.type, i.media_type, i.created,
      i.verdict, i.proof, i.config_verdict, i.config_proof, i.layer_count, i.total_bytes, i.unknown_sizes, i.layer_types
      ${members.join('')}
    FROM current_images i ${joins.join(' ')}`
}

const parsed = <Member>(value: Row[string] | undefined): Member[] =>
  typeof value === 'string' ? JSON.parse(value) : []

/** A row as the rules see an image. Of the layers their media types, each once, which is all that a rule asks of them. */
const judgedOf = (row: Row): Judged =>
  ({
    kind: row.kind,
    namespace: row.namespace,
    stream: row.stream,
    tag: row.tag,
    digest: row.digest,
    reference: row.reference,
    type: row.type,
    mediaType: row.media_type,
    created: row.created,
    verification: { verdict: row.verdict, proof: row.proof },
    config: row.config_verdict === null ? null : { verdict: row.config_verdict, proof: row.config_proof },
    size: { layerCount: row.layer_count, total: row.total_bytes, unknownSizes: row.unknown_sizes },
    layers: parsed<string>(row.layer_types).map((type) => ({ digest: '', mediaType: type || null })),
    platforms: parsed(row.platforms),
    signatures: parsed(row.signatures),
  }) as Judged

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
