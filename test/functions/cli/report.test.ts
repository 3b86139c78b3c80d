import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { parseCall } from '../../../functions/cli/parse.ts'
import { report } from '../../../functions/cli/report.ts'
import type { AssayOptions, reportSources } from '../../../lib/assay.ts'
import type { Source } from '../../../lib/export/source.ts'
import { canonicalJson } from '../../../lib/json/canonical.ts'
import type { ReportFrame } from '../../../lib/report/renderer.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { frameOf, imageReport, mismatch, reportsOf, source } from '../../report/sample-report.ts'
import { fakeConsole } from './fake-console.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-report-'))
  await writeFile(join(folder, 'a.json'), 'a')
  await writeFile(join(folder, 'b.json'), 'bb')
})
after(() => rm(folder, { recursive: true }))

interface Seen {
  sources: readonly Source[]
  options: AssayOptions
  yielded: number
}

/** An assay that has found what it is told, and remembers what it was asked. */
const finding = (images: readonly ImageReport[], changes: Parameters<typeof frameOf>[0] = {}) => {
  const seen: Seen = { sources: [], options: {}, yielded: 0 }
  const assay: typeof reportSources = async function* (sources, options) {
    seen.sources = [...sources]
    seen.options = options ?? {}
    const frame: ReportFrame = frameOf({
      sources: seen.sources.map(({ name }) => source({ name })),
      ...changes,
    })
    for await (const some of reportsOf(images, { frame, evidence: [], keys: [] }))
      for (const image of some) {
        seen.yielded += 1
        yield [image]
      }
    return { frame, evidence: [], keys: [] }
  }
  return { assay, seen }
}

const run = async (
  args: readonly string[],
  images: readonly ImageReport[] = [imageReport()],
  page: Parameters<typeof fakeConsole>[0] = {},
  changes: Parameters<typeof frameOf>[0] = {},
) => {
  const console = fakeConsole(page)
  const { assay, seen } = finding(images, changes)
  const inFolder = args.map((arg) => arg.replace(/^@/, `${folder}/`).replace('file:@', `file:${folder}/`))
  const status = await report(parseCall(['report', ...inFolder]), console, assay)
  return { status, printed: console.printed(), said: console.said, seen }
}

describe('what goes to standard output', () => {
  it('into a file or pipe is the canonical JSON of the whole report and not a byte more', async () => {
    const { status, printed } = await run(['@a.json'])
    const frame = frameOf({ sources: [source({ name: 'a.json' })] })
    assert.equal(printed, canonicalJson({ ...frame, images: [imageReport()] }))
    assert.equal(status, 0)
  })
  it('on a terminal is the table', async () => {
    const { printed } = await run(['@a.json'], undefined, { isTerminal: true })
    assert.match(printed, /^VERDICT .*\nok /)
  })
  it('on a terminal has colour only where that is wanted', async () => {
    const coloured = await run(['@a.json'], undefined, { isTerminal: true, colour: true })
    const plain = await run(['@a.json'], undefined, { isTerminal: true })
    assert.ok(coloured.printed.includes('\u001b['))
    assert.ok(!plain.printed.includes('\u001b['))
  })
  it('as JSON on a terminal holds nothing that it obeys, and ends the line', async () => {
    const images = [imageReport({ name: 'a\u009b31m\u202e' })]
    for (const format of ['json', 'ndjson']) {
      const { printed } = await run(['@a.json', '--format', format], images, { isTerminal: true })
      assert.match(printed, /"a\\u009b31m\\u202e"/)
      assert.match(printed, /[^\n]\n$/)
    }
  })
  it('as ndjson is one image a line', async () => {
    const { printed } = await run(['@a.json', '--format', 'ndjson'], [imageReport(), mismatch()])
    assert.equal(printed, `${canonicalJson(imageReport())}\n${canonicalJson(mismatch())}\n`)
  })
})

describe('what is read', () => {
  it('standard input when nothing is named', async () => {
    const { seen } = await run([])
    assert.deepEqual(
      seen.sources.map(({ name }) => name),
      ['-'],
    )
  })
  it('a single source under the name given', async () => {
    for (const operand of ['@a.json', '-'])
      assert.equal((await run([operand, '--name', 'prod/x'])).seen.sources[0]?.name, 'prod/x')
  })
  it('several sources under their own names', async () => {
    const { seen } = await run(['@a.json', '@b.json', '--name', 'both'])
    assert.deepEqual(
      seen.sources.map(({ name }) => name),
      ['a.json', 'b.json'],
    )
  })
  it('within the limits given', async () =>
    assert.deepEqual((await run(['-', '--limit', 'itemBytes=1MiB'])).seen.options.limits, {
      itemBytes: 2 ** 20,
    }))
  it('what is there, when something else is missing: exit 2', async () => {
    const { status, said, seen } = await run(['@gone.json', '@b.json'])
    assert.equal(status, 2)
    assert.match(said.join('\n'), /^.*gone\.json: no such file or directory\. Name a file that exists/)
    assert.equal(seen.sources.length, 1)
  })
  it('nothing, when nothing is there: exit 2 and no report', async () => {
    const { status, printed } = await run(['@gone.json'])
    assert.equal(status, 2)
    assert.equal(printed, '')
  })
})

describe('what is said beside', () => {
  const rejected = [
    { source: 0, document: 0, path: '/items/3', code: 'kind-unknown', message: 'a Pod\u001b is no image' },
    { source: 0, document: 0, path: '/items/4', code: 'kind-unknown', message: 'nor is this' },
  ]
  it('names every rejection: exit 2', async () => {
    const { status, said } = await run(['@a.json', '--fail-on', 'never'], [imageReport()], {}, { rejected })
    assert.equal(status, 2)
    assert.deepEqual(said, [
      'a.json, /items/3: a Pod\\u001b is no image (kind-unknown)',
      'a.json, /items/4: nor is this (kind-unknown)',
    ])
  })
  it('names a source without an image: exit 2', async () => {
    const { status, said } = await run(['@a.json', '@b.json'], [imageReport()])
    assert.equal(status, 2)
    assert.deepEqual(said, ['b.json: holds no image'])
  })
})

describe('a reader that goes away', () => {
  const many = Array.from({ length: 50 }, () => mismatch())
  it('ends the work, quietly, with the status of what was seen', async () => {
    const endless = Array.from({ length: 1000 }, () => mismatch())
    const { status, said, seen } = await run(['@a.json'], endless, { readerLeavesAfter: 3 })
    assert.equal(status, 1)
    assert.deepEqual(said, [])
    // Lines are written in blocks of 64 Ki characters.
    assert.ok(seen.yielded < 500)
  })
  it('does not keep the report from being stored', async () => {
    const { said, seen } = await run(['@a.json', '--store', 'file:@gone-reader'], many, {
      readerLeavesAfter: 3,
    })
    assert.equal(seen.yielded, 50)
    assert.match(said.join('\n'), /^report stored: /)
  })
})

describe('--store', () => {
  it('writes what was printed, byte for byte, and says where it lies', async () => {
    const { status, printed, said } = await run(['@a.json', '--store', 'file:@store'])
    const [, path = ''] = /^report stored: file:(.*)$/.exec(said.at(-1) ?? '') ?? []
    assert.ok(path.startsWith(`${folder}/store/reports/a.json/`))
    assert.equal(await readFile(path, 'utf8'), printed)
    const lines = gunzipSync(await readFile(path.replace('report.json', 'images.ndjson.gz')))
    assert.equal(lines.toString(), `${canonicalJson(imageReport())}\n`)
    assert.equal(status, 0)
  })
  it('may be repeated', async () => {
    const args = ['@a.json', '--store', 'file:@again']
    const first = await run(args)
    assert.deepEqual((await run(args)).said, first.said)
    assert.equal((await readdir(join(folder, 'again', 'reports', 'a.json'))).length, 1)
  })
  it('takes --name for several sources and standard input', async () => {
    for (const operands of [['@a.json', '@b.json'], ['-']]) {
      const { said } = await run([...operands, '--store', 'file:@named', '--name', 'fleet/prod'])
      assert.match(said.join('\n'), /\/named\/reports\/fleet\/prod\/[0-9a-f]{32}\/report\.json$/)
    }
  })
})

describe('wrong calls', () => {
  for (const [args, message] of [
    [['-', '-'], /standard input \(-\) can be read only once/],
    [
      ['@a.json', '@b.json', '--store', 'file:@x'],
      /--store needs --name NAME here: there are several sources/,
    ],
    [
      ['@a.json', '@gone.json', '--store', 'file:@x'],
      /--store needs --name NAME here: there are several sources/,
    ],
    [['-', '--store', 'file:@x'], /--store needs --name NAME here: standard input has no name/],
    [['-', '--at', 'now'], /--at now: takes an RFC 3339 time/],
    [['-', '--limit', 'x=1'], /no such limit/],
  ] as const)
    it(args.join(' '), () => assert.rejects(run(args), { code: 'usage', message }))

  it('a store that is none', () =>
    assert.rejects(run(['@a.json', '--store', 's3://no_bucket/x']), { code: 'store-uri-invalid' }))
})
