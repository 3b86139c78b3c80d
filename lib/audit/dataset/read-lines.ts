import { MiB } from '../../binary-units.ts'
import { literal } from '../engine/duckdb.ts'

/** An ImageReport as far as the data set holds it (docs/report.md, "ImageReport"), in DuckDB's types. */
const lineColumns = {
  kind: 'VARCHAR',
  name: 'VARCHAR',
  namespace: 'VARCHAR',
  stream: 'VARCHAR',
  tag: 'VARCHAR',
  digest: 'VARCHAR',
  reference: 'VARCHAR',
  type: 'VARCHAR',
  mediaType: 'VARCHAR',
  created: 'VARCHAR',
  verification: 'STRUCT(verdict VARCHAR, proof VARCHAR, bytes BIGINT, form VARCHAR, reason VARCHAR)',
  config: 'STRUCT(digest VARCHAR, size BIGINT, verdict VARCHAR, proof VARCHAR)',
  size: 'STRUCT("layerCount" BIGINT, "distinctLayerCount" BIGINT, layers BIGINT, "distinctLayers" BIGINT, total BIGINT, declared BIGINT, "unknownSizes" BIGINT)',
  layers: 'STRUCT(digest VARCHAR, size BIGINT, "mediaType" VARCHAR)[]',
  platforms:
    'STRUCT(platform VARCHAR, os VARCHAR, architecture VARCHAR, variant VARCHAR, digest VARCHAR, "manifestSize" BIGINT, attestation BOOLEAN, present BOOLEAN)[]',
  signatures:
    'STRUCT(name VARCHAR, type VARCHAR, verdict VARCHAR, "keyId" VARCHAR, "claimedDigest" VARCHAR, "claimedIdentity" VARCHAR, "digestMatches" BOOLEAN, "identityMatches" BOOLEAN)[]',
  findings:
    'STRUCT("check" VARCHAR, severity VARCHAR, path VARCHAR, message VARCHAR, expected VARCHAR, actual VARCHAR)[]',
} as const

/** The longest line that is read, in bytes; each thread holds two buffers of this size. 1,000 layers take 200 KB. */
const longestLine = 32 * MiB

/**
 * SQL that makes the temporary table `lines` of files named `<report>.ndjson.gz`: a row a line, in the files' order, and
 * which report it is of. Fails as a whole where a file is damaged or a member is not of its type.
 */
export const readLines = (files: readonly string[]): string => {
  const columns = Object.entries(lineColumns).map(([name, type]) => `${literal(name)}: ${literal(type)}`)
  return `CREATE OR REPLACE TEMP TABLE lines AS
    SELECT split_part(parse_filename(file), '.', 1) AS report, * EXCLUDE (file)
    FROM read_json([${files.map(literal).join(', ')}], format = 'newline_delimited', compression = 'gzip',
      maximum_object_size = ${longestLine}, filename = 'file', columns = {${columns.join(', ')}})`
}

/** What each report's lines come to; `first` is the row of its first one, `sound` is how many of them have what an ImageReport must have. */
export const countLines = `
  SELECT report, min(rowid) AS first, count(*) AS images, count(*) FILTER (type = 'index') AS indexes,
    count(*) FILTER (verification.verdict = 'verified') AS verified,
    count(*) FILTER (verification.verdict = 'mismatch') AS mismatch,
    count(*) FILTER (verification.verdict = 'unverifiable') AS unverifiable,
    count(*) FILTER (kind IN ('Image', 'ImageStreamImage', 'ImageStreamTag') AND type IN ('image', 'index')
      AND verification.verdict IN ('verified', 'mismatch', 'unverifiable') AND size IS NOT NULL
      AND layers IS NOT NULL AND platforms IS NOT NULL AND signatures IS NOT NULL AND findings IS NOT NULL
      AND len(list_filter(layers, lambda one: one.digest IS NULL)) = 0
      AND len(list_filter(platforms, lambda one: one.platform IS NULL OR one.attestation IS NULL OR one.present IS NULL)) = 0
      AND len(list_filter(signatures, lambda one: one.verdict IS NULL)) = 0
      AND len(list_filter(findings, lambda one: one."check" IS NULL OR one.severity IS NULL OR one.severity NOT IN ('error', 'warning', 'info'))) = 0
    ) AS sound
  FROM lines GROUP BY report`
