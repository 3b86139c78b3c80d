import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Json, JsonObject } from '../../lib/json/json.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { parseConfig } from '../../lib/manifest/config.ts'
import { parseManifest } from '../../lib/manifest/parse.ts'

const hex = '5b0bcabd1ed22e9fb1310cf6c2dec7cdef19f0ad69efa1f392e94a4333501270'
const type127 = 'a'.repeat(127)

/** A descriptor, changed; `undefined` takes a member away. */
const descriptor = (change: Readonly<Record<string, Json | undefined>> = {}): JsonObject =>
  JSON.parse(
    JSON.stringify({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      size: 7682,
      digest: `sha256:${hex}`,
      ...change,
    }),
  )

/** The places of a descriptor, each in a manifest that is otherwise sound. */
const places: readonly (readonly [where: string, put: (descriptor: JsonObject) => JsonObject])[] = [
  ['config', (put) => ({ schemaVersion: 2, config: put, layers: [descriptor()] })],
  ['layers', (put) => ({ schemaVersion: 2, config: descriptor(), layers: [descriptor(), put] })],
  ['subject', (put) => ({ schemaVersion: 2, config: descriptor(), layers: [], subject: put })],
  ['manifests', (put) => ({ schemaVersion: 2, manifests: [put] })],
]

// OCI image-spec, schema/descriptor_test.go and schema/defs-descriptor.json: the same ground in cases of our own.
const validDescriptors: readonly (readonly [what: string, change: Readonly<Record<string, Json>>])[] = [
  ['as it is', {}],
  ['a blob of no bytes', { size: 0, mediaType: 'application/octet-stream' }],
  ['type and subtype as long as they may be', { mediaType: `${type127}/${type127}` }],
  ['a type of digits', { mediaType: '1/2' }],
  ['urls', { urls: ['https://example.com/foo', 'ftp://example.com/x'] }],
  ['no urls', { urls: [] }],
  ['an artifactType', { artifactType: 'application/vnd.example+json' }],
  ['data', { data: 'aHR0cHM6Ly9leGFtcGxlLmNvbQ==' }],
  ['data of no bytes', { data: '' }],
  ['annotations', { annotations: { a: 'b', '': '' } }],
  ['a member that nobody knows', { 'org.example': [1] }],
  ['sha384', { digest: `sha384:${'0'.repeat(96)}` }],
  ['sha512', { digest: `sha512:${'0'.repeat(128)}` }],
]

const invalidDescriptors: readonly (readonly [
  what: string,
  change: Readonly<Record<string, Json | undefined>>,
])[] = [
  ['no mediaType', { mediaType: undefined }],
  ['a mediaType without a subtype', { mediaType: 'application' }],
  ['a mediaType with an empty subtype', { mediaType: 'application/' }],
  ['a type that begins with a dot', { mediaType: '.foo/bar' }],
  ['a subtype that begins with a dot', { mediaType: 'foo/.bar' }],
  ['a type of 128 characters', { mediaType: `${type127}a/bar` }],
  ['a subtype of 128 characters', { mediaType: `foo/${type127}a` }],
  ['a mediaType with a parameter', { mediaType: 'text/plain; charset=utf-8' }],
  ['a mediaType with a line feed', { mediaType: 'text/plain\n' }],
  ['no size', { size: undefined }],
  ['a size as text', { size: '7682' }],
  ['a negative size', { size: -7682 }],
  ['half a byte', { size: 0.5 }],
  ['no digest', { digest: undefined }],
  ['a digest without an algorithm', { digest: `:${hex}` }],
  ['a digest without a hash', { digest: 'sha256' }],
  ['a digest with an empty hash', { digest: 'sha256:' }],
  ['an algorithm in capitals', { digest: `SHA256:${hex}` }],
  ['a hash in capitals', { digest: `sha256:${hex.toUpperCase()}` }],
  ['a hash that is too short', { digest: `sha256:${hex.slice(1)}` }],
  ['a hash of other letters', { digest: `sha256:${'h'.repeat(64)}` }],
  ['two separators in an algorithm', { digest: `sha256+foo+-b:${hex}` }],
  ['urls that are none', { urls: ['value'] }],
  ['one url that is none', { urls: ['https://example.com/', ''] }],
  ['urls as text', { urls: 'https://example.com/' }],
  ['urls that are null', { urls: null }],
  ['an artifactType that is none', { artifactType: 'foo/.bar' }],
  ['data without padding', { data: 'aHR0cHM6Ly9leGFtcGxlLmNvbQ' }],
  ['data that is no base64', { data: 'a!==' }],
  ['data that is no text', { data: 7 }],
  ['annotations that are no texts', { annotations: { a: 1 } }],
  ['annotations that are null', { annotations: null }],
  ['an annotation of null', { annotations: { a: null } }],
  ['annotations as a list', { annotations: ['a'] }],
]

/** Sound by image-spec; refused by go-digest's `Validate`, with which clusters check what they pull, and so here. */
const beyond: readonly string[] = [
  `sha256+b64:${hex}`,
  `sha256+foo-bar:${hex}`,
  `sha256.foo-bar:${hex}`,
  'multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8',
  'sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564',
  'sha256+b64u.unknownlength:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564=',
]

const problemsOf = (manifest: Json): readonly string[] => {
  const { problems, manifest: read } = parseManifest(Buffer.from(JSON.stringify(manifest)), defaultLimits)
  assert.equal(read === null, problems.length > 0)
  return problems.map(({ check, path }) => `${check} ${path}`)
}

suite('a descriptor of image-spec', () => {
  for (const [where, put] of places) {
    for (const [what, change] of validDescriptors)
      test(`${where}: ${what}`, () => assert.deepEqual(problemsOf(put(descriptor(change))), []))
    for (const [what, change] of invalidDescriptors)
      test(`${where}: not with ${what}`, () => {
        const found = problemsOf(put(descriptor(change)))
        assert.ok(found.length > 0)
        const path = new RegExp(`^(?:manifest-malformed|number-unsafe) /${where}(?:/[01])?/`)
        for (const problem of found) assert.match(problem, path)
      })
    for (const digest of beyond)
      test(`${where}: not ${digest}, which is told from what is no digest`, () => {
        const bytes = Buffer.from(JSON.stringify(put(descriptor({ digest }))))
        const { problems } = parseManifest(bytes, defaultLimits)
        assert.deepEqual(
          problems.map(({ expected, actual }) => [expected, actual]),
          [['a digest of sha256, sha384 or sha512', JSON.stringify(digest).slice(0, 80)]],
        )
        assert.match(problems[0]?.message ?? '', /image-spec lets pass and no cluster knows/)
      })
  }
})

const image: JsonObject = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: descriptor(),
  layers: [descriptor()],
}
const index: JsonObject = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [{ ...descriptor(), platform: { architecture: 'ppc64le', os: 'linux' } }],
}

// OCI image-spec, schema/manifest_test.go and schema/imageindex_test.go, beside what is true of every descriptor.
suite('a manifest or index of image-spec', () => {
  const valid: readonly (readonly [what: string, manifest: Json])[] = [
    ['an image of required fields alone', { schemaVersion: 2, config: descriptor(), layers: [descriptor()] }],
    ['an image with annotations', { ...image, annotations: { key1: 'value1', key2: 'value2' } }],
    // image-spec's schema demands a layer, its text only recommends one: `FROM scratch` has none.
    ['an image without layers', { ...image, layers: [] }],
    ['an image of an artifact', { ...image, artifactType: 'application/vnd.example+type' }],
    ['an index of required fields alone', { schemaVersion: 2, manifests: [] }],
    ['an index with annotations', { ...index, annotations: { 'com.example.key1': 'value1' } }],
    [
      'an index of manifests of one’s own kind',
      { ...index, manifests: [descriptor({ mediaType: 'application/customized.manifest+json' })] },
    ],
    [
      'an index with every platform field',
      {
        ...index,
        manifests: [
          descriptor({
            platform: {
              architecture: 'arm64',
              os: 'windows',
              'os.version': '10.0.14393.1066',
              'os.features': ['win32k'],
              variant: 'v8',
              features: ['sse4'],
            },
          }),
        ],
      },
    ],
  ]
  for (const [what, manifest] of valid) test(what, () => assert.deepEqual(problemsOf(manifest), []))

  const invalid: readonly (readonly [what: string, manifest: Json])[] = [
    ['an image whose mediaType is none', { ...image, mediaType: 'invalid' }],
    ['an image whose mediaType is empty', { ...image, mediaType: '' }],
    ['an index whose mediaType is none', { ...index, mediaType: 'invalid' }],
    ['an image whose artifactType is none', { ...image, artifactType: 'invalid' }],
    ['an image whose annotations are no texts', { ...image, annotations: { a: {} } }],
    ['an image whose annotations are null', { ...image, annotations: null }],
    ['an index whose annotations are a list', { ...index, annotations: [] }],
    ['an image whose subject is null', { ...image, subject: null }],
    [
      'os.features as text',
      { ...index, manifests: [descriptor({ platform: { architecture: 'a', os: 'b', 'os.features': 'x' } })] },
    ],
    [
      'os.version as a number',
      { ...index, manifests: [descriptor({ platform: { architecture: 'a', os: 'b', 'os.version': 10 } })] },
    ],
    [
      'features that are no texts',
      { ...index, manifests: [descriptor({ platform: { architecture: 'a', os: 'b', features: [1] } })] },
    ],
  ]
  for (const [what, manifest] of invalid)
    test(`not ${what}`, () => {
      const found = problemsOf(manifest)
      assert.equal(found.length, 1)
      assert.match(found[0] ?? '', /^manifest-malformed /)
    })
})

const diffId = `sha256:${hex}`
const required: JsonObject = {
  architecture: 'amd64',
  os: 'linux',
  rootfs: { type: 'layers', diff_ids: [diffId] },
}
const full: JsonObject = {
  ...required,
  created: '2015-10-31T22:22:56.015925234Z',
  author: 'Alyssa P. Hacker <alyspdev@example.com>',
  variant: 'v8',
  'os.version': '10.0.14393.1066',
  'os.features': ['win32k'],
  config: {
    User: '1:1',
    ExposedPorts: { '8080/tcp': {} },
    Env: ['PATH=/usr/bin', 'A=b'],
    Entrypoint: ['/bin/sh'],
    Cmd: ['--foreground', '--config', '/etc/my-app.d/default.cfg'],
    Volumes: { '/var/job-result-data': {} },
    WorkingDir: '/home/alice',
    Labels: { 'com.example.project.git.url': 'https://example.com/project.git' },
    StopSignal: 'SIGKILL',
    ArgsEscaped: true,
  },
  history: [
    { created: '2015-10-31T22:22:54.690851953Z', created_by: 'ADD file', author: 'a', comment: 'b' },
    { created: '2015-10-31T22:22:55.613815829Z', created_by: 'CMD', empty_layer: true },
  ],
}

const config = (name: string, value: Json): JsonObject => ({ ...full, config: { [name]: value } })
const step = (name: string, value: Json): JsonObject => ({ ...full, history: [{ [name]: value }] })

// OCI image-spec, schema/config_test.go and schema/config-schema.json. Go writes null for what is empty, so null
// passes where the schema has no word for it; what image-spec requires and Docker's old configs lack passes too.
suite('a config of image-spec', () => {
  const read = (value: object) => parseConfig(Buffer.from(JSON.stringify(value)), defaultLimits)

  for (const [what, value] of [
    ['of required fields alone', required],
    ['with every field', full],
    ['without an entry point', config('Entrypoint', null)],
    ['without a command', config('Cmd', null)],
    ['without volumes', config('Volumes', null)],
    ['without labels', config('Labels', null)],
    ['of an empty file system', { ...required, rootfs: { type: 'layers', diff_ids: [] } }],
    ['with members that nobody knows', { ...full, 'org.example': {}, config: { Healthcheck: { Test: [] } } }],
  ] as const)
    test(what, () => {
      const { config: parsed, malformed, flaws } = read(value)
      assert.deepEqual([malformed, flaws], [null, []])
      assert.equal(parsed?.os, 'linux')
    })

  const wrong: readonly (readonly [path: string, value: JsonObject])[] = [
    ['os', { ...required, os: 123 }],
    ['architecture', { ...required, architecture: 386 }],
    ['variant', { ...required, variant: 8 }],
    ['created', { ...required, created: 2015 }],
    ['author', { ...required, author: {} }],
    ['os.version', { ...required, 'os.version': 10 }],
    ['os.features', { ...required, 'os.features': 'win32k' }],
    ['os.features.0', { ...required, 'os.features': [1] }],
    ['rootfs', { ...required, rootfs: [] }],
    ['rootfs.type', { ...required, rootfs: { type: 'tar', diff_ids: [] } }],
    ['rootfs.diff_ids', { ...required, rootfs: { type: 'layers', diff_ids: {} } }],
    ['rootfs.diff_ids.0', { ...required, rootfs: { type: 'layers', diff_ids: [1] } }],
    ['history', { ...required, history: 'should be an array' }],
    ['history.0', { ...required, history: ['x'] }],
    ['history.0.created', step('created', 1)],
    ['history.0.author', step('author', [])],
    ['history.0.created_by', step('created_by', ['a'])],
    ['history.0.comment', step('comment', true)],
    ['history.0.empty_layer', step('empty_layer', 'true')],
    ['config', { ...required, config: 'x' }],
    ['config.User', config('User', 1234)],
    ['config.ExposedPorts', config('ExposedPorts', ['8080/tcp'])],
    ['config.ExposedPorts', config('ExposedPorts', { '8080/tcp': 1 })],
    ['config.Env', config('Env', 'A=b')],
    ['config.Env.0', config('Env', [7353])],
    ['config.Entrypoint', config('Entrypoint', '/bin/sh')],
    ['config.Entrypoint.0', config('Entrypoint', [null])],
    ['config.Cmd', config('Cmd', {})],
    ['config.Volumes', config('Volumes', ['/var/job-result-data', '/var/log/my-app-logs'])],
    ['config.Volumes', config('Volumes', { '/var': 'x' })],
    ['config.WorkingDir', config('WorkingDir', ['/'])],
    ['config.Labels', config('Labels', ['a=b'])],
    ['config.Labels.a', config('Labels', { a: 1 })],
    ['config.StopSignal', config('StopSignal', 9)],
    ['config.ArgsEscaped', config('ArgsEscaped', 'true')],
  ]
  for (const [path, value] of wrong)
    test(`not with a wrong ${path}: ${JSON.stringify(value).slice(-60)}`, () => {
      const { config: parsed, malformed } = read(value)
      assert.equal(parsed, null)
      assert.ok(malformed?.startsWith(`${path}: expected `), malformed ?? 'nothing is wrong')
    })

  for (const text of ['invalid JSON', '', 'null', '[]', '"x"'])
    test(`not ${JSON.stringify(text)}`, () =>
      assert.equal(parseConfig(Buffer.from(text), defaultLimits).config, null))
})
