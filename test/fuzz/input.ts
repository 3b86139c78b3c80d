import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { dockerIndex, dockerManifest, ociIndex, ociManifest, schema1 } from '../../lib/image/media-type.ts'
import { shapes, valid } from '../checks/valid.ts'
import { corpusObjects, withoutCorpus } from '../corpus.ts'
import { items, listOf, sampleTexts } from '../hostile/item.ts'
import { type Tree, textOf, treeOf } from './tree.ts'
import { applied, editKinds } from './tree-edit.ts'

const even = fc.noBias(fc.nat(0x7fff_ffff))

const nth = <T>(all: readonly T[], n: number): T => all[n % all.length] as T

/** Every nth object: what a mutation can reach in one is reached in few. */
const sparse = (file: string, step: number): string[] =>
  corpusObjects(file)
    .filter((_, at) => at % step === 0)
    .map((object) => JSON.stringify(object))

/** Single items as JSON: of the project's own samples, and of real clusters where the corpus is there. */
const itemTexts: readonly string[] = [
  ...items.map((item) => JSON.stringify(item)),
  ...(withoutCorpus
    ? []
    : [
        ...sparse('clusters/origin-1.3.3.json', 4),
        ...sparse('clusters/origin-3.11.json', 8),
        ...sparse('clusters/ocp-4.3.json', 20),
        ...sparse('facts/library-images.ndjson', 40),
        ...sparse('facts/library-indexes.ndjson', 10),
        ...sparse('facts/library-multiarch.json', 30),
        ...sparse('objects/cockpit-2016-Image-63da16dc-with-manifest.json', 1),
        ...sparse('objects/restclient-v1_image_stream_import.json', 1),
      ]),
]

const broken = join(import.meta.dirname, '../../events/broken')

/** Whole exports, sound and broken, in every form that is read. */
const wholes: readonly Buffer[] = [
  ...[...sampleTexts.values()].map((text) => Buffer.from(text)),
  ...readdirSync(broken).map((name) => readFileSync(join(broken, name))),
  Buffer.from(listOf(items.slice(0, 4))),
  Buffer.from(itemTexts.slice(0, 5).join('\n')),
  Buffer.from(stringify(items[0])),
]

const opener = fc.constantFrom<readonly number[]>(
  [],
  [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0],
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [...Buffer.from('{"kind":"Image",')],
  [...Buffer.from('{"items":[{"kind":"Image"},')],
  [...Buffer.from('kind: Image\nx: ')],
  [...Buffer.from('--- &a\n')],
)

/** Bytes of any kind, some of which begin like something. */
const noise = fc
  .tuple(opener, fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 100 })))
  .map(([start, rest]) =>
    Buffer.concat([Buffer.from(start), typeof rest === 'string' ? Buffer.from(rest) : rest]),
  )

const tokens = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  'e9',
  '\n',
  '\r',
  ' ',
  '\t',
  '\0',
  '\u202e',
  '#',
  '*a',
  '&a ',
  '- ',
  '<<: ',
  '!x ',
  '%',
  '---\n',
  '...\n',
  '\ufeff',
  'null',
  '"a":0,',
  '/*',
  '\u2028',
].map((text) => Buffer.from(text))

interface Cut {
  readonly how: 'flip' | 'drop' | 'double' | 'insert' | 'end' | 'move' | 'byte'
  readonly at: number
  readonly length: number
  readonly what: number
}

const cut: fc.Arbitrary<Cut> = fc.record({
  how: fc.constantFrom('flip', 'drop', 'double', 'insert', 'end', 'move', 'byte'),
  at: even,
  length: fc.oneof(fc.nat(3), fc.nat(200), fc.nat(5000)),
  what: even,
})

/** The bytes with one accident or attack of the kind that knows nothing of their meaning. */
const cutUp = (bytes: Buffer, { how, at, length, what }: Cut): Buffer => {
  const from = at % (bytes.length + 1)
  const to = Math.min(bytes.length, from + length)
  const [before, piece, behind] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)]
  switch (how) {
    case 'flip': {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[from % copy.length] = (copy[from % copy.length] ?? 0) ^ (1 << (what % 8))
      return copy
    }
    case 'byte': {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[from % copy.length] = what
      return copy
    }
    case 'drop':
      return Buffer.concat([before, behind])
    case 'double':
      return Buffer.concat([before, piece, piece, behind])
    case 'insert':
      return Buffer.concat([before, nth(tokens, what), bytes.subarray(from)])
    case 'end':
      return Buffer.from(before)
    case 'move':
      break
  }
  const rest = Buffer.concat([before, behind])
  const place = what % (rest.length + 1)
  return Buffer.concat([rest.subarray(0, place), piece, rest.subarray(place)])
}

const packers = [
  (bytes: Buffer) => bytes,
  (bytes: Buffer) => bytes,
  gzipSync,
  zstdCompressSync,
  (bytes: Buffer) =>
    Buffer.concat([
      gzipSync(bytes.subarray(0, bytes.length >> 1)),
      gzipSync(bytes.subarray(bytes.length >> 1)),
    ]),
  deflateRawSync,
] as const

/** Whole exports, changed byte by byte, before and after they are compressed. */
const cutWholes = fc
  .tuple(even, fc.array(cut, { maxLength: 3 }), fc.constantFrom(...packers), fc.array(cut, { maxLength: 1 }))
  .map(([at, before, pack, after]) => {
    const bytes = before.reduce(cutUp, nth(wholes, at))
    const packed = pack(bytes)
    return packed === bytes ? packed : after.reduce(cutUp, packed)
  })

const trees = new Map<number, Tree>()
const treeAt = (at: number): Tree => {
  const index = at % itemTexts.length
  const known = trees.get(index) ?? treeOf(itemTexts[index] ?? '')
  trees.set(index, known)
  return known
}

const editedItem = fc
  .tuple(
    even,
    fc.array(fc.record({ kind: fc.constantFrom(...editKinds), where: even, which: even }), { maxLength: 4 }),
  )
  .map(([at, edits]) => textOf(edits.reduce<Tree>(applied, treeAt(at))))

const yamlOf = (text: string): string => {
  try {
    return stringify(JSON.parse(text))
  } catch {
    return text
  }
}

/** Real items, changed as JSON, alone or in a list, in JSON or YAML. */
const edited = fc
  .tuple(fc.array(editedItem, { minLength: 1, maxLength: 3 }), fc.nat(5))
  .map(([texts, how]) => {
    const list = `{"kind":"List","apiVersion":"v1","items":[${texts.join(',')}]}`
    return Buffer.from(
      [texts.join('\n'), list, list, list, yamlOf(texts[0] ?? ''), yamlOf(list)][how] ?? list,
    )
  })

const manifestTexts: readonly string[] = [
  ...shapes.map((shape) => valid[shape]().manifest),
  '{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"sha256:00","size":1},"layers":[],"annotations":{"a":"b"}}',
]
const manifestTrees = manifestTexts.map(treeOf)

/** The same content as some tool or other writes it: the last of equal names wins. */
const rewritten = (text: string, how: number): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, nth([0, 2, 3, 4, '\t'], how))
  } catch {
    return text
  }
}

const mediaTypes = [null, dockerManifest, dockerIndex, ociManifest, ociIndex, schema1, 'text/plain'] as const

/**
 * Manifests that somebody pushed as they are: whatever is wrong with them, the digest is theirs, or that of the same
 * content written in another way.
 */
const pushed = fc
  .tuple(
    even,
    fc.array(fc.record({ kind: fc.constantFrom(...editKinds), where: even, which: even }), { maxLength: 3 }),
    fc.array(cut, { maxLength: 1 }),
    fc.nat(11),
    fc.constantFrom(...mediaTypes),
    fc.constantFrom('sha256', 'sha384', 'sha512'),
  )
  .map(([at, edits, cuts, how, mediaType, algorithm]) => {
    const tree = edits.reduce<Tree>(applied, nth(manifestTrees, at))
    const text = cuts.reduce(cutUp, Buffer.from(textOf(tree))).toString()
    const hashed = how < 6 ? text : rewritten(text, how)
    const digest = `${algorithm}:${createHash(algorithm).update(hashed).digest('hex')}`
    const given = how === 11 ? `\ufeff${text}` : text
    const image = {
      kind: 'Image',
      metadata: { name: digest },
      ...(mediaType !== null && { dockerImageManifestMediaType: mediaType }),
      dockerImageManifest: how === 5 ? rewritten(given, at) : given,
    }
    return Buffer.from(JSON.stringify(image))
  })

const knownName = fc.constantFrom(
  ...'kind apiVersion metadata name namespace annotations labels image tag items status images manifests'.split(
    ' ',
  ),
  ...'dockerImageReference dockerImageMetadata dockerImageManifest dockerImageManifestMediaType'.split(' '),
  ...'dockerImageConfig dockerImageLayers dockerImageManifests dockerImageSignatures signatures'.split(' '),
  ...'Id Size Architecture Config Env Labels size mediaType digest manifestSize architecture os'.split(' '),
  ...'layers config schemaVersion fsLayers history type content conditions'.split(' '),
)
const hostileName = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '',
    '\u0000',
    '\u202e',
    '/',
    '~',
    'Layers',
    'layer\u017f',
  ),
  fc.string({ maxLength: 4 }),
)
const hostileText = fc.oneof(
  fc.constantFrom(
    'Image',
    'ImageStreamImage',
    'ImageStreamTag',
    'ImageStreamImport',
    'List',
    'v1',
    'ruby@x',
    'ruby:1',
  ),
  fc.constantFrom(
    `sha256:${'a'.repeat(64)}`,
    'sha256:',
    '{"schemaVersion":2,"layers":[]}',
    '{}',
    '{"fsLayers":[]}',
  ),
  fc.constantFrom(
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    hostileText,
    fc.oneof(fc.constantFrom<unknown>(null, true, 0, 1, -1, 0.5, 2 ** 53, 1e300), fc.nat(2000)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(
          fc.oneof({ weight: 4, arbitrary: knownName }, { weight: 1, arbitrary: hostileName }),
          tie('value'),
        ),
        { maxLength: 7 },
      )
      .map((pairs) => Object.fromEntries(pairs) as unknown),
  ),
}))

/** JSON of no sense, with names that have one. */
const invented = fc
  .tuple(
    fc.array(fc.tuple(knownName, anyValue), { maxLength: 8 }),
    fc.constantFrom('Image', 'ImageStreamTag', 'List', ''),
    fc.boolean(),
  )
  .map(([pairs, kind, asYaml]) => {
    const value = { ...Object.fromEntries(pairs), ...(kind !== '' && { kind }) }
    return Buffer.from(asYaml ? stringify(value) : JSON.stringify(value))
  })

/** Inputs that no reader should ever have to see, by their kind. */
export const inputs = { noise, cutWholes, edited, pushed, invented } as const
export type InputKind = keyof typeof inputs
