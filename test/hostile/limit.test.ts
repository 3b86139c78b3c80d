import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { assaySources } from '../../lib/assay.ts'
import { assay, findManifest, openEvidence } from '../../lib/index.ts'
import { defaultLimits, highestLimits, type LimitName, type Limits } from '../../lib/limits.ts'
import { evidenceInFiles } from '../../lib/verify/evidence-files.ts'
import { schema2 } from '../checks/document.ts'
import { validImage } from '../checks/valid.ts'
import { sourceOf } from '../export/collect.ts'
import { post, testApp } from '../functions/http/test-app.ts'

const digest = `sha256:${'a'.repeat(64)}`
const image = (fields: object): string =>
  JSON.stringify({ kind: 'Image', metadata: { name: digest }, ...fields })

/** A blanked image under a digest that no manifest has. */
const unprovable = JSON.stringify({
  kind: 'Image',
  ...schema2(validImage, false).image,
  metadata: { name: digest },
})

const unprovableOci = JSON.stringify({
  ...JSON.parse(unprovable),
  dockerImageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
})

const layer = { name: digest, size: 1, mediaType: 'a/b' }
const entry = { digest, mediaType: 'a/b', manifestSize: 1, architecture: 'a', os: 'b' }
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

interface Row {
  readonly what: string
  /** The limit's value in the test. */
  readonly value: number
  /** An export with one more than that. */
  readonly text: string | Buffer
  /** How what was found is told; by default as `value + 1`. */
  readonly found?: string
}

/** For every limit, everything that it bounds. */
const rows: Readonly<Record<LimitName, readonly Row[]>> = {
  itemBytes: [
    { what: 'a list’s item', value: 100, text: `{"items":[${image({})}]}`, found: 'more than 100' },
    { what: 'an object', value: 100, text: image({}), found: 'more than 100' },
    {
      what: 'what stands around items',
      value: 100,
      text: `{"x":"${'x'.repeat(100)}"}`,
      found: 'more than 100',
    },
  ],
  yamlBytes: [
    { what: 'a document', value: 100, text: `kind: Image\nx: ${'x'.repeat(100)}\n`, found: 'more than 100' },
    {
      what: 'tokens',
      value: 640,
      text: `kind: Image\nx: [${'1,'.repeat(20)}]\n`,
      found: 'more than 10 tokens',
    },
    {
      what: 'what aliases stand for',
      value: 5000,
      text: `a: &a ${'x'.repeat(900)}\nb: [${times(9, '*a').join(',')}]\n`,
      found: 'more than 5000',
    },
  ],
  exportBytes: [
    { what: 'a source', value: 100, text: `${image({})}\n`.repeat(2), found: 'beyond 100 bytes' },
    {
      what: 'an unpacked source',
      value: 100,
      text: gzipSync(`${image({})}\n`.repeat(2)),
      found: 'beyond 100 bytes',
    },
  ],
  compressionRatio: [
    {
      what: 'an unpacked source beyond 64 MiB',
      value: 2,
      text: gzipSync(Buffer.alloc(65 * 2 ** 20, 0x20), { level: 1 }),
      found: 'bytes for each of its own',
    },
  ],
  manifestBytes: [
    {
      what: 'a manifest',
      value: 100,
      text: image({ dockerImageManifest: 'x'.repeat(101) }),
      found: '101 bytes',
    },
    { what: 'a config', value: 100, text: image({ dockerImageConfig: 'x'.repeat(101) }), found: '101 bytes' },
  ],
  depth: [
    { what: 'an item', value: 5, text: image({ x: [[[[[]]]]] }), found: 'deeper than 5' },
    {
      what: 'what stands around items',
      value: 5,
      text: '{"items":[],"x":[[[[[]]]]]}',
      found: 'deeper than 5',
    },
    { what: 'YAML', value: 5, text: 'kind: Image\nx: [[[[[]]]]]\n', found: 'deeper than 5' },
    {
      what: 'a manifest',
      value: 5,
      text: image({ dockerImageManifest: '[[[[[[]]]]]]' }),
      found: 'deeper than 5',
    },
    {
      what: 'a config',
      value: 5,
      text: image({ dockerImageConfig: '[[[[[[]]]]]]' }),
      found: 'deeper than 5',
    },
  ],
  rebuiltBytes: [
    {
      what: 'the search for a blanked manifest',
      value: 5000,
      text: unprovable,
      found: 'bytes',
    },
  ],
  annotationHashes: [{ what: 'the search for annotations', value: 3, text: unprovableOci, found: 'hashes' }],
  osVersionHashes: [
    {
      what: "the search for an index's os.version",
      value: 500,
      text: JSON.stringify({
        kind: 'Image',
        metadata: { name: digest },
        dockerImageManifestMediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
        dockerImageManifests: [{ ...entry, os: 'windows' }],
      }),
      found: 'hashes',
    },
  ],
  repairHashes: [
    {
      what: 'the search for a false field',
      value: 500,
      text: unprovable,
      found: 'hashes',
    },
  ],
  searchHashes: [{ what: 'the search for annotations', value: 3, text: unprovableOci, found: 'hashes' }],
  allRepairHashes: [{ what: 'the search for a false field', value: 400, text: unprovable, found: 'hashes' }],
  // Of evidence, not of exports: test/verify/evidence-bases.test.ts.
  evidenceTexts: [],
  layers: [
    { what: 'dockerImageLayers', value: 2, text: image({ dockerImageLayers: times(3, layer) }) },
    { what: 'a manifest’s layers', value: 2, text: image({ dockerImageManifest: '{"layers":[0,0,0]}' }) },
    { what: 'a manifest’s fsLayers', value: 2, text: image({ dockerImageManifest: '{"fsLayers":[0,0,0]}' }) },
    { what: 'a manifest’s history', value: 2, text: image({ dockerImageManifest: '{"history":[0,0,0]}' }) },
  ],
  indexEntries: [
    { what: 'dockerImageManifests', value: 2, text: image({ dockerImageManifests: times(3, entry) }) },
    { what: 'an index’s manifests', value: 2, text: image({ dockerImageManifest: '{"manifests":[0,0,0]}' }) },
  ],
  signatures: [
    { what: 'signatures', value: 2, text: image({ signatures: times(3, { type: 'atomic', content: '' }) }) },
    { what: 'dockerImageSignatures', value: 2, text: image({ dockerImageSignatures: times(3, 'e30=') }) },
  ],
  importedImages: [
    {
      what: 'images of an import answer',
      value: 3,
      text: JSON.stringify({
        kind: 'ImageStreamImport',
        status: {
          images: [{ image: {}, manifests: [{}] }],
          repository: { images: [{ image: {} }, { image: {} }] },
        },
      }),
      found: 'more than 3',
    },
  ],
  // What a report leaves out is told where it is printed: test/report/named.test.ts.
  rejections: [],
  conflicts: [],
  platforms: [],
  // Of keys, not of exports: test/signature/open-keyring.test.ts.
  keyBytes: [],
  signatureBytes: [
    {
      what: 'a signature’s content',
      value: 100,
      text: image({ signatures: [{ type: 'atomic', content: Buffer.alloc(101).toString('base64') }] }),
    },
    {
      what: 'one of dockerImageSignatures',
      value: 100,
      text: image({ dockerImageSignatures: [Buffer.alloc(101).toString('base64')] }),
    },
  ],
}

/** All sentences of a report that speak of something wrong. */
const sentences = async (text: string | Buffer, limits: Partial<Limits>): Promise<string[]> => {
  const said: string[] = []
  const reports = assaySources([sourceOf(text)], { limits })
  for (;;) {
    const step = await reports.next()
    if (step.done) return [...said, ...step.value.frame.rejected.map(({ message }) => message)]
    for (const { message, expected, actual } of step.value.findings)
      said.push([message, expected, actual].filter((part) => part !== null).join('; '))
  }
}

suite('each limit is enforced, and its error names the limit, its value, what was found and the option:', () => {
  for (const [name, cases] of Object.entries(rows))
    for (const { what, value, text, found = String(value + 1) } of cases)
      test(`${name}: ${what}`, async () => {
        const said = await sentences(text, { [name]: value })
        const named = said.find((sentence) => sentence.includes(`--limit ${name}=`))
        assert.ok(named !== undefined, `nothing names the option: ${said.join('\n')}`)
        for (const part of [`limit ${name}`, String(value), found])
          assert.ok(named.includes(part), `${part} is due in: ${named}`)
      })
})

suite('what stays within a limit is not spoken of:', () => {
  for (const [name, cases] of Object.entries(rows))
    for (const { what, text } of cases)
      test(`${name}: ${what}`, async () => {
        const said = await sentences(text, {})
        // The ratio counts beyond 64 MiB, where a blank source meets another limit.
        if (name === 'compressionRatio') return
        assert.ok(!said.some((sentence) => sentence.includes('--limit')), said.join('\n'))
      })
})

test('an oversized signature costs its content, not the others and not its place', async () => {
  const given = [100, 101, 99].map((length) => ({
    metadata: { name: `n${length}` },
    type: 'atomic',
    content: Buffer.alloc(length).toString('base64'),
  }))
  const reports = assaySources([sourceOf(image({ signatures: given }))], { limits: { signatureBytes: 100 } })
  const { value } = await reports.next()
  assert.ok(value !== undefined && 'signatures' in value)
  assert.deepEqual(
    value.signatures.map(({ name }) => name),
    ['n100', 'n101', 'n99'],
  )
  assert.deepEqual(
    value.findings.filter(({ check }) => check === 'api-shape').map(({ path, actual }) => [path, actual]),
    [['/signatures/1/content', '101 bytes']],
  )
})

test('manifestBytes: evidence in a folder', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'limit-'))
  t.after(() => rm(folder, { recursive: true }))
  for (const [name, length] of [
    ['small', 100],
    ['large', 101],
    ['larger', 102],
  ] as const)
    await writeFile(join(folder, name), '{"schemaVersion":2}'.padEnd(length))
  const notesWith = async (manifestBytes: number): Promise<string[]> => {
    const notes: string[] = []
    await evidenceInFiles([folder], { ...defaultLimits, manifestBytes }, (note) => notes.push(note))
    return notes
  }
  assert.deepEqual(await notesWith(102), [])
  assert.deepEqual(await notesWith(100), [
    `evidence ${folder}: 2 files were skipped unread, the largest of 102 bytes: the limit manifestBytes is 100 (--limit manifestBytes=VALUE sets it)`,
  ])
})

suite('the depth that may be set', () => {
  const nested = (depth: number): string =>
    `{${'"\\u0061":{'.repeat(depth - 1)}"\\u0061":0${'}'.repeat(depth)}`
  const { depth: highest = 0 } = highestLimits
  const message = `limit depth: ${highest + 1} is more than ${highest}, the most that it may be`
  const tooHigh = { code: 'usage', message }

  test('is one that every reader of JSON can follow', async () => {
    const text = image({}).replace('{', `{"x":${nested(highest - 1)},`)
    const { images, rejected } = await assay(text, { limits: { depth: highest } })
    assert.deepEqual([images.length, rejected], [1, []])
  })

  /** An image with a value that has so many levels. */
  const yaml: readonly [what: string, make: (depth: number) => string][] = [
    ['lists in flow style', (depth) => `x: ${'['.repeat(depth)}${']'.repeat(depth)}\n`],
    ['maps in flow style', (depth) => `x: ${'{a: '.repeat(depth)}${'}'.repeat(depth)}\n`],
    ['lists with anchors and tags', (depth) => `x: ${'!!seq &a ['.repeat(depth)}${']'.repeat(depth)}\n`],
    ['lists in block style', (depth) => `x:\n${'- '.repeat(depth)}1\n`],
    [
      'maps in block style',
      (depth) =>
        `x:\n${Array.from({ length: depth }, (_, level) => `${' '.repeat(level + 1)}a:\n`).join('')}`,
    ],
  ]
  for (const [what, make] of yaml)
    test(`is one that the reader of YAML can follow: ${what}`, async () => {
      const told = async (depth: number) => {
        const { images, rejected } = await assay(`kind: Image\n${make(depth)}`, {
          limits: { depth: highest },
        })
        return [images.length, ...rejected.map(({ code }) => code)]
      }
      assert.deepEqual(await told(highest - 1), [1])
      for (const depth of [highest, highest + 1, 2 * highest])
        assert.deepEqual(await told(depth), [0, 'limit-depth'], `${depth} levels`)
    })

  test('is refused by its name above that', async () => {
    const limits = { ...defaultLimits, depth: highest + 1 }
    await assert.rejects(assay(nested(20_000), { limits }), tooHigh)
    await assert.rejects(findManifest([sourceOf(nested(20_000))], digest, { limits }), tooHigh)
    await assert.rejects(openEvidence([], null, limits), tooHigh)
  })
})

test('the body of an HTTP request', async () => {
  const uploadWay = 'Start the server with a larger --body-limit.'
  const { app } = testApp({ bodyBytes: 100, uploadWay })
  for (const [headers, found] of [
    [{ 'Content-Length': '101' }, '101'],
    [{}, 'more than 100'],
  ] as const) {
    const answer = await post(app, 'x'.repeat(101), '', headers)
    assert.equal(answer.status, 413)
    const { detail } = (await answer.json()) as { detail: string }
    assert.equal(detail, `The body has ${found} bytes; the limit is 100. ${uploadWay}`)
  }
  assert.equal((await post(app, 'x'.repeat(100))).status, 415)
})

test('every limit has a row', () => {
  assert.deepEqual(Object.keys(rows).toSorted(), Object.keys(defaultLimits).toSorted())
  const elsewhere = Object.keys(rows).filter((name) => rows[name as LimitName].length === 0)
  assert.deepEqual(elsewhere, ['evidenceTexts', 'rejections', 'conflicts', 'platforms', 'keyBytes'])
})
