import { documentNames } from '../../lib/document-names.ts'
import { defaultLimits } from '../../lib/limits.ts'

/** One thing that `assay` does. Parsing, `--help` and the texts of errors all come from these rows. */
export interface CommandRow {
  readonly name: string
  readonly operands: string
  readonly does: string
  readonly more: readonly string[]
  readonly examples: readonly string[]
}

export const commandRows = [
  {
    name: 'report',
    operands: '[FILE|DIR|-]...',
    does: 'Analyse exports: one report over all that is named.',
    more: [
      'A FILE is an export as `oc get -o json` or `-o yaml` writes it, several documents one after another too, plain or compressed with gzip or zstd; what it is is told by its content. A DIR stands for all files in it and in its folders, sorted by path, without those whose names start with a dot. `-` is standard input, and what is read when nothing is named.',
      'The report goes to standard output, everything else to standard error.',
    ],
    examples: [
      'oc get images -o json | assay report',
      'assay report images.json.gz --format table',
      'assay report exports/ --evidence manifests/ --fail-on warning',
      'assay report images.json --keys release-key.asc',
      'assay report images.json --store file:reports --format json > report.json',
      'assay report images.json --format html > report.html',
    ],
  },
  {
    name: 'audit',
    operands: '',
    does: 'Audit the fleet over the reports in a store.',
    more: [
      'Takes the reports that are new into a data set of Parquet files, asks every question of it about the newest report of each export, and names the reports that are damaged. Images that could not be verified are tried again with the evidence that the store holds now. The answer goes to standard output and into the store, as audits/YEAR/MONTH/DAY/TIME/audit.json and, unless a later one is there, as audits/latest.json.',
    ],
    examples: [
      'assay audit --store file:reports',
      'assay audit --store s3://BUCKET/PREFIX --format json > audit.json',
      'assay audit --store file:reports --at 2026-01-31T02:00:00Z',
    ],
  },
  {
    name: 'serve',
    operands: '',
    does: 'Answer HTTP on 127.0.0.1, and report on what is put into an inbox.',
    more: [
      'The HTTP API is the one that the functions have in the cloud; GET /openapi.json describes it. Only this machine is answered, and no page of another site.',
      'The inbox stands in for the bucket of exports: each file in it is assayed into the store under its path in the inbox, once it has been left alone for a second; what lies below evidence/ becomes evidence. Files that came while nothing ran are found.',
      'With a secret in the environment variable ASSAY_EVENTS_SECRET, POST /v1/events takes notifications of S3 and Ceph RGW, with the secret as a bearer token or as ?token=. EXPORTS_BUCKET names the only bucket that they may speak of.',
      'Ends on Ctrl-C and on SIGTERM, when what was begun is done.',
    ],
    examples: [
      'assay serve --store file:reports',
      'assay serve --store file:reports --inbox exports --port 9000',
      'curl --data-binary @images.json http://127.0.0.1:8080/v1/reports',
    ],
  },
  {
    name: 'manifest',
    operands: 'DIGEST FILE...',
    does: "Write a proven manifest's exact bytes.",
    more: [
      'Finds the image of that digest (its beginning is enough, with or without `sha256:`) in the exports, proves its manifest and writes exactly the bytes that hash to the digest, so that sha256sum confirms them. What cannot be proven is not written.',
    ],
    examples: [
      'assay manifest sha256:371829c0… images.json | sha256sum',
      'assay manifest 371829c images.json --evidence manifests/ > manifest.json',
    ],
  },
  {
    name: 'checks',
    operands: '[ID]',
    does: 'List the checks: what each proves, its severity.',
    more: ['With the ID of one check, tells all about it.'],
    examples: ['assay checks', 'assay checks layers-match', 'assay checks --format json'],
  },
  {
    name: 'policy',
    operands: 'check FILE [REPORT|-]...',
    does: 'Explain a policy, and say which images of a report it would fail.',
    more: [
      'Reads the policy in FILE strictly and tells it in words, one sentence a rule. A REPORT is what `assay report` wrote with --format json or ndjson, or report.json or images.ndjson.gz of a store, plain or compressed with gzip; of each the images are named that the policy fails, by all of its rules, those that only audits judge too, as of --at.',
    ],
    examples: [
      'assay policy check policy.json',
      'assay policy check policy.json report.json --at 2026-01-31T02:00:00Z',
      'assay report images.json --format ndjson | assay policy check policy.json -',
    ],
  },
  {
    name: 'schema',
    operands: '[NAME]',
    does: 'Write the JSON Schemas of the documents.',
    more: [
      `NAME is one of ${documentNames.join(', ')}. Without it, all of them as one object, keyed by name.`,
    ],
    examples: ['assay schema ImageReport > image-report.schema.json'],
  },
] as const satisfies readonly CommandRow[]

export type CommandName = (typeof commandRows)[number]['name']

const formatWords = {
  table: 'table for people',
  json: 'json with everything',
  ndjson: 'ndjson with one image a line',
  html: 'html for a page to look at',
} as const

export type Format = keyof typeof formatWords

/** The formats that each command writes. */
export const formats = {
  report: ['table', 'json', 'ndjson', 'html'],
  audit: ['table', 'json', 'html'],
  checks: ['table', 'json'],
  policy: ['table', 'json'],
} as const satisfies Readonly<Record<string, readonly Format[]>>

const formatHelp = (offered: readonly Format[]): string =>
  `${offered.map((format) => formatWords[format]).join(', ')}. Default: table on a terminal, json otherwise.`

/** One option of `assay`. Parsing, `--help` and the texts of errors all come from these rows. */
export interface OptionRow {
  readonly name: string
  /** One letter that means the same. */
  readonly short?: string
  /** What other programs call it: not taken, but answered with its name. */
  readonly elsewhere?: readonly string[]
  /** What stands for its value in help; without it the option is a switch. */
  readonly value?: string
  readonly does: string
  /** The same for one command, where that is not alike for all. */
  readonly doesFor?: Readonly<Record<string, string>>
  readonly commands: readonly string[]
  /** The values that it takes, where they are a list. */
  readonly values?: readonly string[]
  readonly repeatable?: true
}

const limitNames = Object.keys(defaultLimits)

export const optionRows = [
  {
    name: 'evidence',
    value: 'FILE|DIR',
    does: 'Raw manifests, configurations, OCI layouts or Image exports to verify against. Repeatable.',
    commands: ['report', 'manifest'],
    repeatable: true,
  },
  {
    name: 'policy',
    value: 'FILE',
    does: 'Policy to judge images by. Default: policy.json of the store, where it holds one.',
    commands: ['report'],
  },
  {
    name: 'keys',
    value: 'FILE|DIR',
    does: 'OpenPGP public keys to verify signatures with, armored or binary. Repeatable.',
    commands: ['report'],
    repeatable: true,
  },
  {
    name: 'store',
    value: 'URI',
    does: 'Also write the report into a store: file:DIR or s3://BUCKET/PREFIX. Evidence and keys that the store holds are used. audit and serve need one.',
    commands: ['report', 'audit', 'serve'],
  },
  {
    name: 'name',
    value: 'NAME',
    does: "The name that the report is stored under, and that a single source takes. Default: the only source's file name; several sources, or standard input, need it with --store.",
    commands: ['report'],
  },
  {
    name: 'at',
    value: 'TIME',
    does: 'The time, as RFC 3339, that clock-bound judgements stand for. Default: now.',
    commands: ['report', 'audit', 'policy'],
  },
  {
    name: 'repair',
    value: 'on|off',
    does: 'Whether to search images that nothing proves for the one field that is false. Default: on for exports of up to 1,000 images.',
    commands: ['report', 'manifest'],
    values: ['on', 'off'],
  },
  {
    name: 'format',
    elsewhere: ['o', 'output'],
    value: 'FORMAT',
    does: formatHelp(formats.report),
    doesFor: Object.fromEntries(
      Object.entries(formats).map(([command, offered]) => [command, formatHelp(offered)]),
    ),
    commands: Object.keys(formats),
    values: formats.report,
  },
  {
    name: 'fail-on',
    value: 'SEVERITY',
    does: 'Exit with 1 from findings of this severity on: error, warning or never. Default: error.',
    commands: ['report', 'audit', 'policy'],
    values: ['error', 'warning', 'never'],
  },
  {
    name: 'jobs',
    elsewhere: ['j', 'threads'],
    value: 'N',
    does: "Threads that work on a large export, or on a long search. The report is the same for any number. Default: the machine's.",
    commands: ['report'],
  },
  {
    name: 'limit',
    value: 'NAME=VALUE',
    does: `Set a limit; sizes take KiB, MiB, GiB. Repeatable. Names: ${limitNames.join(', ')}.`,
    commands: ['report', 'serve', 'manifest'],
    repeatable: true,
  },
  {
    name: 'cluster-segment',
    value: 'N',
    does: 'Which segment of the name that reports are stored under names the cluster: 2 for REGION/CLUSTER/FILE. Default: 1.',
    commands: ['audit'],
  },
  {
    name: 'engine',
    value: 'ENGINE',
    does: 'What answers the questions: duckdb, on this machine, or athena:NAME, where NAME is that of the Glue database and of the workgroup over the bucket. Default: duckdb.',
    commands: ['audit'],
  },
  {
    name: 'port',
    value: 'N',
    does: 'The port to answer on; 0 takes any that is free. Default: 8080.',
    commands: ['serve'],
  },
  {
    name: 'inbox',
    value: 'DIR',
    does: 'A folder whose files are assayed into the store as they come.',
    commands: ['serve'],
  },
  {
    name: 'body-limit',
    value: 'SIZE',
    does: 'The largest export that is taken by HTTP, in bytes, KiB, MiB or GiB. Default: 4500000.',
    commands: ['serve'],
  },
  {
    name: 'help',
    short: 'h',
    does: 'Show this help, or that of a command.',
    commands: [],
  },
  {
    name: 'version',
    elsewhere: ['v', 'V'],
    does: 'Show the version.',
    commands: [],
  },
] as const satisfies readonly OptionRow[]

export type OptionName = (typeof optionRows)[number]['name']
