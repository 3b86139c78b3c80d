import { gzipSync, zstdCompressSync } from 'node:zlib'
import { digestBytes } from '../../lib/digest.ts'
import { ociConfig, ociLayer, ociManifest } from '../../lib/image/media-type.ts'
import { mapping, object, sequence } from './repeated.ts'

const million = 1_000_000
const mebi = 2 ** 20
const digest = `sha256:${'a'.repeat(64)}`

/** Input that costs its reader far more than it cost its writer, unless the reader looks out. */
export interface Bomb {
  readonly what: string
  /** The bytes in chunks; made as they are read, so that they cost no memory of their own. */
  readonly bytes: () => Iterable<Buffer>
  /** Every check and rejection that must be reported, and nothing else. */
  readonly finds: readonly string[]
}

function* imageWith(fields: Iterable<Buffer>, name = digest): Generator<Buffer> {
  yield Buffer.from(`{"kind":"Image","metadata":{"name":"${name}"},`)
  yield* fields
  yield Buffer.from('}')
}

/** A field whose text is `content`, whose quotes are escaped already. */
function* field(name: string, content: Iterable<Buffer>): Generator<Buffer> {
  yield Buffer.from(`"${name}":`)
  yield* content
}

function* text(name: string, content: Iterable<Buffer>): Generator<Buffer> {
  yield Buffer.from(`"${name}":"`)
  for (const chunk of content) yield Buffer.from(chunk.toString('latin1').replaceAll('"', '\\"'), 'latin1')
  yield Buffer.from('"')
}

function* around(before: string, content: Iterable<Buffer>, after: string): Generator<Buffer> {
  yield Buffer.from(before)
  yield* content
  yield Buffer.from(after)
}

/** Manifests and configs may have 4 MiB. */
const fitting = (bytes: number): number => Math.floor((4 * mebi - 200) / bytes)

const unverifiable = 'manifest-unverifiable'
const mismatch = 'manifest-digest'

const lists: readonly Bomb[] = (
  [
    ['dockerImageLayers', '{}'],
    ['dockerImageLayers', 'null'],
    ['dockerImageManifests', '{}'],
    ['signatures', '{}'],
    ['dockerImageSignatures', '""'],
  ] as const
).map(([name, element]) => ({
  what: `${name} of 1,000,000 times ${element}`,
  bytes: () => imageWith(field(name, sequence(element, million))),
  finds: ['api-shape', unverifiable],
}))

const items: readonly Bomb[] = [
  {
    what: 'a list of 2,000,000 times null',
    bytes: () => around('{"kind":"List","items":', sequence('null', 2 * million), '}'),
    finds: ['not-an-object'],
  },
  {
    what: 'an import of 1,000,000 times {}',
    bytes: () =>
      around(
        '{"kind":"ImageStreamImport","status":{"images":[{"manifests":',
        sequence('{}', million),
        '}]}}',
      ),
    finds: ['limit-imported-images'],
  },
]

const names: readonly Bomb[] = [
  {
    what: '1,000,000 names in an item',
    bytes: () => imageWith(mapping(million, '0')),
    finds: [unverifiable],
  },
  {
    what: 'one name 1,000,000 times in an item',
    bytes: () => imageWith(around('', sequence('"x":0', million, ''), '')),
    finds: ['item-duplicate-key', unverifiable],
  },
  {
    what: 'one name in 1,000,000 other spellings',
    bytes: () => imageWith(around('', sequence('"KIND":0', million, ''), '')),
    finds: ['item-duplicate-key', unverifiable],
  },
  {
    what: '1,000,000 labels',
    bytes: () =>
      imageWith(field('dockerImageMetadata', around('{"Config":{"Labels":', object(million, '""'), '}}'))),
    finds: [unverifiable],
  },
  {
    what: '1,000,000 objects of one name inside a list',
    bytes: () => imageWith(field('x', sequence('{"a":{}}', million))),
    finds: [unverifiable],
  },
]

const manifests: readonly Bomb[] = [
  {
    what: 'a manifest of 1,000,000 names',
    bytes: () => imageWith(text('dockerImageManifest', object(million, '0'))),
    finds: [mismatch, 'manifest-malformed'],
  },
  {
    what: 'a manifest of as many names as fit',
    bytes: () => imageWith(text('dockerImageManifest', object(fitting(12), '0'))),
    finds: [mismatch, 'manifest-malformed'],
  },
  {
    what: 'a manifest that names layers as often as fits',
    bytes: () =>
      imageWith(text('dockerImageManifest', around('{', sequence('"layers":0', fitting(11), ''), '}'))),
    finds: ['manifest-ambiguous', mismatch, 'manifest-duplicate-key', 'manifest-malformed'],
  },
  {
    what: 'a manifest of 1,000,000 layers',
    bytes: () =>
      imageWith(
        text(
          'dockerImageManifest',
          around('{"schemaVersion":2,"config":{},"layers":', sequence('{}', million), '}'),
        ),
        '',
      ),
    finds: ['manifest-malformed', unverifiable],
  },
  {
    what: 'a manifest of 1,000,000 brackets',
    bytes: () => imageWith(text('dockerImageManifest', sequence('[', million, '', ''))),
    finds: [mismatch, 'manifest-malformed'],
  },
  {
    what: 'a manifest with as many wrong annotations as fit',
    bytes: () =>
      imageWith(
        text(
          'dockerImageManifest',
          around('{"schemaVersion":2,"manifests":[],"annotations":', object(fitting(12), '0'), '}'),
        ),
        '',
      ),
    finds: ['manifest-malformed', unverifiable],
  },
]

const configs: readonly Bomb[] = (
  [
    ['history', '{"history":', 'sequence'],
    ['Env', '{"config":{"Env":', 'sequence'],
    ['diff_ids', '{"rootfs":{"diff_ids":', 'sequence'],
    ['Labels', '{"config":{"Labels":', 'mapping'],
  ] as const
).map(([name, head, shape]) => ({
  what: `a config with as many wrong ${name} as fit`,
  bytes: () =>
    imageWith(
      text(
        'dockerImageConfig',
        around(
          head,
          shape === 'sequence' ? sequence('0', fitting(2)) : object(fitting(12), '0'),
          '}'.repeat(head.split('{').length - 1),
        ),
      ),
    ),
  finds: ['config-malformed', unverifiable],
}))

const brackets: readonly Bomb[] = [
  {
    what: '1,000,000 brackets',
    bytes: () => sequence('[', million, '', ''),
    finds: ['limit-depth', 'not-an-object', 'truncated'],
  },
  {
    what: '1,000,000 brackets in an item',
    bytes: () => imageWith(field('x', sequence('[', million, '', ''))),
    finds: ['limit-depth', 'malformed'],
  },
  {
    what: '1,000,000 braces in an item',
    bytes: () => imageWith(field('x', sequence('{"a":', million, '', ''))),
    finds: ['limit-depth', 'truncated'],
  },
  {
    what: '1,000,000 brackets in YAML',
    bytes: () => around('kind: Image\nx: ', sequence('[', million, '', ''), '\n'),
    finds: ['limit-depth'],
  },
  {
    what: '1,000,000 dashes in YAML',
    bytes: () => around('x:\n  ', sequence('- ', million, '', ''), 'y\n'),
    finds: ['limit-depth'],
  },
]

/** A blanked image, and 32 of its repository that teach what such an image may have. */
function* taught(before: string, after: string): Generator<Buffer> {
  const own = (name: string): string =>
    `"kind":"Image","metadata":{"name":"${name}"},"dockerImageReference":"example.com/a/b@${name}","dockerImageManifestMediaType":"${ociManifest}"`
  const layer = `"size":1,"mediaType":"${ociLayer}"`
  yield Buffer.from(
    `{${own(digest)},"dockerImageMetadata":{"Id":"${digest}","Size":2},"dockerImageLayers":[{"name":"${digest}",${layer}}]}\n`,
  )
  // One character beyond Latin, and the whole text takes twice the room in memory.
  const content = Buffer.from(`\u4e2d${'x'.repeat(fitting(1) - 500)}`)
  for (let n = 0; n < 32; n++) {
    const head = `{"schemaVersion":2,"mediaType":"${ociManifest}","config":{"mediaType":"${ociConfig}","digest":"${digest}","size":${n}},"layers":[{"digest":"${digest}",${layer}}],${before}`
    const tail = `${after}}`
    const name = digestBytes(Buffer.concat([Buffer.from(head), content, Buffer.from(tail)]))
    yield Buffer.from(`{${own(name)},`)
    yield Buffer.from(`"dockerImageManifest":"${head.replaceAll('"', '\\"')}`)
    yield content
    yield Buffer.from(`${tail.replaceAll('"', '\\"')}"}\n`)
  }
}

const lessons: readonly Bomb[] = [
  {
    what: '32 images of one repository with annotations as long as fit',
    bytes: () => taught('"annotations":{"x":"', '"}'),
    finds: [unverifiable],
  },
]

const laughs = (levels: number, times: number): string =>
  Array.from(
    { length: levels },
    (_, level) =>
      `a${level}: &a${level} [${Array(times)
        .fill(level === 0 ? 'lol' : `*a${level - 1}`)
        .join(', ')}]`,
  ).join('\n')

const texts: readonly Bomb[] = [
  {
    what: 'a billion laughs',
    bytes: () => [Buffer.from(`kind: Image\n${laughs(9, 10)}\n`)],
    finds: ['limit-yaml'],
  },
  {
    what: 'a billion laughs within one item',
    bytes: () => [
      Buffer.from(`kind: List\nitems:\n- kind: Image\n  ${laughs(9, 10).replaceAll('\n', '\n  ')}\n`),
    ],
    finds: ['limit-yaml'],
  },
  {
    what: 'a string of 64 MiB',
    bytes: () => imageWith(text('dockerImageConfig', sequence('x', 64 * mebi, '', ''))),
    finds: ['limit-item'],
  },
  {
    what: 'a string of nearly 64 MiB',
    bytes: () => imageWith(text('dockerImageConfig', sequence('x', 63 * mebi, '', ''))),
    finds: ['config-malformed', unverifiable],
  },
  {
    what: 'a name of nearly 64 MiB',
    bytes: () => around(`{"kind":"Image","metadata":{"name":"`, sequence('x', 63 * mebi, '', ''), '"}}'),
    finds: ['manifest-unverifiable', 'name-format'],
  },
  {
    what: 'a name of 16 MiB in words of one letter',
    bytes: () => around(`{"kind":"Image","metadata":{"name":"`, sequence('a-', 8 * mebi, '', ''), '"}}'),
    finds: ['manifest-unverifiable', 'name-format'],
  },
  {
    what: "a stream's name of nearly 64 MiB of @",
    bytes: () =>
      around(
        '{"kind":"ImageStreamImage","metadata":{"name":"',
        sequence('@', 63 * mebi, '', ''),
        '"},"image":{}}',
      ),
    finds: ['manifest-unverifiable', 'name-format'],
  },
  {
    what: "a signature's name of nearly 64 MiB of @",
    bytes: () =>
      imageWith(
        around(
          '"signatures":[{"type":"atomic","content":"YQ==","metadata":{"name":"',
          sequence('@', 63 * mebi, '', ''),
          '"}}]',
        ),
      ),
    finds: ['manifest-unverifiable', 'signature-invalid', 'signature-name'],
  },
  {
    what: 'a string of 64 MiB in YAML',
    bytes: () => around('kind: Image\nx: ', sequence('x', 64 * mebi, '', ''), '\n'),
    finds: ['limit-yaml'],
  },
  {
    what: '1,000,000 names in YAML',
    bytes: () => around('kind: Image\n', sequence('x: 0\n', million, '', ''), ''),
    finds: ['limit-yaml'],
  },
]

const opening = Buffer.from('{"kind":"List","items":[')
const pod = (length: number): Buffer => Buffer.from(`{"kind":"Pod","x":"${'x'.repeat(length)}"},`)
const packs = { gzip: gzipSync, zstd: zstdCompressSync } as const

const packed: readonly Bomb[] = (['gzip', 'zstd'] as const).flatMap((format): Bomb[] => {
  const pack = packs[format]
  return [
    {
      what: `1 GiB of objects in 64 parts of ${format}`,
      bytes: () => [pack(opening), ...Array(64).fill(pack(pod(16 * mebi)))],
      finds: ['limit-ratio', 'unknown-kind'],
    },
    {
      what: `1 GiB of white space in 64 parts of ${format}`,
      bytes: () => [pack(opening), ...Array(64).fill(pack(Buffer.alloc(16 * mebi, 0x20)))],
      finds: ['limit-ratio'],
    },
    {
      what: `1 GiB of zeros in ${format}, and that once more`,
      bytes: () => [pack(Buffer.concat(Array(64).fill(pack(Buffer.alloc(16 * mebi)))))],
      finds: ['compression'],
    },
  ]
})

export const bombs: readonly Bomb[] = [
  ...brackets,
  ...packed,
  ...lists,
  ...items,
  ...manifests,
  ...configs,
  ...names,
  ...texts,
  ...lessons,
]
