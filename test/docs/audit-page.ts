import { allTables } from '../../lib/audit/dataset/tables.ts'
import { querySql } from '../../lib/audit/sql.ts'
import { code, page, table } from './markdown.ts'

/** Names the tables in DuckDB, started in the store's folder. */
export const preamble = `CREATE VIEW reports AS SELECT * FROM read_parquet('data/reports/*/*.parquet');
CREATE VIEW audits AS SELECT * FROM read_parquet('data/audits/*/*.parquet');
CREATE VIEW images AS SELECT * FROM read_parquet('data/images/*/*.parquet');
CREATE VIEW layers AS SELECT * FROM read_parquet('data/layers/*/*.parquet');
CREATE VIEW findings AS SELECT * FROM read_parquet('data/findings/*/*.parquet');`

/** The rows that count: those of the reports that the last audit drew from, each report from one batch. */
const counting = `WITH counted AS (
  SELECT r.batch, r.report, r.export_key
  FROM (
    SELECT reports.*, row_number() OVER (PARTITION BY report ORDER BY batch_reports DESC, batch) AS copy
    FROM reports
  ) r
  JOIN audits a ON a.report = r.report
  WHERE r.copy = 1 AND a.audited_at = (SELECT max(audited_at) FROM audits)
)`

/** Each is run by a test. */
export const workedQueries = [
  {
    asks: 'Which images fail, and where are they?',
    sql: `${counting}
SELECT c.export_key, i.namespace, i.name, i.verdict, i.reason
FROM images i
JOIN counted c ON c.batch = i.batch AND c.report = i.report
WHERE i.verdict <> 'verified'
ORDER BY c.export_key, i.namespace, i.name`,
  },
  {
    asks: 'What do the layers of each namespace weigh, each layer once?',
    sql: `${counting}
SELECT namespace, count(*) AS layers, sum(bytes) AS bytes
FROM (
  SELECT l.namespace, l.digest, max(l.bytes) AS bytes
  FROM layers l
  JOIN counted c ON c.batch = l.batch AND c.report = l.report
  GROUP BY l.namespace, l.digest
) once
GROUP BY namespace
ORDER BY bytes DESC, namespace`,
  },
  {
    asks: 'Which checks fire on which images?',
    sql: `${counting}
SELECT f.check_id, f.severity, i.name, f.path, f.message
FROM findings f
JOIN counted c ON c.batch = f.batch AND c.report = f.report
JOIN images i ON i.batch = f.batch AND i.report = f.report AND i.image = f.image
ORDER BY f.severity, f.check_id, i.name, f.path`,
  },
] as const

const questionOf = (sql: string): string =>
  (/^(?:-- .*\n)+/.exec(sql)?.[0] ?? '')
    .split('\n')
    .map((line) => line.replace(/^-- /, ''))
    .join(' ')
    .trim()

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``

/** `docs/audit.md`: the audit's questions, and the data set that they are asked of. */
export const auditPage = (): string =>
  page('Audits', '`lib/audit`', [
    '`assay audit --store URI` takes the reports that are new in the store into a data set of Parquet files and asks a fixed list of questions about the newest report of each export. The answers stand in `audit.json` under `answers`, by the name of the question. What is in the data set already is not read again.',
    '## What is asked',
    'One file of SQL each, in `lib/audit/queries`; the column names of the answers are those of the SQL. Lists are cut where the SQL says so.',
    table(
      ['question', 'asks'],
      Object.entries(querySql).map(([name, sql]) => [code(name), questionOf(sql)]),
    ),
    'The cluster is the first segment of the name that a report is stored under: `cluster-a/images.json` is of `cluster-a`. Where your names begin otherwise, say which segment it is: `--cluster-segment 2`, or the parameter `clusterSegment` of the deployment.',
    'Where the store holds a `policy.json`, every image is judged by all of its rules for the moment of the audit: by those that need the time too, which reports leave out, such as `age`, and by waivers as they stand then. That judgement stands for the one that each report made in its time, in `findings`, `policy` and `violations`, in the summary and so in the exit status. `coverage-gaps` tells which streams lack a platform that is required of them. Without a policy in the store, what reports were made with counts.',
    'In drift each export is compared with itself as it was at the last audit before this one, by the verdicts that both audits counted: verified where evidence settled an image.',
    'The summary counts everything and names up to 1,000 each of platforms (those of most images), conflicts (by digest) and wanted manifests (by name). Conflicts that a report itself counts without naming them are added up.',
    'An image that its report could not verify for want of bytes is tried again with what the store holds under `evidence/` now. Where those bytes hash to its digest and are a manifest, the audit counts it as verified by evidence and lists it under `settled`, with how many descriptions of it have other layers than the manifest (`contradicted`). Assay its export again for a report that says more.',
    'The audit of a moment is about the reports that were the newest when it began, the evidence that it found and what the policy said; all of that is written down first, in `audits`, `settlements`, `requirements` and `violations`. Run again for the same moment, after it was interrupted or twice at once, it comes to the same answer.',
    'The latest audit is that of the latest moment, so a moment more than a day ahead is refused. Where `audits/latest.json` is of a moment that is still to come all the same, since a clock ran ahead, audits say so and go on: delete `audits/latest.json`, `audits/latest.html`, `index.html`, the file of `data/audits` named after that moment and all under `data/by-digest/`; the next audit writes them anew. Where something got worse, `told` beside an audit holds what the topic of the deployment was told.',
    '## The data set',
    '`data/TABLE/day=YYYY-MM-DD/BATCH.parquet` in the store, zstd; the day is when the reports were stored, UTC. Files are written once and never changed; small batches of a day are merged into a larger one after an audit, and then go. Point DuckDB, Athena or pandas at them. All names in it are claims of the exports: print them with care.',
    '**Which rows count.** A batch is there when its file of `reports` is, which is written last. Reports may be in two batches, where two audits ran at once or while batches are merged: the larger counts. So join on (`batch`, `report`) with the reports that an audit drew from, as the queries below do; then nothing counts twice, and nothing half-written counts.',
    '**What is lost.** `files` in `reports` says which files a batch must have, and an audit counts the images of its reports again. A batch of which a file is gone, or holds other images, is taken away and its reports are taken in again; one that is gone from `reports/` too is named under `damaged`. Of batches that older versions wrote, without `files`, only images can be missed. The same is done with a batch of which a file cannot be read. A file of `audits`, `settlements`, `requirements` or `violations` cannot be made again: where one cannot be read, the audit ends, names it and says what deleting it costs.',
    'The same images by digest, for look-ups, are in `data/by-digest/ALGORITHM/XX.ndjson.gz`, XX the first two hex digits: a line with `asOf`, then a line for each time that a report names the image. `GET /v1/images/DIGEST` answers from there.',
    ...allTables.flatMap(({ name, means, columns }) => [
      `### ${name}`,
      means,
      table(
        ['column', 'type', 'holds'],
        columns.map((column) => [code(column.name), column.type, column.means]),
      ),
    ]),
    '## Three queries',
    "In the store's folder, with DuckDB; on a bucket, with Athena, the tables are there by these names and only the queries are needed.",
    fenced('sql', preamble),
    ...workedQueries.flatMap(({ asks, sql }) => [asks, fenced('sql', `${sql};`)]),
  ])
