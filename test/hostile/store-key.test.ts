import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { reportSources } from '../../lib/assay.ts'
import { writeReport } from '../../lib/report/write.ts'
import { exportKey } from '../../lib/store/export-key.ts'
import { foldedName } from '../../lib/store/file-name.ts'
import { openStore } from '../../lib/store/open.ts'
import { sourceOf } from '../export/collect.ts'
import { runCli, samples } from '../functions/run-cli.ts'

const sample = join(samples, 'blanked-imagestreamimage.json')
const folder = mkdtempSync(join(tmpdir(), 'assay-store-key-'))
const inner = join(folder, 'a/b/c')
const uri = `file:${join(inner, 'store')}`
after(() => rmSync(folder, { recursive: true }))

/** Names of exports that mean something to a file system, to a bucket or to a report's layout. */
const names: readonly string[] = [
  '..',
  '../../outside',
  '/etc/passwd',
  'a/../b',
  'prod',
  'Prod',
  'prod.',
  '\u00dc',
  '\u{1f600}',
  '--name',
  'x'.repeat(1025),
  `${'x'.repeat(1024)}X`,
  '0123456789abcdef0123456789abcdef',
]

/** More of them, and names that no argument can have, but an HTTP query or a bucket's event can. */
const more: readonly string[] = [
  'nul\0',
  '\0',
  'a\0b',
  'lone\ud800',
  'lone\udfff',
  '',
  '.',
  '//',
  'a/./b',
  'a//b',
  'a/',
  'PROD',
  'prod!1',
  '\u00fc',
  'u\u0308',
  'i',
  'I',
  '\u0131',
  '\u0130',
  'stra\u00dfe',
  'STRASSE',
  'con',
  'nul.json',
  '~',
  '%2e%2e',
  '%2E%2E',
  '\\..\\..',
  'a\nb',
  '-',
  `${'x'.repeat(1024)}y`,
  `${'\u{1f600}'.repeat(256)}z`,
  `${'d/'.repeat(512)}e`,
  '0123456789ABCDEF0123456789ABCDEF',
  'a/0123456789abcdef0123456789abcdef/report.json',
  'report.json',
  'by-version',
]

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

interface Stored {
  readonly name: string
  readonly key: string
}

suite('an export of any name is stored under a key of its own, inside the store', () => {
  const stored: Stored[] = []

  before(async () => {
    mkdirSync(inner, { recursive: true })
    writeFileSync(join(folder, 'a/witness'), 'unchanged')
    const queue = [...names]
    const work = async (): Promise<void> => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
        const { status, stderr } = await runCli([
          'report',
          sample,
          `--name=${name}`,
          '--store',
          uri,
          '--format',
          'ndjson',
        ])
        const [, key] = /^assay: report stored: .*?\/store\/(reports\/.*)$/m.exec(stderr) ?? []
        assert.ok(status === 0 && key !== undefined, `${JSON.stringify(name)}: ${status} ${stderr}`)
        stored.push({ name, key })
      }
    }
    await Promise.all([work(), work()])
    for (const name of more) {
      const { key } = await writeReport(
        openStore(uri),
        name,
        reportSources([sourceOf(readFileSync(sample), undefined, name)]),
      )
      stored.push({ name, key })
    }
  })

  test('each report is there, and says which export it is of', async () => {
    const store = openStore(uri)
    assert.equal(stored.length, names.length + more.length)
    for (const { name, key } of stored) {
      const bytes = await store.get(key)
      assert.ok(bytes !== null, JSON.stringify(name))
      const report = JSON.parse(Buffer.from(bytes).toString())
      assert.deepEqual([report.sources[0].name, report.images.length], [name, 1])
      assert.equal(key, `reports/${exportKey(name)}/${key.split('/').at(-2)}/report.json`)
    }
  })

  test('no two of them share a place, not even on a file system where case does not count', () => {
    const places = stored.map(({ key }) => key.split('/').slice(1, -2).join('/'))
    assert.equal(new Set(places).size, stored.length)
    const folded = places.map((place) => place.split('/').map(foldedName).join('/'))
    for (const place of folded) assert.equal(place, place.toLowerCase())
    assert.equal(new Set(folded).size, stored.length)
  })

  test('no name of a file is one that a file system refuses', () => {
    for (const path of filesIn(folder))
      for (const segment of path.slice(folder.length + 1).split('/')) {
        assert.ok(Buffer.byteLength(segment) <= 255, `${segment.length} bytes`)
        assert.match(segment, /^[\w.~%!-]+$/)
        assert.doesNotMatch(segment, /^\.\.?$/)
      }
  })

  test('nothing is written outside of the store', () => {
    const outside = filesIn(folder).filter((path) => !path.startsWith(join(inner, 'store/')))
    assert.deepEqual(outside, [join(folder, 'a/witness')])
    assert.equal(readFileSync(join(folder, 'a/witness'), 'utf8'), 'unchanged')
  })

  test('the same export under the same name finds its report, and writes nothing', async () => {
    const earlier = filesIn(join(inner, 'store')).toSorted()
    const { status, stderr } = await runCli([
      'report',
      sample,
      '--name=..',
      '--store',
      uri,
      '--format',
      'ndjson',
    ])
    assert.equal(status, 0, stderr)
    assert.deepEqual(filesIn(join(inner, 'store')).toSorted(), earlier)
  })
})
