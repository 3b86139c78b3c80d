import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { dockerIndex, dockerManifest, ociIndex, ociManifest, schema1 } from '../../lib/image/media-type.ts'
import { shapes, valid } from '../checks/valid.ts'
import { cut, cutUp } from './cut.ts'
import { even, nth } from './pick.ts'
import { type Tree, textOf, treeOf } from './tree.ts'
import { applied, editKinds } from './tree-edit.ts'

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
export const pushed = fc
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
