import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Digest } from '../../lib/digest.ts'
import { formsOf, imageForms } from '../../lib/manifest/form.ts'
import { isPlainType, type PlainImage } from '../../lib/manifest/plain-image.ts'
import { serialize } from '../../lib/manifest/serialize.ts'
import { writeImage } from '../../lib/manifest/template.ts'
import { digestOf } from './samples.ts'

const blob = (mediaType: string, letter: string, size: number) => ({
  mediaType,
  digest: digestOf(letter) as Digest,
  size,
})

const imageOf = (layers: PlainImage['layers']): PlainImage => ({
  mediaType: 'application/vnd.odd!#$^_.+-',
  config: blob('a/config', 'c', 0),
  layers,
})

const images: readonly (readonly [what: string, image: PlainImage])[] = [
  ['no layers', imageOf([])],
  ['one layer', imageOf([blob('a/1', '1', 1)])],
  ['two layers', imageOf([blob('a/1', '1', 12_345), blob('bb/22', '2', Number.MAX_SAFE_INTEGER)])],
  [
    'digests of several lengths',
    imageOf([
      { mediaType: 'a/1', digest: `sha512:${'1'.repeat(128)}` as Digest, size: 7 },
      blob('a/2', '2', 0),
      { mediaType: 'a/3', digest: `sha384:${'3'.repeat(96)}` as Digest, size: 10 },
    ]),
  ],
]

const turned = (image: PlainImage): PlainImage => ({ ...image, layers: image.layers.toReversed() })
const serialized = ({ layers, ...rest }: PlainImage, form: (typeof imageForms)[0]): string =>
  serialize({ schemaVersion: 2, ...rest, layers: [...layers] }, form)

describe('a template writes what serialize writes', () => {
  for (const form of imageForms)
    for (const [what, image] of images)
      it(`${form.id}: ${what}`, () => {
        assert.equal(writeImage(form, image), serialized(image, form))
        assert.equal(writeImage(form, image, true), serialized(turned(image), form))
      })

  it('sorted and escaped forms too', () => {
    const base = imageForms[0] as (typeof imageForms)[0]
    for (const form of [
      { ...base, sorted: true },
      { ...base, finalNewline: true },
    ] as const)
      for (const [, image] of images) assert.equal(writeImage(form, image), serialized(image, form))
  })
})

it('no two forms of a family write the same, so that any may be tried first', () => {
  for (const family of ['docker', 'oci'] as const)
    for (const [what, image] of images) {
      const texts = formsOf(imageForms, family).map((form) => writeImage(form, image))
      assert.equal(new Set(texts).size, texts.length, `${family}, ${what}`)
    }
})

describe('a plain media type', () => {
  const rows: readonly (readonly [type: string, plain: boolean])[] = [
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', true],
    ['application/vnd.oci.image.layer.v1.tar+zstd', true],
    ['a/b!#$^_.+-', true],
    ['application', false],
    ['', false],
    ['application/a&b', false],
    ['application/a"b', false],
    ['application/a\\b', false],
    ['application/é', false],
    ['application/a\n', false],
    [`a/${'b'.repeat(127)}`, true],
    [`a/${'b'.repeat(128)}`, false],
  ]
  for (const [type, plain] of rows)
    it(`${JSON.stringify(type.slice(0, 60))}: ${plain}`, () => assert.equal(isPlainType(type), plain))
})
