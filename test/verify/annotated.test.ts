import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assay } from '../../lib/index.ts'
import { isObject, type JsonObject } from '../../lib/json/json.ts'
import { imageForms, indexForms } from '../../lib/manifest/form.ts'
import { annotatedManifests, withoutCorpus } from '../corpus.ts'
import { digestOf, imageContent, indexContent, types } from '../manifest/samples.ts'
import { type Blob, type Content, written } from '../manifest/written.ts'
import { blankedImage } from './blank.ts'

const oci = 'org.opencontainers.image'

const object = (text: string, more: JsonObject = {}): JsonObject => ({
  kind: 'Image',
  apiVersion: 'image.openshift.io/v1',
  ...blankedImage(text),
  ...more,
})

/** The digest that an object goes by. */
const nameOf = ({ metadata }: JsonObject): string =>
  isObject(metadata) && typeof metadata.name === 'string' ? metadata.name : ''

const withLabels = (image: JsonObject, labels: JsonObject): JsonObject => ({
  ...image,
  dockerImageMetadata: { ...(image.dockerImageMetadata as JsonObject), Config: { Labels: labels } },
})

/** Reports of a list by digest: the same in whatever order its items stand. */
const assayed = async (items: readonly JsonObject[], limits = {}) => {
  const reports = await Promise.all(
    [items, items.toReversed()].map((list) =>
      assay({ kind: 'List', apiVersion: 'v1', items: list }, { repair: false, limits }),
    ),
  )
  const [there, back] = reports.map(
    ({ images }) =>
      new Map(images.map(({ digest, verification, findings }) => [digest, { verification, findings }])),
  )
  assert.deepEqual(
    [...(there ?? [])].toSorted(([a], [b]) => String(a).localeCompare(String(b))),
    [...(back ?? [])].toSorted(([a], [b]) => String(a).localeCompare(String(b))),
  )
  return {
    of: (image: JsonObject) => {
      const found = there?.get(nameOf(image))
      assert.ok(found !== undefined)
      return found
    },
  }
}

const isRebuilt = async (image: JsonObject, others: readonly JsonObject[], form: string) => {
  const { verification } = (await assayed([image, ...others])).of(image)
  assert.deepEqual(
    [verification.verdict, verification.proof, verification.form],
    ['verified', 'reconstructed', form],
  )
}

const form = (id: string) => {
  const found = [...imageForms, ...indexForms].find((row) => row.id === id)
  assert.ok(found !== undefined)
  return found
}

const content = imageContent('oci')
const annotated = (
  annotations: Record<string, string>,
  id = 'oci-compact',
  more: Partial<Content> = {},
): string => written(form(id), { ...content, ...more, annotations })

describe('published texts', { skip: withoutCorpus }, () => {
  const texts = new Map(annotatedManifests().map(({ digest, text }) => [digest.slice(7, 15), text]))
  const text = (start: string): string => texts.get(start) ?? ''
  const name = 'registry.access.redhat.com/ubi9/ubi-micro:latest'

  /** The base as far as the export may hold it: its layers are the first ones of the image. */
  const baseOf = (start: string): JsonObject => {
    const { annotations, layers, config } = JSON.parse(text(start)) as Record<string, JsonObject & Blob[]>
    const image = object(JSON.stringify({ config, layers: layers?.slice(0, 1) }), {
      dockerImageReference: name,
    })
    return { ...image, metadata: { name: annotations?.[`${oci}.base.digest`] ?? null } }
  }

  for (const start of ['66ade3f1', 'd9b46d23']) {
    it(`${start}, of buildah, with its base and the base's name in the export`, async () => {
      await isRebuilt(object(text(start)), [baseOf(start)], 'oci-compact+base')
    })

    it(`${start}, with its base named by an index alone`, async () => {
      const digest = nameOf(baseOf(start))
      const index = object(
        written(form('docker-indent3'), {
          ...indexContent('docker'),
          manifests: [{ mediaType: types.oci.manifest, digest, size: 500 }],
        }),
        { dockerImageReference: `registry.access.redhat.com/ubi9/ubi-micro@${digestOf('e')}` },
      )
      await isRebuilt(object(text(start)), [index], 'oci-compact+base')
    })

    it(`${start} without: unverifiable, and the reason says what was tried`, async () => {
      const image = object(text(start))
      const { verification, findings } = (await assayed([image])).of(image)
      assert.deepEqual(
        [verification.verdict, verification.reason],
        ['unverifiable', 'reconstruction-inconclusive'],
      )
      const [found] = findings.filter(({ check }) => check === 'manifest-unverifiable')
      assert.match(found?.message ?? '', /annotations that tools add took \d+ hashes of at most 20000$/)
    })
  }

  it('708c6840, of old BuildKit', () => isRebuilt(object(text('708c6840')), [], 'indent3-type-first'))
  it('7d246653, with two Windows entries', () =>
    isRebuilt(object(text('7d246653')), [], 'docker-compact-sorted+os-version'))

  it('alpine: unverifiable, for its revision stands nowhere', async () => {
    const reference = `docker.io/library/alpine@sha256:${'0'.repeat(64)}`
    const image = object(text('eafc1edb'), { dockerImageReference: reference })
    const { verification, findings } = (await assayed([image])).of(image)
    assert.equal(verification.verdict, 'unverifiable')
    assert.ok(
      findings.some(({ message }) => message.includes(`${oci}.revision, which stands nowhere in the export`)),
    )
  })
})

describe('Docker official images', () => {
  const arch = 'com.docker.official-images.bashbrew.arch'
  const created = '2025-01-02T03:04:05Z'
  const revision = { [`${oci}.revision`]: '0123abcd' }
  const official = (text: string): JsonObject =>
    object(text, { dockerImageReference: 'docker.io/library/tool:1' })
  const sibling = official(annotated({ [arch]: 'amd64', ...revision }))
  const proven = { ...sibling, dockerImageManifest: annotated({ [arch]: 'amd64', ...revision }) }

  for (const [architecture, own] of [
    ['s390x', 's390x'],
    ['386', 'i386'],
    ['arm', 'arm32v6'],
    ['arm64', 'arm64v8'],
    // What every object has.
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
  ] as const)
    it(`for ${architecture}, by another one of the same repository`, async () => {
      const layers = content.layers?.slice(0, 2) ?? []
      const text = annotated({ [arch]: own, [`${oci}.created`]: created, ...revision }, 'oci-compact', {
        layers,
      })
      const image = official(text)
      const metadata = image.dockerImageMetadata as JsonObject
      await isRebuilt(
        { ...image, dockerImageMetadata: { ...metadata, Architecture: architecture, Created: created } },
        [proven],
        'oci-compact+docker-official',
      )
    })
})

describe('annotations', () => {
  const created = '2025-01-02T03:04:05.678901234Z'
  const base = { [`${oci}.base.digest`]: digestOf('b'), [`${oci}.base.name`]: 'localhost/base:9' }
  const labels = {
    [`${oci}.created`]: created,
    [`${oci}.revision`]: '0123abcd',
    [`${oci}.source`]: 'https://git.example.com/a?b&c',
    [`${oci}.title`]: 'app',
  }
  const below = {
    ...object(written(form('oci-compact'), { ...content, layers: content.layers?.slice(0, 1) ?? [] })),
    metadata: { name: digestOf('b') },
    dockerImageReference: 'localhost/base:9',
  }
  const rows: readonly (readonly [what: string, text: string, labels: JsonObject, row: string])[] = [
    ['copied from labels', annotated(labels, 'indent2'), labels, 'indent2+labels'],
    [
      'of Konflux, some of the labels',
      annotated({ [`${oci}.revision`]: 'r', [`${oci}.source`]: 's' }),
      { 'vcs-ref': 'r', 'vcs-url': 's', [`${oci}.title`]: 't' },
      'oci-compact+labels',
    ],
    ['base', annotated(base), { 'io.buildah.version': '1.33.7' }, 'oci-compact+base'],
    ['base, no label of a version', annotated(base), {}, 'oci-compact+base'],
    [
      'base, named by a label',
      annotated({ ...base, [`${oci}.base.name`]: 'registry.access.redhat.com/ubi9/ubi:9.4-1' }),
      { url: 'https://access.redhat.com/containers/#/registry.access.redhat.com/ubi9/ubi/images/9.4-1' },
      'oci-compact+base',
    ],
    [
      'base and creation time',
      annotated({ ...base, [`${oci}.created`]: created }),
      labels,
      'oci-compact+base-created',
    ],
    [
      'empty base',
      annotated({ [`${oci}.base.digest`]: '', [`${oci}.base.name`]: '' }),
      {},
      'oci-compact+empty-base',
    ],
    [
      'empty base and creation time',
      annotated({ [`${oci}.base.digest`]: '', [`${oci}.base.name`]: '', [`${oci}.created`]: created }),
      labels,
      'oci-compact+empty-base',
    ],
  ]
  for (const [what, text, own, row] of rows)
    it(what, () => isRebuilt(withLabels(object(text), own), [below], row))

  it('of a base are not tried where buildah is too old to write them', async () => {
    const image = withLabels(object(annotated(base)), { 'io.buildah.version': '1.22.3' })
    assert.equal((await assayed([image, below])).of(image).verification.verdict, 'unverifiable')
  })

  it('of one image help the next of its repository, and that one the next', async () => {
    const foreign = { 'com.example.a': '1' }
    const first = annotated(foreign, 'oci-compact-size-first')
    const embedded = { ...object(first), dockerImageManifest: first }
    const second = object(
      annotated(foreign, 'oci-compact-size-first', { layers: content.layers?.slice(0, 2) ?? [] }),
      { dockerImageReference: `registry.example.com/team/app@${digestOf('d')}` },
    )
    await isRebuilt(second, [embedded], 'oci-compact-size-first+inherited')
    const { verification } = (await assayed([second])).of(second)
    assert.equal(verification.verdict, 'unverifiable')
  })

  it('beyond limit annotationHashes are not tried, and the reason says so', async () => {
    const image = object(annotated(base))
    const { findings } = (await assayed([image, below], { annotationHashes: 2 })).of(image)
    assert.ok(
      findings.some(({ message }) =>
        message.includes('stopped after 2 hashes, at 2 by limit annotationHashes'),
      ),
    )
  })
})

describe('attestations of BuildKit 0.32', () => {
  const subject = { mediaType: types.oci.manifest, digest: digestOf('4'), size: 1234 }
  const text = JSON.stringify(
    {
      schemaVersion: 2,
      mediaType: types.oci.manifest,
      artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.oci.empty.v1+json',
        digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        size: 2,
        data: 'e30=',
      },
      layers: [
        {
          mediaType: 'application/vnd.in-toto+json',
          digest: digestOf('7'),
          size: 77,
          annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1' },
        },
      ],
      subject,
    },
    null,
    2,
  )

  it('name an image beside them in their index', async () => {
    const attestation = object(text)
    const index = object(
      written(form('oci-compact'), {
        ...indexContent('oci'),
        manifests: [
          { ...subject, platform: { architecture: 'amd64', os: 'linux' } },
          {
            mediaType: types.oci.manifest,
            digest: nameOf(attestation),
            size: text.length,
            platform: { architecture: 'unknown', os: 'unknown' },
          },
        ],
      }),
    )
    await isRebuilt(attestation, [index], 'indent2+attestation')
  })
})

describe('os.version', () => {
  const entry = (letter: string, version: string): JsonObject => ({
    digest: digestOf(letter),
    mediaType: types.docker.manifest,
    platform: { architecture: 'amd64', os: 'windows', 'os.version': version },
    size: 1125,
  })
  /** As Docker official lists have it: sorted keys. */
  const index = (...manifests: JsonObject[]): JsonObject =>
    object(
      JSON.stringify({ manifests, mediaType: types.docker.index, schemaVersion: 2 }).replaceAll('/', '\\/'),
    )
  const proven = 'docker-compact-sorted+os-version'

  it('of one entry is searched for', () => isRebuilt(index(entry('2', '10.0.17763.1234')), [], proven))

  it('of one entry tells that of another index, whatever else is not known in it', async () => {
    const one = index(entry('2', '10.0.17763.34'))
    const other = index(entry('2', '10.0.17763.34'), entry('3', '10.0.20348.56'))
    await isRebuilt(other, [one], proven)
  })

  it('of three entries is not searched for', async () => {
    const image = index(...['1', '2', '3'].map((letter) => entry(letter, '10.0.17763.1')))
    const { verification } = (await assayed([image])).of(image)
    assert.equal(verification.verdict, 'unverifiable')
  })
})
