import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import type { Family } from '../../lib/image/media-type.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { type Form, formsOf, imageForms, indexForms } from '../../lib/manifest/form.ts'
import { annotatedManifests, withoutCorpus } from '../corpus.ts'
import { growthOf, linear } from '../fuzz/growth.ts'
import { withValue } from '../image/item.ts'
import {
  config,
  digestOf,
  imageContent,
  indexContent,
  layer,
  types,
  withAmpersand,
} from '../manifest/samples.ts'
import { type Blob, type Content, written } from '../manifest/written.ts'
import { assayed, evidenceOf } from './assayed.ts'
import { type Blanking, blankedImage } from './blank.ts'

const row = (table: readonly Form[], id: string): Form => {
  const found = table.find((form) => form.id === id)
  assert.ok(found !== undefined, `there is no row ${id}`)
  return found
}
const imageForm = (id: string) => row(imageForms, id)
const indexForm = (id: string) => row(indexForms, id)

/** The object proves its manifest, in the form of that id, and nothing is found wrong with it. */
const proves = async (image: JsonObject, truth: string, form?: string) => {
  const { proof, findings } = await assayed(image)
  assert.deepEqual(proof.verification, {
    verdict: 'verified',
    proof: 'reconstructed',
    computed: digestBytes(truth),
    bytes: Buffer.byteLength(truth),
    form: form ?? proof.verification.form,
    reason: null,
  })
  assert.equal(proof.proven?.bytes.toString(), truth)
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  )
  return proof
}

const rebuilds = (truth: string, form?: string, blanking?: Blanking) =>
  proves(blankedImage(truth, blanking), truth, form)

const fails = async (image: JsonObject, reason: string) => {
  const { proof, checks } = await assayed(image)
  const nothing = { verdict: 'unverifiable', proof: null, computed: null, bytes: null, form: null, reason }
  assert.deepEqual(proof.verification, nothing)
  assert.deepEqual([proof.proven, checks.includes('manifest-unverifiable')], [null, true])
}

const familiesOf = ({ family }: Form): readonly Family[] => (family === 'any' ? ['docker', 'oci'] : [family])

describe('every form', () => {
  const tables = [
    ['image', imageForms, imageContent],
    ['index', indexForms, indexContent],
  ] as const
  for (const [kind, table, sample] of tables)
    for (const form of table)
      for (const family of familiesOf(form))
        it(`of an ${kind} is rebuilt: ${form.id}, ${family}`, async () => {
          for (const content of [sample(family), withAmpersand(sample(family))]) {
            const truth = written(form, content)
            // No two rows of one family write the same text, so the id is exact.
            const same = formsOf(table, family).filter((other) => written(other, content) === truth)
            assert.deepEqual(
              same.map(({ id }) => id),
              [form.id],
            )
            await rebuilds(truth, form.id, { mediaType: content.mediaType })
          }
        })

  it('is found where the object does not say what media type the manifest has', async () => {
    for (const [, table, sample] of tables)
      for (const form of table)
        for (const family of familiesOf(form)) {
          const truth = written(form, sample(family))
          const image = withValue(
            blankedImage(truth, { order: 'ascending' }),
            '/dockerImageManifestMediaType',
            undefined,
          )
          await proves(image, truth)
        }
  })
})

describe('the layers', () => {
  const base = layer('docker', '1', 27_092_654)
  const empty = layer('docker', 'a', 32)
  const content = (...layers: Blob[]): Content => ({ ...imageContent('docker'), layers })
  const form = imageForm('docker-indent3')

  const rows: readonly (readonly [what: string, content: Content])[] = [
    ['none', content()],
    ['one', content(base)],
    ['one repeated', content(base, empty, layer('docker', '2', 77), empty, empty)],
    ['one repeated at both ends', content(empty, base, empty)],
    ['nothing but one repeated', content(empty, empty, empty)],
    [
      "the config's own blob",
      { ...content(base, layer('docker', 'c', 1512)), config: config('docker', 1512) },
    ],
    ['a blob of no bytes', content(base, layer('docker', '2', 0))],
    [
      'of 2^53-1 bytes in all',
      { ...content(layer('docker', '1', Number.MAX_SAFE_INTEGER - 1512)), config: config('docker', 1512) },
    ],
    [
      'a hundred',
      content(
        ...Array.from({ length: 100 }, (_, i) => layer('docker', (i % 16).toString(16), 1000 + (i % 16))),
      ),
    ],
  ]
  for (const [what, given] of rows)
    it(what, async () => {
      const truth = written(form, given)
      await rebuilds(truth, form.id)
    })

  const orders: readonly (readonly [order: NonNullable<Blanking['order']>, says: string])[] = [
    ['ascending', 'base first'],
    ['descending', 'base last'],
    ['absent', 'base last, as 3.6 and older have it'],
  ]
  const truth = written(form, imageContent('docker'))
  for (const [order, says] of orders)
    it(`${order}: ${says}`, async () => {
      const proof = await rebuilds(truth, form.id, { order })
      assert.deepEqual(
        proof.described.layers?.map(({ digest }) => digest),
        [digestOf('1'), digestOf('2'), digestOf('3')],
      )
    })

  it('no annotation, base first all the same', async () => {
    const image = withValue(blankedImage(truth), '/metadata/annotations', undefined)
    const proof = await proves(image, truth, form.id)
    assert.deepEqual(
      proof.described.layers?.map(({ digest }) => digest),
      [digestOf('1'), digestOf('2'), digestOf('3')],
    )
  })

  it('turned round against what the annotation says: not proven', async () => {
    const image = blankedImage(truth)
    const turned = withValue(
      image,
      '/dockerImageLayers',
      (image.dockerImageLayers as JsonObject[]).toReversed(),
    )
    await fails(turned, 'reconstruction-inconclusive')
  })

  for (const absent of [undefined, null, ''])
    it(`without media types, as old exports have them (${JSON.stringify(absent)})`, async () => {
      for (const [id, family] of [
        ['docker-indent3', 'docker'],
        ['oci-compact', 'oci'],
      ] as const) {
        const text = written(imageForm(id), imageContent(family))
        let image = blankedImage(text)
        for (const i of [0, 1, 2]) image = withValue(image, `/dockerImageLayers/${i}/mediaType`, absent)
        await proves(image, text, id)
      }
    })
})

describe('the config', () => {
  const compact = imageForm('docker-compact')

  for (const id of ['docker-indent3', 'docker-compact'])
    it(`of media type application/octet-stream, as Docker 1.8 to 1.12.1 pushed it: ${id}`, async () => {
      const octets = { ...config('docker'), mediaType: 'application/octet-stream' }
      await rebuilds(written(imageForm(id), { ...imageContent('docker'), config: octets }), id)
    })

  it('named without its algorithm, as in 1.0 metadata', async () => {
    const truth = written(compact, imageContent('docker'))
    await proves(withValue(blankedImage(truth), '/dockerImageMetadata/Id', 'c'.repeat(64)), truth, compact.id)
  })

  it('of a sha512 digest', async () => {
    const wide = { ...config('oci'), digest: `sha512:${'c'.repeat(128)}` }
    await rebuilds(written(imageForm('oci-compact'), { ...imageContent('oci'), config: wide }), 'oci-compact')
  })

  it('is proven with the manifest: its digest and size', async () => {
    const { config: proven } = await rebuilds(written(compact, imageContent('docker')))
    assert.deepEqual(proven?.verification, {
      digest: digestOf('c'),
      size: 1512,
      verdict: 'unverifiable',
      proof: null,
    })
  })
})

describe('what the API drops', () => {
  const compact = imageForm('oci-compact')
  const emptyBase = { 'org.opencontainers.image.base.digest': '', 'org.opencontainers.image.base.name': '' }

  it("buildah's empty base annotations on FROM scratch", async () => {
    await rebuilds(
      written(compact, { ...imageContent('oci'), annotations: emptyBase }),
      'oci-compact+empty-base',
    )
  })

  const links = [837858, 837859, 857905, 860052, 865995, 865996].map(
    (id) => `https://go.microsoft.com/fwlink/?linkid=${id}`,
  )
  const foreign = (letter: string, size: number, url: string): Blob => ({
    mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    digest: digestOf(letter),
    size,
    urls: [url],
  })
  const windows = (...layers: Blob[]): Content => ({ ...imageContent('docker'), layers })
  for (const url of links)
    it(`the url of a Windows base layer: ${url}`, async () => {
      const truth = written(
        imageForm('docker-indent3'),
        windows(foreign('8', 4_069_985_900, url), layer('docker', '2', 1200)),
      )
      await rebuilds(truth, 'docker-indent3')
    })

  it('the urls of two Windows base layers, each its own', async () => {
    for (const [first, second] of [
      [links[0], links[5]],
      [links[3], links[3]],
      [links[5], links[0]],
    ]) {
      const layers = [
        foreign('8', 4_069_985_900, first as string),
        foreign('9', 1_304_589_573, second as string),
        layer('docker', '2', 1200),
      ]
      await rebuilds(written(imageForm('docker-indent3'), windows(...layers)), 'docker-indent3')
    }
  })

  it('no url at all on a foreign layer', async () => {
    const { urls: _, ...bare } = foreign('8', 4_069_985_900, '')
    await rebuilds(written(imageForm('docker-indent3'), windows(bare)), 'docker-indent3')
  })

  const predicates = [
    'https://spdx.dev/Document',
    'https://slsa.dev/provenance/v0.2',
    'https://slsa.dev/provenance/v1',
  ] as const
  const statement = (letter: string, predicate: string): Blob => ({
    mediaType: 'application/vnd.in-toto+json',
    digest: digestOf(letter),
    size: 4000,
    annotations: { 'in-toto.io/predicate-type': predicate },
  })
  const attestations: readonly (readonly string[])[] = [
    ...predicates.map((predicate) => [predicate]),
    [predicates[0], predicates[1]],
    [predicates[0], predicates[2]],
    [predicates[2], predicates[0]],
    [predicates[0], predicates[0], predicates[1]],
  ]
  for (const given of attestations)
    it(`the predicate types of a BuildKit attestation: ${given.map((type) => type.slice(8)).join(', ')}`, async () => {
      const layers = given.map((predicate, i) => statement(String(i + 1), predicate))
      const truth = written(imageForm('indent2'), { ...imageContent('oci'), layers })
      await rebuilds(truth, 'indent2')
    })

  const attestation = (letter: string, subject: string): Blob => ({
    mediaType: types.oci.manifest,
    digest: digestOf(letter),
    size: 566,
    annotations: {
      'vnd.docker.reference.digest': digestOf(subject),
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { architecture: 'unknown', os: 'unknown' },
  })
  const indexes: readonly (readonly [what: string, attestations: readonly Blob[]])[] = [
    ['of every image', [attestation('a', '4'), attestation('b', '5'), attestation('c', '6')]],
    ['of the first image alone', [attestation('a', '4')]],
    ['of the second image alone', [attestation('a', '5')]],
    ['of the last image alone', [attestation('a', '6')]],
    ['of the first and the last image', [attestation('a', '4'), attestation('c', '6')]],
  ]
  for (const [what, given] of indexes)
    it(`the annotations of an index's attestations, ${what}`, async () => {
      for (const family of ['oci', 'docker'] as const) {
        const content = indexContent(family)
        const truth = written(indexForm('indent2'), {
          ...content,
          manifests: [...(content.manifests ?? []), ...given],
        })
        const { findings, proof } = await assayed(blankedImage(truth))
        assert.deepEqual([proof.verification.proof, proof.verification.form], ['reconstructed', 'indent2'])
        assert.equal(proof.proven?.bytes.toString(), truth)
        assert.ok(findings.some(({ check }) => check === 'attestation'))
        assert.ok(!findings.some(({ severity }) => severity === 'error'))
      }
    })

  it('a platform that an entry does not have, or has empty', async () => {
    const content = indexContent('oci')
    for (const platform of [undefined, { architecture: '', os: '' }]) {
      const [first, ...others] = content.manifests ?? []
      const { platform: _, ...bare } = first as Blob
      const entry = platform === undefined ? bare : { ...bare, platform }
      await rebuilds(
        written(indexForm('oci-compact'), { ...content, manifests: [entry, ...others] }),
        'oci-compact',
      )
    }
  })
})

describe('a miss proves nothing', () => {
  const truth = written(imageForm('docker-compact'), imageContent('docker'))
  const index = written(indexForm('docker-indent3'), indexContent('docker'))
  const image = blankedImage(truth)
  const inconclusive: readonly (readonly [what: string, image: JsonObject])[] = [
    ['a text that no row writes', blankedImage(`${truth} `)],
    [
      'annotations that cannot be known',
      blankedImage(
        written(imageForm('oci-compact'), { ...imageContent('oci'), annotations: { revision: '1' } }),
      ),
    ],
    [
      'Size one too large',
      withValue(
        image,
        '/dockerImageMetadata/Size',
        Number((image.dockerImageMetadata as JsonObject).Size) + 1,
      ),
    ],
    ['Size below the sum of the layers', withValue(image, '/dockerImageMetadata/Size', 1)],
    ["another config's digest", withValue(image, '/dockerImageMetadata/Id', digestOf('d'))],
    [
      "an entry's size one too large",
      withValue(blankedImage(index), '/dockerImageManifests/0/manifestSize', 1153),
    ],
    ["an entry's variant lost", withValue(blankedImage(index), '/dockerImageManifests/1/variant', undefined)],
  ]
  for (const [what, given] of inconclusive) it(what, () => fails(given, 'reconstruction-inconclusive'))

  const absent: readonly (readonly [what: string, image: JsonObject])[] = [
    ['no Id', withValue(image, '/dockerImageMetadata/Id', undefined)],
    ['an Id that is no digest', withValue(image, '/dockerImageMetadata/Id', 'sha256:i')],
    ['no Size', withValue(image, '/dockerImageMetadata/Size', undefined)],
    ['no metadata', withValue(image, '/dockerImageMetadata', null)],
    ['no layers', withValue(image, '/dockerImageLayers', undefined)],
    ['a layer without size', withValue(image, '/dockerImageLayers/0/size', undefined)],
    ['a layer that cannot be read', withValue(image, '/dockerImageLayers/0/name', 'x')],
    ['an index without entries', withValue(blankedImage(index), '/dockerImageManifests', undefined)],
    ['an index of no entries', withValue(blankedImage(index), '/dockerImageManifests', [])],
    [
      'an entry without size',
      withValue(blankedImage(index), '/dockerImageManifests/0/manifestSize', undefined),
    ],
    ['nothing but a name', { metadata: { name: digestOf('f') } }],
  ]
  for (const [what, given] of absent) it(what, () => fails(given, 'manifest-absent'))
})

describe('published texts that carry what the API drops', { skip: withoutCorpus }, () => {
  const rebuilt: Readonly<Record<string, string>> = {
    'sha256:708c68409758740d8bba16e0745d25de3df205646f2007055531ee97bd57e885': 'indent3-type-first',
  }
  for (const { digest, text, what } of annotatedManifests()) {
    const form = rebuilt[digest]
    if (form !== undefined)
      it(`${what}: rebuilt`, async () => {
        await rebuilds(text, form)
      })
    else
      it(`${what}: inconclusive, for what is lost cannot be guessed`, () =>
        fails(blankedImage(text), 'reconstruction-inconclusive'))

    it(`${what}: verified by evidence`, async () => {
      const { proof, findings } = await assayed(blankedImage(text), evidenceOf(text))
      assert.equal(proof.verification.proof, 'evidence')
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      )
    })
  }
})

describe('the search is bounded', () => {
  /** Its digest is that of no manifest: every form is tried, none hits. */
  const lost = (content: Content): JsonObject =>
    withValue(blankedImage(written(imageForm('oci-compact'), content)), '/metadata/name', digestOf('f'))
  const layersOf =
    (mediaType: string) =>
    (count: number): Content => ({
      ...imageContent('oci'),
      layers: Array.from({ length: count }, (_, i) => ({
        mediaType,
        digest: `sha256:${i.toString(16).padStart(64, '0')}`,
        size: 1000 + i,
      })),
    })
  const attested = (count: number): Content => ({
    ...indexContent('oci'),
    manifests: Array.from({ length: count }, (_, i) => ({
      mediaType: types.oci.manifest,
      digest: `sha256:${i.toString(16).padStart(64, '0')}`,
      size: 1000 + i,
      platform:
        3 * i < 2 * count
          ? { architecture: 'amd64', os: 'linux' }
          : { architecture: 'unknown', os: 'unknown' },
    })),
  })
  /** Where the cost begins to grow evenly: what is searched among fewer entries than 30 grows faster, to its limit. */
  const searches: readonly (readonly [what: string, make: (count: number) => Content, few: number])[] = [
    ['foreign layers', layersOf('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'), 15],
    ['attestation layers', layersOf('application/vnd.in-toto+json'), 15],
    ['attestation entries', attested, 30],
  ]
  for (const [what, make, few] of searches)
    it(`${what}: twice as many take no more than about twice as long`, async (t) => {
      const { ratio } = await growthOf(
        (count) => Buffer.from(JSON.stringify(lost(make(count)))),
        few,
        async (bytes) => {
          const { proof } = await assayed(JSON.parse(Buffer.from(bytes).toString()))
          assert.equal(proof.verification.reason, 'reconstruction-inconclusive')
        },
      )
      t.diagnostic(`${ratio.toFixed(2)} times`)
      assert.ok(ratio <= linear, `took ${ratio.toFixed(2)} times`)
    })
})
