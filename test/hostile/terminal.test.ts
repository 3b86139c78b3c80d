import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { isObject, type Json } from '../../lib/json/json.ts'
import { type CliResult, runCli } from '../functions/run-cli.ts'
import { items, listOf, sampleTexts } from './item.ts'
import { type Place, placesIn, renamedAt, replacedAt } from './place.ts'

/** What a terminal obeys, and what turns text round or hides it: C0, DEL, C1, bidirectional marks, separators. */
const evil =
  'x\u0007\u001b]0;evil\u0007\u001b[2J\u007f\u0085\u009b31m\u200b\u200f\u202e\u2066\u2028\u2029\ufeff\r\ny'

/** The program's own: line feeds, colours, and a line erased. */
const begin = '\u001b\\['
const own = new RegExp(`\\n|${begin}(?:\\d+(?:;\\d+)*)?m|\\r${begin}K`, 'g')
const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

const assertHarmless = (text: string, what: string): void => {
  const [found] = obeyed.exec(text.replaceAll(own, '')) ?? []
  assert.equal(found, undefined, `${what}: ${JSON.stringify(found)} in ${JSON.stringify(text.slice(0, 400))}`)
}

const folder = mkdtempSync(join(tmpdir(), 'assay-terminal-'))
after(() => rmSync(folder, { recursive: true }))

const fileOf = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const assertRun = ({ stdout, stderr, status }: CliResult, what: string): void => {
  assert.ok(status !== null && status <= 2, `${what}: status ${status}`)
  assert.doesNotMatch(stderr, /internal error|^ {4}at /m)
  assertHarmless(stdout, `${what}, standard output`)
  assertHarmless(stderr, `${what}, standard error`)
}

const tails = [evil, `sha256:${'a'.repeat(64)}${evil}`] as const

/** Each text of an item replaced by a hostile one, or made to end in it. */
const mutants = (item: Json): Json[] =>
  placesIn(item, (value) => typeof value === 'string').flatMap((place: Place) => [
    replacedAt(item, place, () => tails[place.length % tails.length] ?? evil),
    replacedAt(item, place, (old) => `${typeof old === 'string' ? old : ''}${evil}`),
  ])

const renamed = (item: Json): Json[] =>
  placesIn(item, () => true)
    .filter((place) => typeof place.at(-1) === 'string')
    .map((place) => renamedAt(item, place, `${place.at(-1)}${evil}`))

const wholes: readonly (readonly [what: string, text: () => string])[] = [
  ['every text of every item', () => listOf(items.flatMap(mutants))],
  ['every name of every item', () => listOf(items.flatMap(renamed))],
  [
    'every text of every item twice in its object',
    () =>
      `{"kind":"List","items":[${items
        .flatMap((item) => placesIn(item, isObject).map((place) => ({ item, place })))
        .map(({ item, place }) =>
          JSON.stringify(
            replacedAt(item, place, (old) => ({ ...(isObject(old) ? old : {}), mark: 0 })),
          ).replaceAll(
            '"mark":0',
            `"${JSON.stringify(evil).slice(1, -1)}":0,"${JSON.stringify(evil).slice(1, -1)}":1`,
          ),
        )
        .join(',')}]}`,
  ],
]

const outputs = [
  ['a table in a file', 'table', ''],
  ['a table on a terminal', 'table', 'terminal'],
  ['JSON on a terminal', 'json', 'terminal'],
  ['NDJSON on a terminal', 'ndjson', 'terminal'],
] as const

suite('no text of an export reaches a terminal as anything but text:', () => {
  for (const [at, [what, text]] of wholes.entries())
    for (const [how, format, as] of at === 0 ? outputs : outputs.slice(0, 1))
      test(`${what}, ${how}`, async () => {
        const result = await runCli(['report', '-', '--format', format], {
          stdin: text(),
          as,
          env: { TERM: 'xterm' },
        })
        assert.ok(result.stdout.length > 1000)
        assertRun(result, what)
      })
})

const raw = evil.replace('\u0000', '')
const rejected: readonly (readonly [what: string, text: string])[] = [
  ['a kind', JSON.stringify({ kind: evil })],
  ['an apiVersion', JSON.stringify({ kind: 'Image', apiVersion: evil })],
  ['a list’s kind', JSON.stringify({ kind: evil, items: [] })],
  ['a list’s apiVersion', JSON.stringify({ kind: 'List', apiVersion: evil, items: [] })],
  ['a Status', JSON.stringify({ kind: 'Status', message: evil, reason: evil })],
  ['an ImageStream', JSON.stringify({ kind: 'ImageStream', metadata: { name: evil, namespace: evil } })],
  [
    'an import’s failure',
    JSON.stringify({ kind: 'ImageStreamImport', status: { images: [{ status: { message: evil } }] } }),
  ],
  ['names around items', `{"kind":"List",${JSON.stringify(evil)}:1,${JSON.stringify(evil)}:2,"items":[]}`],
  ['an unknown object', JSON.stringify({ [evil]: evil })],
  ['raw text in JSON', `{"kind":"Image","x":"${raw}"}`],
  ['text for JSON', raw],
  ['text behind JSON', `{"kind":"Image"}${raw}`],
  ['YAML text', `kind: ${raw}\n`],
  ['a YAML text in quotes', `kind: ${JSON.stringify(evil)}\n`],
  ['a YAML alias', `kind: *${raw.slice(20)}\n`],
  ['a YAML tag', `kind: !${raw.slice(20)} x\n`],
  ['a YAML number', `kind: Image\nx: 0${'1'.repeat(50)}\n`],
  ['a broken YAML flow', `kind: [${raw}\n`],
]

suite('nor does anything of what is rejected:', () => {
  for (const [what, text] of rejected)
    test(what, async () => {
      const result = await runCli(['report', '-', '--format', 'table'], { stdin: text })
      assertRun(result, what)
      assert.match(result.stderr, /^assay: -/m, 'it is named')
    })
})

const name = evil.replaceAll('\u0000', '').replaceAll('/', '')
const table = ['--format', 'table']
const calls: readonly (readonly [what: string, args: () => string[]])[] = [
  ['a file’s name', () => ['report', fileOf(name, '{"kind":"Pod"}'), ...table]],
  [
    'a table of two files',
    () => [
      'report',
      fileOf(`1${name}`, [...sampleTexts.values()][0] ?? ''),
      fileOf(`2${name}`, '{}'),
      '--format',
      'table',
    ],
  ],
  ['a file that is missing', () => ['report', join(folder, `none${name}`)]],
  ['evidence that is missing', () => ['report', '-', '--evidence', join(folder, `none${name}`)]],
  [
    'evidence that is none',
    () => ['report', '-', '--evidence', fileOf(`sha256_${'a'.repeat(64)}${name}`, name)],
  ],
  [
    'the report’s name',
    () => ['report', '-', '--name', name, '--store', `file:${join(folder, 'store')}`, ...table],
  ],
  ['a store', () => ['report', '-', '--name', 'x', '--store', `file:${join(folder, name)}`]],
  ['a store of no kind', () => ['report', '-', '--name', 'x', '--store', name]],
  ['a command', () => [name]],
  ['an option', () => ['report', `--${name}`]],
  ['a format', () => ['report', '-', '--format', name]],
  ['a limit', () => ['report', '-', '--limit', `${name}=1`]],
  ['a limit’s value', () => ['report', '-', '--limit', `depth=${name}`]],
  ['a time', () => ['report', '-', '--at', name]],
  ['a check', () => ['checks', name]],
  ['a schema', () => ['schema', name]],
  ['a digest', () => ['manifest', name, '-']],
]

suite('nor does anything of the call:', () => {
  for (const [what, args] of calls)
    test(what, async () => {
      assertRun(await runCli(args(), { stdin: '{}' }), what)
    })
})
