import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from '../../lib/json/json.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { parseConfig } from '../../lib/manifest/config.ts'
import { corpusFiles, corpusText, withoutCorpus } from '../corpus.ts'
import { withValue } from '../image/item.ts'

const diffId = (letter: string): string => `sha256:${letter.repeat(64)}`

/** OCI image-spec config.md's example, shortened. */
const valid: JsonObject = {
  created: '2015-10-31T22:22:56.015925234Z',
  author: 'Alyssa P. Hacker <alyspdev@example.com>',
  architecture: 'arm64',
  os: 'linux',
  variant: 'v8',
  config: {
    User: 'alice',
    ExposedPorts: { '8080/tcp': {} },
    Env: ['PATH=/usr/bin', 'FOO=oci_is_a'],
    Entrypoint: ['/bin/my-app-binary'],
    Cmd: ['--foreground'],
    Volumes: { '/var/log': {} },
    WorkingDir: '/home/alice',
    Labels: { 'com.example.project.git.url': 'https://example.com/project.git' },
  },
  rootfs: { type: 'layers', diff_ids: [diffId('a'), diffId('b')] },
  history: [
    { created: '2015-10-31T22:22:54Z', created_by: 'ADD file in /' },
    { created: '2015-10-31T22:22:55Z', created_by: 'CMD ["sh"]', empty_layer: true },
    { created: '2015-10-31T22:22:56Z', created_by: 'RUN apk add curl', empty_layer: false },
  ],
}

const read = (value: unknown, limits = defaultLimits) =>
  parseConfig(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), limits)

const clean = {
  created: '2015-10-31T22:22:56.015925234Z',
  architecture: 'arm64',
  os: 'linux',
  variant: 'v8',
  diffIds: [diffId('a'), diffId('b')],
  osVersion: null as string | null,
  historyLayers: 2,
}

describe('a configuration', () => {
  it('is read: platform, diff_ids, and what of the history made layers', () => {
    assert.deepEqual(read(valid), { config: clean, flaws: [], malformed: null })
  })

  type Row = readonly [
    what: string,
    pointer: string,
    value: unknown,
    costs: Partial<Record<keyof typeof clean, unknown>>,
  ]
  const rows: readonly Row[] = [
    ['without variant', '/variant', undefined, { variant: null }],
    ['with an empty variant', '/variant', '', { variant: null }],
    ['with a variant of null', '/variant', null, { variant: null }],
    ['without history', '/history', undefined, { historyLayers: null }],
    ['with a history of null', '/history', null, { historyLayers: null }],
    ['with an empty history', '/history', [], { historyLayers: null }],
    ['with a history of instructions alone', '/history', [{ empty_layer: true }], { historyLayers: 0 }],
    ['without layers', '/rootfs/diff_ids', [], { diffIds: [] }],
    ['with diff_ids of null', '/rootfs/diff_ids', null, { diffIds: null }],
    ['without rootfs, as in configs made from schema 1', '/rootfs', undefined, { diffIds: null }],
    ['with members that nobody knows', '/moby.buildkit.buildinfo.v1', 'e30=', {}],
    ['with the fields that OCI adds', '/os.version', '10.0.17763.1', { osVersion: '10.0.17763.1' }],
    ['with an Env of null', '/config/Env', null, {}],
    ['with labels that differ in case', '/config/Labels', { a: '1', A: '2' }, {}],
  ]
  for (const [what, pointer, value, costs] of rows)
    it(what, () => {
      const { config, flaws, malformed } = read(withValue(valid, pointer, value as never))
      assert.deepEqual(
        { config, flaws, malformed },
        { config: { ...clean, ...costs }, flaws: [], malformed: null },
      )
    })
})

/** image-spec's schema cases that must fail (schema/config_test.go), as far as they are about types. */
describe('a malformed configuration', () => {
  const rows: readonly (readonly [pointer: string, value: unknown])[] = [
    ['/os', 123],
    ['/architecture', 386],
    ['/variant', 8],
    ['/rootfs', []],
    ['/rootfs', 'layers'],
    ['/rootfs/diff_ids', {}],
    ['/rootfs/diff_ids/0', 7],
    ['/history', 'should be an array'],
    ['/history', {}],
    ['/history/0', 'x'],
    ['/history/1/empty_layer', 'true'],
    ['/config', 'x'],
    ['/config', []],
    ['/config/User', 1234],
    ['/config/Env', [7353]],
    ['/config/Env', 'A=b'],
    ['/config/Volumes', ['/var/job-result-data', '/var/log/my-app-logs']],
    ['/config/Labels', ['a=b']],
    ['/config/Labels', { a: 1 }],
    ['/config/Entrypoint', '/bin/sh'],
    ['/config/Cmd', [1]],
    ['/config/WorkingDir', {}],
    ['/config/ExposedPorts', ['8080/tcp']],
  ]
  for (const [pointer, value] of rows)
    it(`${pointer}: ${JSON.stringify(value)}`, () => {
      const { config, malformed } = read(withValue(valid, pointer, value as never))
      assert.equal(config, null)
      const name = pointer.slice(1).replaceAll('/', '.')
      assert.ok(malformed?.includes(name), `${name} must be named: ${malformed}`)
    })

  for (const text of [
    '',
    'null',
    '[]',
    '7',
    '"x"',
    JSON.stringify(valid).slice(0, 50),
    `${JSON.stringify(valid)} x`,
    `\ufeff${JSON.stringify(valid)}`,
  ])
    it(`${JSON.stringify(text).slice(0, 30)} is none`, () => {
      const { config, malformed } = read(text)
      assert.equal(config, null)
      assert.equal(typeof malformed, 'string')
    })

  it('longer than the limit: named, with the option', () => {
    const limits = { ...defaultLimits, manifestBytes: 100 } as unknown as typeof defaultLimits
    const { config, malformed } = read(valid, limits)
    assert.equal(config, null)
    for (const part of ['manifestBytes', '100', '--limit', String(Buffer.byteLength(JSON.stringify(valid)))])
      assert.ok(malformed?.includes(part), malformed ?? 'null')
  })
})

describe('a configuration that two readers read differently', () => {
  const text = JSON.stringify(valid)
  const rows: readonly (readonly [what: string, text: string, code: string, path: string])[] = [
    ['a member twice', text.replace('"os":', '"os":"windows","os":'), 'duplicate-key', '/os'],
    ['another spelling', text.replace('"os":', '"OS":"windows","os":'), 'folded-key', '/OS'],
    ['a long s', text.replace('"os":', '"o\u017f":"windows","os":'), 'folded-key', '/o\u017f'],
    [
      'a label twice',
      text.replace('"Labels":{', '"Labels":{"x":"1","x":"2",'),
      'duplicate-key',
      '/config/Labels/x',
    ],
    ['rootfs in another spelling', text.replace('"rootfs":', '"RootFS":'), 'folded-key', '/RootFS'],
    ['DIFF_IDS', text.replace('"diff_ids":', '"DIFF_IDS":[],"diff_ids":'), 'folded-key', '/rootfs/DIFF_IDS'],
    [
      'empty_Layer',
      text.replace('"empty_layer":true', '"empty_Layer":true'),
      'folded-key',
      '/history/1/empty_Layer',
    ],
  ]
  for (const [what, given, code, path] of rows)
    it(`${what}: ${code}`, () => {
      const { config, flaws } = read(given)
      assert.equal(config, null)
      assert.deepEqual(
        flaws.map((flaw) => [flaw.code, flaw.path]),
        [[code, path]],
      )
    })
})

describe('real configurations', { skip: withoutCorpus }, () => {
  const configs = corpusFiles('oci-layouts').filter((file) =>
    corpusText(`oci-layouts/${file}`).includes('"rootfs"'),
  )
  it('are read without a flaw', () => {
    assert.ok(configs.length >= 20)
    for (const file of configs) {
      const { config, flaws, malformed } = read(corpusText(`oci-layouts/${file}`))
      assert.deepEqual([flaws, malformed], [[], null], file)
      assert.ok(config?.os && config.architecture && config.diffIds, file)
    }
  })
})
