import { longestPlatform } from '../../report/summary.ts'

/** One column of the data set: its name, its type (spelled as DuckDB and Trino both read it) and what it holds. */
export interface Column {
  readonly name: string
  readonly type: 'VARCHAR' | 'BIGINT' | 'BOOLEAN' | 'TIMESTAMP'
  readonly means: string
  /** DuckDB's expression for it over one report line (`line`), or over `element` where the table unnests a list. */
  readonly from: string
  /** Whether files of older versions lack it: there it is null. */
  readonly isLate?: true
}

/** One table of the data set, `data/<name>/day=YYYY-MM-DD/<batch>.parquet`. */
export interface Table {
  readonly name: string
  readonly means: string
  /** The list of a report's line that each row is an element of; without it a row is a line. */
  readonly list?: string
  /** Expressions over a line that `marks` and columns name: made once. */
  readonly parts?: Readonly<Record<string, string>>
  /** Texts that keys are made of, each once: `<name>` is then its MD5 as a number. */
  readonly marks?: Readonly<Record<string, string>>
  readonly columns: readonly Column[]
  /** What is lost with a file of it for good; files of batches are made again. */
  readonly cost?: string
}

const text = (name: string, from: string, means: string): Column => ({ name, type: 'VARCHAR', means, from })
const whole = (name: string, from: string, means: string): Column => ({ name, type: 'BIGINT', means, from })
const flag = (name: string, from: string, means: string): Column => ({ name, type: 'BOOLEAN', means, from })

/**
 * 63 bits of a text's MD5 as a number: to group and to count by, many times faster than by the text. Digests are of a
 * fixed form, so that nobody can choose two with the same key; where a sum rests on it, two keys are used (126 bits).
 */
const lowKey = (mark: string): string => `${mark} & 9223372036854775807`
const highKey = (mark: string): string => `(${mark} >> 64) & 9223372036854775807`

/** What every table begins with: (`batch`, `report`) says whether a row counts, (`report`, `image`) what it is of. */
const place = [
  text('batch', 'line.batch', 'The file that the row came in with; see `reports`.'),
  text('report', 'line.report', 'The report that the row is of; see `reports`.'),
  whole(
    'image',
    'line.image',
    'Number of the image inside its report: the lines of its `images.ndjson.gz`, from 0 on.',
  ),
]

/** As many hex digits of each layer's digest stand in `images.stack`. */
export const stackDigits = 16

const digestsIn = (list: string): string =>
  `array_to_string(list_transform(${list}, lambda one: split_part(one.digest, ':', 2)[1:${stackDigits}]), '')`
const stack = `CASE line.type WHEN 'index' THEN ${digestsIn('line.platforms')} ELSE ${digestsIn('line.layers')} END`

/** As `shortened` of `lib/checks`. */
const shortenedBy = (value: string, longest: number): string =>
  `CASE WHEN length(${value}) <= ${longest} THEN ${value} ELSE ${value}[1:${longest}] || '… (' || length(${value}) || ' characters)' END`

const layerTypes =
  'CAST(to_json(list_sort(list_distinct(list_transform(line.layers, lambda one: coalesce(one."mediaType", \'\'))))) AS VARCHAR)'

/** The tables that hold the lines of reports; `reports`, which says which of them count, is made beside them. */
export const lineTables: readonly Table[] = [
  {
    name: 'images',
    means: 'One row an image of a report: `ImageReport` without its lists.',
    parts: { stack_text: stack, layer_type_list: layerTypes },
    marks: {
      digest_mark: 'line.digest',
      config_mark: 'line.config.digest',
      stack_mark: "nullif(stack_text, '')",
    },
    columns: [
      ...place,
      text('kind', 'line.kind', '`ImageStreamImage`, `ImageStreamTag` or `Image`.'),
      text('name', 'line.name', 'As the export says it: untrusted, like all names.'),
      text('namespace', 'line.namespace', ''),
      text('stream', 'line.stream', ''),
      text('tag', 'line.tag', ''),
      text('digest', 'line.digest', ''),
      whole('digest_key', lowKey('digest_mark'), 'Stands for `digest`, to group by; so do the other keys.'),
      text('reference', 'line.reference', '`dockerImageReference`.'),
      text('type', 'line.type', '`image` or `index`.'),
      text('media_type', 'line."mediaType"', ''),
      text('verdict', 'line.verification.verdict', '`verified`, `mismatch` or `unverifiable`.'),
      text('proof', 'line.verification.proof', ''),
      text('form', 'line.verification.form', ''),
      text('reason', 'line.verification.reason', ''),
      whole('manifest_bytes', 'line.verification.bytes', ''),
      text('config_digest', 'line.config.digest', ''),
      whole('config_high', highKey('config_mark'), ''),
      whole('config_low', lowKey('config_mark'), ''),
      whole('config_bytes', 'line.config.size', ''),
      text(
        'config_verdict',
        'line.config.verdict',
        'Null for schema 1 and for indexes: they have no config.',
      ),
      text('config_proof', 'line.config.proof', ''),
      whole('layer_count', 'line.size."layerCount"', ''),
      text(
        'layer_types',
        layerTypes,
        'Media types of its layers, each once, as JSON; `""` where none is said.',
      ),
      whole('layer_bytes', 'line.size.layers', 'Every layer, repeated ones too.'),
      whole('distinct_layer_bytes', 'line.size."distinctLayers"', 'Each layer once.'),
      whole('total_bytes', 'line.size.total', 'Distinct layers and config.'),
      whole('declared_bytes', 'line.size.declared', '`dockerImageMetadata.Size`.'),
      whole('unknown_sizes', 'line.size."unknownSizes"', ''),
      {
        name: 'created',
        type: 'TIMESTAMP',
        means: 'When the image says that it was made, UTC; null where it does not say.',
        from: 'TRY_CAST(line.created AS TIMESTAMP)',
      },
      text(
        'stack',
        'stack_text',
        `The first ${stackDigits} hex digits of each layer's digest, base first, end to end: an image builds on another where its stack begins with the other's. Of an index, those of its entries.`,
      ),
      whole('stack_key', lowKey('stack_mark'), ''),
    ],
  },
  {
    name: 'layers',
    means: 'One row a layer of a single image; repeated ones kept.',
    list: 'layers',
    marks: { layer_mark: 'element.digest' },
    columns: [
      ...place,
      text('namespace', 'line.namespace', "The image's."),
      whole('position', 'position', 'From 1, the base, on.'),
      text('digest', 'element.digest', ''),
      whole('blob_high', highKey('layer_mark'), 'With `blob_low` stands for `digest`, to group by.'),
      whole('blob_low', lowKey('layer_mark'), ''),
      whole('bytes', 'element.size', 'Null where it cannot be known.'),
      text('media_type', 'element."mediaType"', ''),
      flag(
        'repeated',
        'CASE WHEN line.size."distinctLayerCount" = line.size."layerCount" THEN false ELSE list_position(list_transform(line.layers, lambda one: one.digest), element.digest) < position END',
        'Whether the same layer stands below in the same image.',
      ),
    ],
  },
  {
    name: 'platforms',
    means: 'One row a platform: a single image has one, an index one for each entry.',
    list: 'platforms',
    columns: [
      ...place,
      text('namespace', 'line.namespace', "The image's."),
      text('stream', 'line.stream', "The image's."),
      text('type', 'line.type', "The image's: `image` or `index`."),
      text(
        'platform',
        shortenedBy('element.platform', longestPlatform),
        `\`os/architecture[/variant]\`, \`unknown\` for what is not said; cut after ${longestPlatform} characters.`,
      ),
      text('os', 'element.os', ''),
      text('architecture', 'element.architecture', ''),
      text('variant', 'element.variant', ''),
      text('digest', 'element.digest', ''),
      whole('manifest_bytes', 'element."manifestSize"', ''),
      flag('attestation', 'element.attestation', ''),
      flag('present', 'element.present', 'Whether the manifest that it speaks of was in the export.'),
    ],
  },
  {
    name: 'findings',
    means: 'One row a finding.',
    list: 'findings',
    columns: [
      ...place,
      text('check_id', 'element."check"', 'See `assay checks`.'),
      text('severity', 'element.severity', '`error`, `warning` or `info`.'),
      text('path', 'element.path', ''),
      text('message', 'element.message', ''),
      text('expected', 'element.expected', ''),
      text('actual', 'element.actual', ''),
    ],
  },
  {
    name: 'signatures',
    means: 'One row a signature.',
    list: 'signatures',
    columns: [
      ...place,
      text('digest', 'line.digest', "The image's."),
      text('name', 'element.name', ''),
      text('type', 'element.type', ''),
      text('verdict', 'element.verdict', ''),
      text('key_id', 'element."keyId"', ''),
      text('claimed_digest', 'element."claimedDigest"', ''),
      text('claimed_identity', 'element."claimedIdentity"', ''),
      flag('digest_matches', 'element."digestMatches"', ''),
      flag('identity_matches', 'element."identityMatches"', ''),
    ],
  },
]

/** A column of a table that is not made of lines. */
const own = (name: string, type: Column['type'], means: string): Column => ({ name, type, means, from: name })

export const conflictsTable: Table = {
  name: 'conflicts',
  means: 'One row a value or an image of a conflict that a report names in its summary.',
  columns: [
    own('batch', 'VARCHAR', 'See `reports`.'),
    own('report', 'VARCHAR', 'See `reports`.'),
    own('digest', 'VARCHAR', ''),
    own('path', 'VARCHAR', ''),
    own('role', 'VARCHAR', '`value` or `image`.'),
    own('text', 'VARCHAR', ''),
  ],
}

export const reportsTable: Table = {
  name: 'reports',
  means:
    'One row a report that is in. Written last of its batch: rows of other tables count where a row here has their (batch, report).',
  columns: [
    own('batch', 'VARCHAR', 'Hex name of the files that the report came in with.'),
    own('batch_reports', 'BIGINT', 'Reports of that batch. A report may be in several; the largest counts.'),
    {
      ...own('files', 'VARCHAR', 'The other tables that the batch has a file in, with a space between them.'),
      isLate: true,
    },
    own('report', 'VARCHAR', 'Hex that stands for (export_key, version).'),
    own('export_key', 'VARCHAR', ''),
    own('version', 'VARCHAR', ''),
    own('stored_at', 'TIMESTAMP', 'When its `report.json` was stored, UTC.'),
    own('images', 'BIGINT', ''),
    own('indexes', 'BIGINT', ''),
    own('rejected', 'BIGINT', ''),
    { ...own('more_conflicts', 'BIGINT', 'Conflicts beside those that its summary names.'), isLate: true },
    own('verified', 'BIGINT', ''),
    own('mismatch', 'BIGINT', ''),
    own('unverifiable', 'BIGINT', ''),
  ],
}

export const auditsTable: Table = {
  name: 'audits',
  means: 'One row a report that an audit drew from: the newest of its export.',
  columns: [
    own('audited_at', 'TIMESTAMP', 'The moment that the audit stands for, UTC.'),
    own('report', 'VARCHAR', 'See `reports`.'),
    { ...own('images', 'BIGINT', 'As in `reports`, where the report may be gone later.'), isLate: true },
    { ...own('verified', 'BIGINT', 'Likewise.'), isLate: true },
    { ...own('mismatch', 'BIGINT', 'Likewise.'), isLate: true },
    { ...own('unverifiable', 'BIGINT', 'Likewise.'), isLate: true },
  ],
  cost: 'that audit in `history`, and as what the next one is compared with',
}

const auditedAt = own('audited_at', 'TIMESTAMP', 'The moment of the audit, UTC.')

export const settlementsTable: Table = {
  name: 'settlements',
  means: 'One row a digest that evidence settled for an audit which came after the report.',
  columns: [
    auditedAt,
    own('digest', 'VARCHAR', ''),
    own('stack', 'VARCHAR', 'Of the true manifest, as `images.stack` is of what the export says.'),
    {
      ...own(
        'images',
        'BIGINT',
        "Images of the audit's reports that are verified by it and were not before.",
      ),
      isLate: true,
    },
  ],
  cost: 'what evidence settled for that audit: `history`, and drift from it, count those images as unverifiable',
}

export const requirementsTable: Table = {
  name: 'requirements',
  means: 'One row a platform that the policy of an audit requires of a stream.',
  columns: [
    auditedAt,
    own('namespace', 'VARCHAR', ''),
    own('stream', 'VARCHAR', ''),
    own('platform', 'VARCHAR', 'As the policy writes it.'),
  ],
  cost: 'what the policy required at that audit: made again for its moment, it is what the policy requires now',
}

export const violationsTable: Table = {
  name: 'violations',
  means:
    'One row a way in which an image breaks the policy at an audit, by all rules: those that need the time too.',
  columns: [
    auditedAt,
    own('report', 'VARCHAR', 'See `reports`.'),
    own('image', 'BIGINT', 'Number of the image inside its report.'),
    own('check_id', 'VARCHAR', '`policy-…`; see `assay checks`.'),
    own('severity', 'VARCHAR', '`error`, `warning` or `info`.'),
    own('path', 'VARCHAR', ''),
    own('message', 'VARCHAR', ''),
    own('expected', 'VARCHAR', ''),
    own('actual', 'VARCHAR', ''),
  ],
  cost: 'what broke the policy at that audit: the next one says nothing of what was broken before',
}

/** What an audit rests on, a file an audit named after its moment, written once by whoever comes first. */
export const groundTables: readonly Table[] = [
  auditsTable,
  settlementsTable,
  requirementsTable,
  violationsTable,
]

/** The tables that hold reports rather than their lines. */
const reportTables: readonly Table[] = [conflictsTable, reportsTable]

/** The tables whose files are batches. */
export const batchTables: readonly Table[] = [...lineTables, ...reportTables]

export const allTables: readonly Table[] = [...batchTables, ...groundTables]
