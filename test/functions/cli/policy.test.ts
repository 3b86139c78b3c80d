import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parseCall } from '../../../functions/cli/parse.ts'
import { policy } from '../../../functions/cli/policy.ts'
import { canonicalJson } from '../../../lib/json/canonical.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { frameOf, imageReport } from '../../report/sample-report.ts'
import { isAssayError } from '../../store/assay-error.ts'
import { fakeConsole } from './fake-console.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-policy-'))
after(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content)
const policyFile = (name: string, rules: readonly object[]): void =>
  write(name, JSON.stringify({ apiVersion: 'image-assay/v1', kind: 'Policy', rules }))

policyFile('none.json', [])
policyFile('small.json', [{ rule: 'size', maximum: 1, images: [{ stream: 'shop/ruby' }] }])
policyFile('old.json', [{ rule: 'age', days: 10, severity: 'warning' }])
policyFile('noted.json', [{ rule: 'size', maximum: 1, severity: 'info' }])
write('broken.json', '{}')

const images = [
  imageReport({ created: '2026-01-01T00:00:00Z' }),
  imageReport({ stream: 'node', name: 'node@1' }),
]
const lines = (reports: readonly ImageReport[]) =>
  reports.map((image) => `${canonicalJson(image)}\n`).join('')
const frame = frameOf()
const whole = { ...frame, summary: { ...frame.summary, images: 2 }, images }
write('report.json', canonicalJson(whole))
write('pretty.json', JSON.stringify(whole, null, 2))
write('images.ndjson', lines(images))
write('images.ndjson.gz', gzipSync(lines(images)))
write('stored.json', canonicalJson({ ...whole, images: [] }))
write('cut.ndjson.gz', gzipSync(lines(images)).subarray(0, -20))
write('second.ndjson', `${lines(images.slice(0, 1))}x\n`)
write('empty.json', '')
const exported = { apiVersion: 'image.openshift.io/v1', kind: 'Image', metadata: { name: 'sha256:1' } }
write('export.json', JSON.stringify(exported, null, 4))
write('exports.ndjson', `${JSON.stringify(exported)}\n${JSON.stringify(exported)}\n`)
write('export.yaml', 'apiVersion: image.openshift.io/v1\nkind: Image\n')

const run = async (args: string, page: Parameters<typeof fakeConsole>[0] = {}) => {
  const console = fakeConsole(page)
  const words = args.split(' ').map((word) => word.replace(/^@/, `${folder}/`))
  const status = await policy(parseCall(['policy', 'check', ...words]), console)
  const said = console.said.map((line) => line.replaceAll(`${folder}/`, ''))
  return { status, printed: console.printed().replaceAll(`${folder}/`, ''), said }
}

suite('the images that a policy would fail are found in', () => {
  for (const [what, args, page] of [
    ['a report', '@small.json @report.json'],
    ['a report on many lines', '@small.json @pretty.json'],
    ['lines', '@small.json @images.ndjson'],
    ['compressed lines', '@small.json @images.ndjson.gz'],
    ['standard input', '@small.json -', { stdin: lines(images) }],
  ] as const)
    test(what, async () => {
      const { status, printed, said } = await run(`${args} --at 2026-01-31T00:00:00Z`, page)
      const { at, reports } = JSON.parse(printed)
      assert.equal(at, '2026-01-31T00:00:00.000Z')
      assert.deepEqual(
        reports.map(
          (report: { images: number; found: { name: string; findings: { check: string }[] }[] }) => [
            report.images,
            report.found.map(({ name, findings }) => [name, findings.map(({ check }) => check)]),
          ],
        ),
        [[2, [[images[0]?.name, ['policy-size']]]]],
      )
      assert.deepEqual(said, [])
      assert.equal(status, 1)
    })
})

suite('the exit status', () => {
  for (const [args, expected] of [
    ['@none.json', 0],
    ['@small.json', 0],
    ['@none.json @report.json', 0],
    ['@small.json @report.json', 1],
    ['@small.json @report.json --fail-on never', 0],
    ['@old.json @report.json --at 2026-01-31T00:00:00Z', 0],
    ['@old.json @report.json --at 2026-01-31T00:00:00Z --fail-on warning', 1],
    ['@old.json @images.ndjson --at 2026-01-05T00:00:00Z --fail-on error', 0],
    ['@noted.json @report.json --fail-on warning', 0],
    ['@small.json @stored.json @report.json --fail-on never', 2],
  ] as const)
    test(`${args}: ${expected}`, async () => assert.equal((await run(args)).status, expected))
})

suite('what is no report is named on standard error, and the others are judged', () => {
  for (const [name, message] of [
    [
      'stored.json',
      /^stored\.json: leaves its 2 images out: give the images\.ndjson\.gz that lies beside it\. Name what/,
    ],
    ['cut.ndjson.gz', /^cut\.ndjson\.gz: is damaged or cut off\./],
    ['second.ndjson', /^second\.ndjson: line 2 is no JSON\./],
    ['empty.json', /^empty\.json: is empty\./],
    ['none.json', /^none\.json, line 1: is no report of this version: \/source: Invalid key/],
    [
      'export.json',
      /^export\.json: is an export and no report: `assay report` makes reports of it\. Name what/,
    ],
    ['exports.ndjson', /^exports\.ndjson, line 1: is an export and no report:/],
    ['export.yaml', /^export\.yaml: is no JSON, or cut off\./],
    ['missing.json', /^missing\.json: no such file or directory\. Name a file/],
  ] as const)
    test(name, async () => {
      const { status, printed, said } = await run(`@small.json @${name} @report.json`)
      assert.equal(status, 2)
      assert.equal(said.length, 1)
      assert.match(said[0] ?? '', message)
      assert.equal(JSON.parse(printed).reports.length, 1)
    })
})

suite('a wrong call is refused', () => {
  for (const [args, code, words] of [
    ['@broken.json', 'policy-invalid', '/apiVersion is missing'],
    ['@missing.json', 'input-unreadable', 'no such file'],
    ['@small.json - -', 'usage', 'only once'],
    ['@small.json --format ndjson', 'usage', 'assay policy takes table, json'],
    ['@small.json --at noon', 'usage', '--at noon'],
  ] as const)
    test(args, () => assert.rejects(run(args), isAssayError(code, words)))
  for (const [args, words] of [
    [[], 'assay policy: the only thing it does is assay policy check FILE'],
    [['explain', 'x'], 'assay policy explain: the only thing it does is assay policy check FILE'],
    [['check'], 'check FILE'],
  ] as const)
    test(`assay policy ${args.join(' ')}`, () =>
      assert.rejects(policy(parseCall(['policy', ...args]), fakeConsole()), isAssayError('usage', words)))
})

test('a table tells the policy in words, then what fails', async () => {
  const { printed } = await run('@small.json @images.ndjson --at 2026-01-31T00:00:00Z', { isTerminal: true })
  assert.equal(
    printed,
    `error   policy-size            For images in stream shop/ruby: every single
                               image must have at most 1 bytes of distinct
                               layers and config.

── images.ndjson
shop/ruby@sha256:a1a1a1a1a1a1a1a1a1a1a1a…1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1
  error policy-size: the image is larger than 1 bytes
    (/image/dockerImageLayers)
    want at most 1
    got  75002000
1 of 2 images would fail as of 2026-01-31T00:00:00.000Z: 1 error, 0 warnings, 0
info
`.replace('── images.ndjson', printed.match(/── .*/)?.[0] ?? ''),
  )
})

test('a table of 40 columns, where the terminal has no more', async () => {
  const { printed } = await run('@small.json @images.ndjson --at 2026-01-31T00:00:00Z', {
    isTerminal: true,
    width: 40,
  })
  assert.equal(
    printed.replace(/── .*/, '── images.ndjson'),
    `error   policy-size
    For images in stream shop/ruby:
    every single image must have at most
    1 bytes of distinct layers and
    config.

── images.ndjson
shop/ruby@sha256:a1a…1a1a1a1a1a1a1a1a1a1
  error policy-size: the image is
    larger than 1 bytes
    (/image/dockerImageLayers)
    want at most 1
    got  75002000
1 of 2 images would fail as of
2026-01-31T00:00:00.000Z: 1 error, 0
warnings, 0 info
`,
  )
})

test('what an image says is shown, not obeyed', async () => {
  write('evil.ndjson', lines([imageReport({ kind: 'Image', name: 'a\u001b[2Jb', reference: 'x\u202ey' })]))
  policyFile('registry.json', [{ rule: 'registry', allow: ['quay.io/**'] }])
  for (const format of ['table', 'json']) {
    const { printed } = await run(`@registry.json @evil.ndjson --format ${format}`, { isTerminal: true })
    for (const obeyed of ['\u001b', '\u202e']) assert.ok(!printed.includes(obeyed), format)
    assert.match(printed, /u202e/)
  }
})
