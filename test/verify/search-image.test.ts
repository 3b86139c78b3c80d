import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Digest, digestBytes } from '../../lib/digest.ts'
import type { Family } from '../../lib/image/media-type.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { type Form, imageForms } from '../../lib/manifest/form.ts'
import { parseRebuilt } from '../../lib/manifest/parse.ts'
import { serialize } from '../../lib/manifest/serialize.ts'
import { formName } from '../../lib/verify/attempt.ts'
import { imageCandidates } from '../../lib/verify/image-candidates.ts'
import type { ImageRemains } from '../../lib/verify/rebuild-image.ts'
import { searchImage } from '../../lib/verify/search-image.ts'
import { config, digestOf, imageContent, layer, types } from '../manifest/samples.ts'
import { type Content, written } from '../manifest/written.ts'
import { sure } from './runs.ts'

const familyOf = ({ family }: Form): Family => (family === 'any' ? 'oci' : family)

const remainsOf = ({ config: blob, layers = [], mediaType }: Content): ImageRemains => {
  assert.ok(blob !== undefined)
  return {
    configDigest: blob.digest as Digest,
    configSize: blob.size,
    layers: layers.map(({ digest, size, mediaType: type }) => ({
      digest: digest as Digest,
      size,
      mediaType: type ?? null,
    })),
    orderStated: false,
    mediaType: mediaType ?? null,
  }
}

interface Sample {
  readonly what: string
  readonly text: string
  readonly form: string
  readonly remains: ImageRemains
}

const octets = { ...config('docker'), mediaType: 'application/octet-stream' }
const few = (family: Family, count: number): Content => ({
  ...imageContent(family),
  layers: ['1', '2', '3'].slice(0, count).map((letter) => layer(family, letter, 100 + count)),
})

/** Every form of every family, with none, one and three layers, each turned, and with the rare config type. */
const samples: readonly Sample[] = imageForms.flatMap((form) => {
  const family = familyOf(form)
  const contents: readonly Content[] = [
    few(family, 0),
    few(family, 1),
    few(family, 3),
    { ...few(family, 3), mediaType: types[family].manifest },
    ...(family === 'docker' ? [{ ...few(family, 3), config: octets }] : []),
  ]
  return contents.flatMap((content) => {
    const text = written(form, content)
    const remains = remainsOf(content)
    const turned = { ...remains, layers: remains.layers.toReversed() }
    const untyped = { ...remains, mediaType: null }
    const what = `${form.id}, ${content.layers?.length} layers, ${content.config?.mediaType}`
    return [
      { what, text, form: form.id, remains },
      { what: `${what}, turned`, text, form: form.id, remains: turned },
      { what: `${what}, untyped`, text, form: form.id, remains: untyped },
    ]
  })
})

const search = ({ remains, text }: Sample, limit: number = defaultLimits.rebuiltBytes) =>
  searchImage(remains, digestBytes(text), limit)

/** Sets what is tried first: no other way beats one that proved this many in a row. */
const prefer = (sample: Sample): void => {
  for (let i = 0; i < 20; i++) assert.ok(search(sample).hit !== null)
}

describe('what a search finds', () => {
  it('is the text, its form and the manifest in it', () => {
    for (const sample of samples) {
      const { hit } = search(sample)
      assert.equal(hit?.form, sample.form, sample.what)
      assert.equal(hit.bytes.toString(), sample.text)
      assert.deepEqual(hit.read, parseRebuilt(hit.bytes, defaultLimits), sample.what)
    }
  })

  it('does not depend on what was found before', () => {
    const favourites = samples.filter(({ what }) => /3 layers, [^,]*(, turned)?$/.test(what))
    assert.ok(favourites.length > 2 * imageForms.length)
    for (const favourite of favourites) {
      prefer(favourite)
      for (const sample of samples)
        assert.equal(search(sample).hit?.form, sample.form, `${sample.what} after ${favourite.what}`)
    }
  })

  it('does not depend on it where what the API drops has more ways than the limit has room for', () => {
    const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'
    const large: Content = {
      ...few('oci', 0),
      layers: Array.from({ length: 300 }, (_, n) => ({
        ...layer('oci', '1', n),
        ...(n < 3 && { mediaType: foreign }),
      })),
    }
    const form = imageForms.find(({ id }) => id === 'oci-compact') as Form
    const sample = { what: 'large', text: written(form, large), form: form.id, remains: remainsOf(large) }
    const untyped = { ...sample, remains: { ...sample.remains, mediaType: null } }
    const dropped = imageForms.length * 6 ** 3 * sample.text.length
    assert.ok(dropped > defaultLimits.rebuiltBytes)
    for (const favourite of [samples.find((one) => one.form === form.id), samples[0]]) {
      prefer(favourite as Sample)
      assert.equal(search(untyped).hit?.form, form.id, favourite?.what)
    }
  })

  it('ends at the limit at the same byte whatever was found before', () => {
    const limits = [0, 1, 500, 5_000, 20_000, 60_000, 400_000]
    const missing = { ...(samples[8] as Sample), text: 'none' }
    const outcomes = () =>
      [...samples.slice(0, 40), missing].flatMap((sample) =>
        limits.map((limit) => {
          const found = search(sample, limit)
          return found.hit === null ? found : { form: found.hit.form }
        }),
      )
    prefer(samples[0] as Sample)
    const expected = outcomes()
    for (const favourite of samples.filter((_, i) => i % 7 === 0)) {
      prefer(favourite)
      assert.deepEqual(outcomes(), expected, favourite.what)
    }
  })

  it('is read as any other manifest where a media type is none', () => {
    const odd = few('docker', 3)
    const content = { ...odd, layers: (odd.layers ?? []).map((blob) => ({ ...blob, mediaType: 'odd' })) }
    const text = written(imageForms[1] as Form, content)
    const { hit } = searchImage(remainsOf(content), digestBytes(text), defaultLimits.rebuiltBytes)
    assert.equal(hit?.read, null)
    assert.equal(hit.form, 'docker-compact')
  })
})

const layerTypes = [
  types.docker.layer,
  types.oci.layer,
  'application/vnd.in-toto+json',
  'odd',
  'application/x&y',
  null,
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
]
const anyDigest = fc.nat(15).map((n) => `sha256:${n.toString(16).repeat(64)}` as Digest)
const anyRemains: fc.Arbitrary<ImageRemains> = fc.record({
  configDigest: anyDigest,
  configSize: fc.nat(20_000),
  layers: fc.array(
    fc.record({ digest: anyDigest, size: fc.nat(), mediaType: fc.constantFrom(...layerTypes) }),
    { maxLength: 4 },
  ),
  orderStated: fc.boolean(),
  mediaType: fc.constantFrom(null, types.docker.manifest, types.oci.manifest, 'application/json', 'odd'),
})

describe('a search', () => {
  it('tries what slower searches try, in their order', (t) =>
    sure(
      t,
      fc.asyncProperty(anyRemains, async (remains) => {
        const texts = [...imageCandidates(remains)].flatMap((candidate) =>
          candidate.forms.map((form) => ({
            form: formName(candidate, form),
            text: serialize(candidate.manifest, form),
          })),
        )
        let before = 0
        for (const [n, { form, text }] of texts.entries()) {
          // All of the first, then some: what the API drops has thousands.
          if (n < 50 || n % 97 === 0 || n === texts.length - 1) {
            const { hit } = searchImage(remains, digestBytes(text), before)
            assert.deepEqual([hit?.form, hit?.bytes.toString()], [form, text])
            const limit = before - 1
            assert.deepEqual(searchImage(remains, digestOf('0') as Digest, limit), {
              hit: null,
              stop: { written: before, limit },
            })
          }
          before += text.length
        }
        const all = searchImage(remains, digestOf('0') as Digest, before)
        assert.deepEqual(all, { hit: null, stop: null })
      }),
      40,
    ))
})
