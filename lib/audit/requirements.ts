import { covers } from '../policy/platform.ts'
import { requiredPlatforms } from '../policy/required-platforms.ts'
import type { Policy } from '../policy/schema.ts'
import { type Duckdb, literal } from './engine/duckdb.ts'
import type { Row } from './engine/row.ts'

const textOrNull = (value: Row[string] | undefined): string | null =>
  typeof value === 'string' ? value : null

/** What the policy requires of each stream, as rows of `requirements`. Asked of DuckDB's relation `stream_platforms`. */
export async function* requirementsOf(
  duckdb: Duckdb,
  policy: Policy,
): AsyncGenerator<{ readonly namespace: string | null; readonly stream: string; readonly platform: string }> {
  if (!policy.rules.some(({ rule }) => rule === 'platforms')) return
  for await (const rows of duckdb.pages('SELECT DISTINCT namespace, stream FROM stream_platforms'))
    for (const row of rows) {
      const name = { namespace: textOrNull(row.namespace), stream: textOrNull(row.stream) ?? '' }
      for (const platform of requiredPlatforms(policy, name)) yield { ...name, platform }
    }
}

const pairs = (rows: readonly Row[], required: readonly string[]): string[] => {
  const alike = Map.groupBy(rows, ({ platform }) => textOrNull(platform) ?? '')
  return [...alike].flatMap(([platform, parts]) =>
    required
      .filter((one) =>
        // Platforms that read alike and are not cover what all of them do.
        parts.every(({ os, architecture, variant }) =>
          covers(
            { os: textOrNull(os), architecture: textOrNull(architecture), variant: textOrNull(variant) },
            one,
          ),
        ),
      )
      .map((one) => `(${literal(platform)}, ${literal(one)})`),
  )
}

/**
 * The table `covering` as a query: which platform of an image covers which of the policy's, by the rule that reports are
 * judged by.
 */
export const coveringSql = async (duckdb: Duckdb, policy: Policy | undefined): Promise<string> => {
  const required = [
    ...new Set((policy?.rules ?? []).flatMap((rule) => (rule.rule === 'platforms' ? rule.require : []))),
  ]
  const found =
    required.length === 0
      ? []
      : pairs(
          await duckdb.rows(`SELECT DISTINCT p.platform, p.os, p.architecture, p.variant FROM platforms p
            JOIN current_reports r ON r.report = p.report AND r.batch = p.batch WHERE NOT p.attestation`),
          required,
        )
  return found.length === 0
    ? 'SELECT CAST(NULL AS VARCHAR) AS platform, CAST(NULL AS VARCHAR) AS required WHERE 1 = 0'
    : `SELECT * FROM (VALUES ${found.toSorted().join(', ')}) AS t (platform, required)`
}
