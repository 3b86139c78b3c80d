import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { reportSources } from '../../lib/assay.ts'
import { digestBytes } from '../../lib/digest.ts'
import type { Limits } from '../../lib/limits.ts'
import { jsonRenderer } from '../../lib/report/json.ts'
import { tableRenderer } from '../../lib/report/table.ts'
import { sourceOf } from '../export/collect.ts'
import { growthOf, linear } from './growth.ts'

/** Limits out of the way: it is the work within them that must not grow faster than its input. */
const unlimited: Partial<Limits> = {
  layers: 1e9,
  indexEntries: 1e9,
  signatures: 1e9,
  manifestBytes: 1e9,
  rebuiltBytes: 2 ** 20,
  annotationHashes: 1000,
  osVersionHashes: 1000,
  repairHashes: 1000,
}

const assay = async (bytes: Uint8Array): Promise<number> => {
  const renderers = [jsonRenderer(), tableRenderer()]
  const reports = reportSources([sourceOf(bytes, 65_536)], { limits: unlimited })
  let printed = 0
  for (;;) {
    const step = await reports.next()
    for (const renderer of renderers)
      if (step.done) printed += renderer.tail(step.value.frame).length
      else for (const reported of step.value) printed += renderer.image(reported).length
    if (step.done) return printed
  }
}

const digestOf = (n: number): string => `sha256:${n.toString(16).padStart(64, '0')}`
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))
const image = (fields: object): string =>
  JSON.stringify({ kind: 'Image', metadata: { name: digestOf(10) }, ...fields })
const list = (items: readonly string[]): string => `{"kind":"List","items":[${items.join(',')}]}`

const docker = 'application/vnd.docker.distribution.manifest.v2+json'
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json'
const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
const layers = (count: number, digest = digestOf) =>
  times(count, (n) => ({ name: digest(n), size: n + 1, mediaType: layerType }))
const descriptors = (count: number, digest = digestOf) =>
  times(count, (n) => ({ mediaType: layerType, size: n + 1, digest: digest(n) }))
const manifestOf = (fields: object): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: docker,
    config: { mediaType: layerType, size: 1, digest: digestOf(1) },
    layers: [],
    ...fields,
  })
const embedded = (manifest: string, fields: object = {}): string =>
  JSON.stringify({
    kind: 'Image',
    metadata: { name: digestBytes(manifest) },
    dockerImageManifestMediaType: docker,
    dockerImageManifest: manifest,
    ...fields,
  })
const entries = (count: number) =>
  times(count, (n) => ({
    digest: digestOf(n),
    mediaType: docker,
    manifestSize: n + 1,
    architecture: 'amd64',
    os: 'linux',
  }))

type Shape = readonly [what: string, size: number, make: (size: number) => string | Uint8Array]

const json: readonly Shape[] = [
  ['items', 250, (n) => list(times(n, (i) => image({ n: i })))],
  ['items that are rejected', 500, (n) => list(times(n, () => '{"kind":"Pod"}'))],
  [
    'items of one digest and different layers',
    200,
    (n) => list(times(n, (i) => image({ dockerImageLayers: layers(1, () => digestOf(i)) }))),
  ],
  [
    'items of one layer and different sizes',
    200,
    (n) =>
      list(
        times(n, (i) =>
          image({ metadata: { name: digestOf(i) }, dockerImageLayers: [{ name: digestOf(0), size: i + 1 }] }),
        ),
      ),
  ],
  ['names in an item', 5_000, (n) => image(Object.fromEntries(times(n, (i) => [`k${i}`, 0])))],
  [
    'names in other spellings',
    5_000,
    (n) => image({}).replace('{', `{${times(n, () => '"KIND":0,').join('')}`),
  ],
  ['escaped names', 3_000, (n) => image({}).replace('{', `{${times(n, (i) => `"\\u006b${i}":0,`).join('')}`)],
  ['layers', 2000, (n) => image({ dockerImageLayers: layers(n) })],
  [
    'foreign layers',
    1000,
    (n) =>
      image({
        dockerImageMetadata: { Id: digestOf(1), Size: 1e9 },
        dockerImageLayers: layers(n).map((layer) => ({
          ...layer,
          mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
        })),
      }),
  ],
  [
    'signatures',
    1000,
    (n) => image({ signatures: times(n, () => ({ type: 'atomic', content: 'AAAA', conditions: [{}] })) }),
  ],
  [
    'annotations',
    5_000,
    (n) =>
      image({
        metadata: { name: digestOf(1), annotations: Object.fromEntries(times(n, (i) => [`a${i}`, 'b'])) },
      }),
  ],
  [
    'a name',
    20_000,
    (n) =>
      JSON.stringify({ kind: 'ImageStreamImage', metadata: { name: `${'a-'.repeat(n / 2)}@` }, image: {} }),
  ],
  ['a reference', 20_000, (n) => image({ metadata: {}, dockerImageReference: `${'a/'.repeat(n / 2)}@` })],
  [
    'entries',
    500,
    (n) => image({ dockerImageManifestMediaType: dockerList, dockerImageManifests: entries(n) }),
  ],
  [
    'entries with their children',
    150,
    (n) =>
      list([
        ...times(n, (i) => image({ metadata: { name: digestOf(i) }, dockerImageLayers: layers(1) })),
        image({
          metadata: { name: digestOf(1e6) },
          dockerImageManifestMediaType: dockerList,
          dockerImageManifests: entries(n),
        }),
      ]),
  ],
  [
    'entries that are attestations',
    150,
    (n) =>
      image({
        dockerImageManifestMediaType: dockerList,
        dockerImageManifests: entries(n).map((entry, i) =>
          i % 2 ? { ...entry, architecture: 'unknown', os: 'unknown' } : entry,
        ),
      }),
  ],
]

const texts: readonly Shape[] = [
  ['layers of a manifest that is proven', 1000, (n) => embedded(manifestOf({ layers: descriptors(n) }))],
  [
    'more layers than the manifest has',
    2000,
    (n) => embedded(manifestOf({}), { dockerImageLayers: layers(n) }),
  ],
  [
    'one layer, many times in the manifest',
    2000,
    (n) => embedded(manifestOf({ layers: descriptors(n, () => digestOf(0)) })),
  ],
  [
    'entries of an index that is proven',
    500,
    (n) =>
      embedded(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: dockerList,
          manifests: descriptors(n).map((entry) => ({
            ...entry,
            platform: { architecture: 'amd64', os: 'linux' },
          })),
        }),
        { dockerImageManifests: entries(n) },
      ),
  ],
  [
    'blobs of schema 1',
    1000,
    (n) =>
      embedded(
        JSON.stringify({
          schemaVersion: 1,
          fsLayers: times(n, (i) => ({ blobSum: digestOf(i) })),
          history: times(n, () => ({ v1Compatibility: '{}' })),
        }),
        { dockerImageLayers: layers(n) },
      ),
  ],
  [
    'names of a manifest',
    2000,
    (n) => image({ dockerImageManifest: JSON.stringify(Object.fromEntries(times(n, (i) => [`k${i}`, 0]))) }),
  ],
  [
    'annotations of a manifest',
    4000,
    (n) =>
      image({
        dockerImageManifest: manifestOf({ annotations: Object.fromEntries(times(n, (i) => [`k${i}`, 'v'])) }),
      }),
  ],
  ['quotes in a manifest', 10_000, (n) => image({ dockerImageManifest: '"'.repeat(n) })],
  ['escaped quotes in a manifest', 10_000, (n) => image({ dockerImageManifest: `"${'\\"'.repeat(n)}` })],
  ['minus signs in a manifest', 10_000, (n) => image({ dockerImageManifest: '-'.repeat(n) })],
  ['line ends in a manifest', 10_000, (n) => image({ dockerImageManifest: '\r\n'.repeat(n) })],
  ['brackets in a manifest', 10_000, (n) => image({ dockerImageManifest: '['.repeat(n) })],
  [
    'a signed manifest',
    10_000,
    (n) =>
      image({
        dockerImageManifest: JSON.stringify({
          fsLayers: [],
          signatures: [
            {
              protected: Buffer.from(JSON.stringify({ formatLength: 5, formatTail: 'x'.repeat(n) })).toString(
                'base64url',
              ),
            },
          ],
        }),
      }),
  ],
  [
    'a history',
    5000,
    (n) => image({ dockerImageConfig: JSON.stringify({ history: times(n, () => ({ empty_layer: true })) }) }),
  ],
  [
    'labels in other spellings',
    10_000,
    (n) => image({ dockerImageConfig: `{"config":{${times(n, () => '"LABELS":{}').join(',')}}}` }),
  ],
]

const yaml: readonly Shape[] = [
  [
    'items',
    200,
    (n) => `kind: List\nitems:\n${times(n, () => '- kind: Image\n  metadata:\n    name: x\n').join('')}`,
  ],
  ['anchors', 1000, (n) => `kind: Image\nx:\n${times(n, (i) => `- &a${i} 1\n`).join('')}`],
  ['aliases', 1000, (n) => `kind: Image\ny: &a 1\nx:\n${'- *a\n'.repeat(n)}`],
  ['a quote that never ends', 20_000, (n) => `kind: Image\nx: "${'a'.repeat(n)}\n`],
  ['lines of a quoted text', 2000, (n) => `kind: Image\nx: "a\n${'  text\n'.repeat(n)}"\n`],
  [
    'wrong indents',
    500,
    (n) => `kind: Image\nx:\n${times(n, (i) => `${' '.repeat(3 + (i % 2))}- a\n`).join('')}`,
  ],
]

const packed: readonly Shape[] = [
  [
    'gzip of many members',
    100,
    (n) =>
      Buffer.concat([
        gzipSync('{"items":['),
        ...times(n, (i) => gzipSync(`${i === 0 ? '' : ','}${image({ n: i })}`)),
        gzipSync(']}'),
      ]),
  ],
  [
    'zstd of many frames',
    50,
    (n) =>
      Buffer.concat([
        zstdCompressSync('{"items":['),
        ...times(n, (i) => zstdCompressSync(`${i === 0 ? '' : ','}${image({ n: i })}`)),
        zstdCompressSync(']}'),
      ]),
  ],
]

for (const [form, shapes] of Object.entries({
  JSON: json,
  'texts inside of JSON': texts,
  YAML: yaml,
  compression: packed,
}))
  suite(`twice as much costs at most ${linear} times as much: ${form}`, () => {
    for (const [what, size, make] of shapes)
      test(what, async (t) => {
        const { ratio, small } = await growthOf((n) => Buffer.from(make(n)), size, assay)
        t.diagnostic(`exponent ${Math.log2(ratio).toFixed(2)}, ${(small * 1000).toFixed(0)} ms`)
        assert.ok(ratio <= linear, `${ratio.toFixed(2)} times`)
      })
  })
