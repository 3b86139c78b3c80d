import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { suite, test } from 'node:test'
import packageFile from '../package.json' with { type: 'json' }
import {
  codeOf,
  filesIn,
  importsOf,
  library,
  neighboursOf,
  read,
  root,
  source,
} from './architecture/source.ts'

/** The rooms of lib, top to bottom. Imports point down this list, never up, never to another room of the same line. */
const levels = [
  ['index', 'assay', 'find-manifest', 'json-schema'],
  ['audit'],
  ['report'],
  ['checks', 'measure', 'signature', 'policy'],
  ['verify'],
  ['manifest'],
  ['image'],
  ['export'],
  ['store'],
  [
    'base64',
    'binary-units',
    'digest',
    'document-names',
    'error',
    'files-below',
    'is-alive',
    'json',
    'limits',
    'note',
    'read-ahead',
    'severity',
    'spill',
    'system-error',
  ],
]
/** Within these lines imports may go sideways: neither is a room, and cycles are forbidden anyway. */
const sideways = new Set([0, levels.length - 1])

/** `assay serve` stands in for the cloud: it is the HTTP app and the upload handler. The functions log alike. */
const borrowed: Readonly<Record<string, readonly string[]>> = {
  cli: ['functions/serve/'],
  serve: ['functions/http/', 'functions/upload/', 'functions/log/'],
  upload: ['functions/log/'],
  http: ['functions/log/'],
  audit: ['functions/log/'],
}

/** A room of lib, or a trigger of functions: `a/room.ts` and `a/room/…` alike. */
const roomOf = (file: string) => basename(file.split('/')[1] ?? '', '.ts')
const levelOf = (file: string) => levels.findIndex((rooms) => rooms.includes(roomOf(file)))

suite('the way of the data', () => {
  test('imports are seen in all their spellings', () => {
    const seen = new Set(source.flatMap(neighboursOf))
    const spellings = {
      static: 'lib/verify/prove.ts',
      lazy: 'functions/cli/report.ts',
      reexported: 'lib/find-manifest.ts',
    }
    for (const [spelling, file] of Object.entries(spellings))
      assert.ok(seen.has(file), `${spelling}: ${file}`)
  })

  test('every file of lib stands in a room that the levels name', () => {
    assert.deepEqual(
      library.filter((file) => levelOf(file) < 0),
      [],
    )
  })

  test('imports within lib point down, never up or across', () => {
    const against = library.flatMap((from) =>
      neighboursOf(from)
        .filter((to) => to.startsWith('lib/') && roomOf(from) !== roomOf(to))
        .filter((to) =>
          levelOf(from) === levelOf(to) ? !sideways.has(levelOf(from)) : levelOf(from) > levelOf(to),
        )
        .map((to) => `${from} -> ${to}`),
    )
    assert.deepEqual(against, [])
  })

  test('lib imports nothing outside of lib but package.json', () => {
    const outside = library.flatMap((from) =>
      neighboursOf(from)
        .filter((to) => !to.startsWith('lib/') && to !== 'package.json')
        .map((to) => `${from} -> ${to}`),
    )
    assert.deepEqual(outside, [])
  })

  test('a trigger uses lib and the folder of its own name, and of others only what is named', () => {
    const foreign = source
      .filter((from) => from.startsWith('functions/'))
      .flatMap((from) =>
        neighboursOf(from)
          .filter((to) => !to.startsWith('lib/'))
          .filter((to) => !to.startsWith('functions/') || roomOf(to) !== roomOf(from))
          .filter((to) => !(borrowed[roomOf(from)] ?? []).some((room) => to.startsWith(room)))
          .map((to) => `${from} -> ${to}`),
      )
    assert.deepEqual(foreign, [])
  })

  test('no imports go round in a circle', () => {
    const present = new Set(source)
    const done = new Set<string>()
    const circles: string[] = []
    const walk = (file: string, way: readonly string[]): void => {
      const seen = way.indexOf(file)
      if (seen >= 0) circles.push([...way.slice(seen), file].join(' -> '))
      if (seen >= 0 || done.has(file) || !present.has(file)) return
      for (const next of neighboursOf(file)) walk(next, [...way, file])
      done.add(file)
    }
    for (const file of source) walk(file, [])
    assert.deepEqual(circles, [])
  })

  test('every import names a file that is there, as a literal', () => {
    const present = new Set([...source, 'package.json'])
    const missing = source.flatMap((from) =>
      neighboursOf(from)
        .filter((to) => !present.has(to))
        .map((to) => `${from} -> ${to}`),
    )
    const computed = source.filter((file) => /\bimport\(\s*[^'\s]/.test(codeOf(file)))
    assert.deepEqual({ missing, computed }, { missing: [], computed: [] })
  })
})

const packageOf = (name: string) => name.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? name

suite('what lib knows', () => {
  const rows: [what: string, foreign: RegExp][] = [
    [
      'HTTP or the network',
      /^(node:)?(https?|http2|net|tls|dgram|dns)(\/|$)|^(hono|express|fastify|undici)(\/|$)|^@hono\//,
    ],
    ['Lambda', /lambda/],
    [
      'the terminal',
      /^(node:)?(readline|tty|repl)(\/|$)|^(chalk|picocolors|kleur|ora|commander|yargs)(\/|$)/,
    ],
  ]
  for (const [what, foreign] of rows)
    test(`lib imports nothing of ${what}`, () => {
      const found = library.flatMap((file) =>
        importsOf(file)
          .filter((name) => foreign.test(name))
          .map((name) => `${file} -> ${name}`),
      )
      assert.deepEqual(found, [])
    })

  test("lib uses neither the process's streams, arguments and environment nor the console", () => {
    const foreign = /\bprocess\.(stdin|stdout|stderr|argv|env|exit|exitCode|on)\b|\bconsole\.\w+/g
    const found = library.flatMap((file) =>
      [...codeOf(file).matchAll(foreign)].map((match) => `${file}: ${match[0]}`),
    )
    assert.deepEqual(found, [])
  })

  test('packages that are bundled are dependencies', () => {
    const undeclared = source.flatMap((file) =>
      importsOf(file)
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .filter((name) => !(packageOf(name) in packageFile.dependencies))
        // Nothing but types has that name.
        .filter((name) => !(`@types/${packageOf(name)}` in packageFile.devDependencies))
        .map((name) => `${file} -> ${name}`),
    )
    assert.deepEqual(undeclared, [])
  })
})

suite('habits', () => {
  const everywhere = [...source, ...filesIn('test').filter((file) => file.endsWith('.ts'))]

  test('no file or folder has a name that says nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared|stuff)(\.[^/]*)?(\/|$)/
    assert.deepEqual(
      everywhere.filter((file) => vague.test(file)),
      [],
    )
  })

  test('named exports only', () => {
    assert.deepEqual(
      everywhere.filter((file) => /^\s*export\s+default\b|\bas\s+default\b/m.test(codeOf(file))),
      [],
    )
  })

  test('only lib/index.ts re-exports', () => {
    const barrels = source.filter((file) =>
      /\bexport\s+(type\s+)?(\{[^}]*\}|\*[^'"`;]*?)\s*from\b/.test(codeOf(file)),
    )
    assert.deepEqual(barrels, ['lib/index.ts'])
    assert.deepEqual(
      source.filter((file) => basename(file) === 'index.ts'),
      ['lib/index.ts'],
    )
  })

  test('the only class is AssayError', () => {
    const classes = source.flatMap((file) =>
      [...codeOf(file).matchAll(/(?:^|[=(]|\bexport|\babstract)\s*class\b\s*(\w*)/gm)].map(
        (match) => `${file}: ${match[1]}`,
      ),
    )
    assert.deepEqual(classes, ['lib/error.ts: AssayError'])
  })

  test('no bare Error is thrown in lib', () => {
    const thrown = library.filter((file) => /\bnew (Type|Range|Syntax)?Error\(/.test(codeOf(file)))
    assert.deepEqual(thrown, [])
  })

  test('no file of lib or functions is over 400 lines', () => {
    const long = source
      .map((file) => [file, read(file).split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 400)
    assert.deepEqual(long, [])
  })
})

test('the top level holds what the house plan names', () => {
  const folders = ['functions', 'lib', 'events', 'infra', 'test', 'docs', '.ci']
  const texts = ['README.md', 'LICENSE', 'CHANGELOG.md', 'CONTRIBUTING.md']
  const plans = ['package.json', 'package-lock.json', 'tsconfig.json', 'serverless.yml']
  const settings = ['.gitignore', '.gitattributes', '.oxlintrc.json', 'biome.json', 'esbuild.ts']
  const named = new Set([...folders, ...texts, ...plans, ...settings])
  const ignored = new Set(
    read('.gitignore')
      .split('\n')
      .map((line) => line.replace(/\/$/, '')),
  )
  const isIgnored = (name: string) =>
    name === '.git' || ignored.has(name) || ignored.has(name.replace(/^.*\./, '*.'))
  assert.deepEqual(
    readdirSync(root).filter((name) => !named.has(name) && !isIgnored(name)),
    [],
  )
})
