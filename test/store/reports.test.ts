import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newestReports, reportsAmong } from '../../lib/store/reports.ts'

const [a, b] = ['a'.repeat(32), 'b'.repeat(32)]

/** Of objects in `reports/x.json/`, each with the minute in which it was stored, the version of the newest report. */
const newestOf = async (objects: Readonly<Record<string, number>>): Promise<string | undefined> => {
  const listed = Object.entries(objects).map(([name, minute]) => ({
    key: `reports/x.json/${name}`,
    size: 1,
    modified: new Date(Date.UTC(2026, 0, 1, 12, minute)),
  }))
  return newestReports(await reportsAmong(listed))[0]?.version
}

suite('the newest report of an export', () => {
  const rows: readonly (readonly [
    what: string,
    objects: Readonly<Record<string, number>>,
    version: string,
  ])[] = [
    ['is the one that was stored last', { [`${a}/report.json`]: 2, [`${b}/report.json`]: 1 }, a],
    ['of one time is that of the greater version', { [`${a}/report.json`]: 1, [`${b}/report.json`]: 1 }, b],
    [
      'is that of the export which came last, whichever was stored last',
      {
        [`${a}/arrived/2026-01-01T115959.999Z`]: 9,
        [`${a}/report.json`]: 9,
        [`${b}/arrived/2026-01-01T120000.000Z`]: 1,
        [`${b}/report.json`]: 1,
      },
      b,
    ],
    [
      'is that of the export which came back last',
      {
        [`${a}/arrived/2026-01-01T120000.000Z`]: 0,
        [`${a}/arrived/2026-01-01T120500.000Z`]: 5,
        [`${a}/report.json`]: 0,
        [`${b}/arrived/2026-01-01T120300.000Z`]: 3,
        [`${b}/report.json`]: 3,
      },
      a,
    ],
    [
      'of exports of one second is that of the one which came last, whichever was stored last',
      {
        [`${b}/arrived/2026-01-01T120000.000Z-${'1'.padStart(32, '0')}`]: 9,
        [`${b}/report.json`]: 9,
        [`${a}/arrived/2026-01-01T120000.000Z-${'2'.padStart(32, '0')}`]: 1,
        [`${a}/report.json`]: 1,
      },
      a,
    ],
    [
      'is that of the export which came back within the second',
      {
        [`${a}/arrived/2026-01-01T120000.000Z-${'1'.padStart(32, '0')}`]: 1,
        [`${a}/arrived/2026-01-01T120000.000Z-${'3'.padStart(32, '0')}`]: 1,
        [`${a}/report.json`]: 1,
        [`${b}/arrived/2026-01-01T120000.000Z-${'2'.padStart(32, '0')}`]: 1,
        [`${b}/report.json`]: 1,
      },
      a,
    ],
    [
      'of one export is the one that was stored last',
      {
        [`${a}/arrived/2026-01-01T120000.000Z`]: 1,
        [`${a}/report.json`]: 2,
        [`${b}/arrived/2026-01-01T120000.000Z`]: 1,
        [`${b}/report.json`]: 1,
      },
      a,
    ],
    [
      'came when it was stored where nothing else tells',
      { [`${a}/arrived/2026-01-01T120300.000Z`]: 3, [`${a}/report.json`]: 9, [`${b}/report.json`]: 4 },
      b,
    ],
    [
      'is none that is not complete, nor takes its arrival from another',
      { [`${a}/arrived/2026-01-01T130000.000Z`]: 1, [`${b}/report.json`]: 1 },
      b,
    ],
  ]
  for (const [what, objects, version] of rows)
    test(what, async () => assert.equal(await newestOf(objects), version))
})
