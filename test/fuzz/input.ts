import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { corpusObjects, withoutCorpus } from '../corpus.ts'
import { items, listOf, sampleTexts } from '../hostile/item.ts'
import { cut, cutUp } from './cut.ts'
import { invented } from './invented.ts'
import { even, nth } from './pick.ts'
import { pushed } from './pushed.ts'
import { type Tree, textOf, treeOf } from './tree.ts'
import { applied, editKinds } from './tree-edit.ts'

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

/** What inputs are made of, before anything is done to it. */
export const cleanTexts: readonly (string | Buffer)[] = [...sampleTexts.values(), ...itemTexts]

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

/** Inputs that no reader should ever have to see, by their kind. */
export const inputs = { noise, cutWholes, edited, pushed, invented } as const
export type InputKind = keyof typeof inputs
