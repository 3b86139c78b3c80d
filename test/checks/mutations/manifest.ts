import type { Json, JsonObject } from '../../../lib/json/json.ts'
import { digestOf, imageType, layerType, listType, schema1Type, signed } from '../document.ts'
import { add, drop, editText, set, swap, swapIn } from '../edit.ts'
import type { Mutation } from '../mutation.ts'

const bytes = '/dockerImageManifest'
const given = (change: (text: string) => string) => [editText(bytes, change)]
const parsed = (change: (value: Record<string, Json>) => Json) => (text: string) =>
  JSON.stringify(change(JSON.parse(text)), null, 3)

const without = (value: JsonObject, name: string): Json =>
  Object.fromEntries(Object.entries(value).filter(([each]) => each !== name))

const blanked = { of: 'blanked', verdict: 'unverifiable' } as const
const proven = { of: 'embedded', verdict: 'verified' } as const
const altered = { of: 'embedded', verdict: 'mismatch' } as const
const unverifiable = 'manifest-unverifiable warning $/dockerImageManifest'
const mismatch = 'manifest-digest error $/dockerImageManifest'
const reserialized = 'manifest-reserialized warning $/dockerImageManifest'
const malformed = 'manifest-malformed error $/dockerImageManifest'
const ambiguous = 'manifest-ambiguous error $/dockerImageManifest'
const duplicate = 'manifest-duplicate-key error $/dockerImageManifest'
const unsafe = 'number-unsafe error $/dockerImageManifest'
const mediaType = 'media-type warning $/dockerImageManifestMediaType'
const otherShape = 'manifest-ambiguous error $/dockerImageManifestMediaType'

/** The registry's own manifest is like this: its bytes are proven all the same. */
const written = (name: string, change: (text: string) => string, ...findings: string[]): Mutation => ({
  ...proven,
  name,
  parts: { written: change },
  findings,
})

/** The export's copy of a sound manifest is like this. */
const accident = (name: string, change: (text: string) => string, ...findings: string[]): Mutation => ({
  ...proven,
  name,
  image: given(change),
  findings,
})

const schema1Twin = digestOf('the layer of a schema 1 manifest')

export const manifestMutations: readonly Mutation[] = [
  {
    ...blanked,
    name: 'a Size that is one byte off',
    image: [add('/dockerImageMetadata/Size', 1)],
    findings: [unverifiable],
  },
  {
    ...blanked,
    name: 'a layer of another digest',
    image: [set('/dockerImageLayers/1/name', digestOf('other'))],
    findings: [unverifiable],
  },
  {
    ...blanked,
    name: 'a layer of another size',
    image: [add('/dockerImageLayers/1/size', 1)],
    findings: [unverifiable],
  },
  {
    ...blanked,
    name: 'no name and no reference that holds a digest',
    image: [drop('/metadata/name'), set('/dockerImageReference', 'registry.example/shop/ruby:2.7')],
    item: [set('/metadata/name', 'ruby:2.7')],
    kinds: ['ImageStreamTag'],
    findings: [unverifiable],
  },
  {
    ...blanked,
    name: 'a digest of an unknown algorithm',
    image: [set('/metadata/name', 'blake3:0123456789abcdef'), drop('/dockerImageReference')],
    kinds: ['ImageStreamTag', 'Image'],
    findings: [unverifiable],
  },
  {
    ...blanked,
    name: 'no metadata of the image',
    image: [set('/dockerImageMetadata', null)],
    findings: [unverifiable],
  },
  {
    ...blanked,
    name: 'no layers in the object',
    image: [drop('/dockerImageLayers')],
    findings: [unverifiable],
  },
  {
    of: 'schema1',
    verdict: 'unverifiable',
    name: 'schema 1, its manifest blanked',
    image: [set(bytes, '')],
    findings: [unverifiable],
  },
  {
    of: 'index',
    verdict: 'unverifiable',
    name: 'an entry of another size',
    image: [add('/dockerImageManifests/0/manifestSize', 1)],
    parts: { children: [] },
    findings: [
      unverifiable,
      'index-child-missing warning $/dockerImageManifests/0',
      'index-child-missing warning $/dockerImageManifests/1',
    ],
  },
  {
    of: 'blanked',
    verdict: 'verified',
    name: 'a tampered Size with the manifest in evidence',
    image: [add('/dockerImageMetadata/Size', 1)],
    evidence: (document) => [document.manifest],
    findings: ['metadata-size warning $/dockerImageMetadata/Size'],
  },

  {
    ...altered,
    name: 'a size in the bytes',
    image: given(swap('"size": 200', '"size": 201')),
    findings: [mismatch],
  },
  {
    ...altered,
    name: 'a size in the bytes and in the object: nothing is left to prove the truth',
    image: [swapIn(bytes, '"size": 200', '"size": 201'), set('/dockerImageLayers/1/size', 201)],
    findings: [mismatch],
  },
  {
    ...altered,
    name: 'another manifest in the bytes, the true one in evidence, the object altered too',
    image: [swapIn(bytes, '"size": 200', '"size": 201'), set('/dockerImageLayers/1/size', 201)],
    evidence: (document) => [document.manifest],
    findings: [mismatch, 'layers-match error $/dockerImageLayers/1'],
  },
  {
    ...altered,
    name: 'bytes that end early',
    image: given((text) => text.slice(0, 150)),
    findings: [mismatch, malformed],
  },
  {
    ...altered,
    name: 'bytes that are no JSON',
    image: given(() => 'not found\n'),
    findings: [mismatch, malformed],
  },
  {
    ...altered,
    name: 'layers given twice on the way, the last as they were',
    image: given((text) => text.replace('"layers"', '"layers": [],\n   "layers"')),
    findings: [mismatch, duplicate],
  },
  {
    ...altered,
    name: 'a size written as a fraction on the way',
    image: given(swap('"size": 200', '"size": 200.0')),
    findings: [mismatch, unsafe],
  },
  {
    ...altered,
    name: 'data behind the manifest',
    image: given((text) => `${text}{}`),
    findings: [mismatch, malformed],
  },

  accident('a final newline', (text) => `${text}\n`, reserialized),
  accident('CRLF line ends', (text) => text.replaceAll('\n', '\r\n'), reserialized),
  accident('no white space', (text) => JSON.stringify(JSON.parse(text)), reserialized),
  accident('two spaces for three', (text) => JSON.stringify(JSON.parse(text), null, 2), reserialized),
  accident(
    'keys sorted',
    parsed((value) => Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))),
    reserialized,
  ),
  accident('a byte-order mark', (text) => `\ufeff${text}`, reserialized),

  written(
    'layers that are no list',
    parsed((value) => ({ ...value, layers: {} })),
    malformed,
  ),
  written(
    'no layers',
    parsed((value) => without(value, 'layers')),
    malformed,
  ),
  written(
    'a layer that is null',
    parsed((value) => ({ ...value, layers: [null] })),
    malformed,
  ),
  written(
    'a layer without a digest',
    parsed((value) => ({ ...value, layers: [{ mediaType: layerType, size: 1 }] })),
    malformed,
  ),
  written('a digest of the wrong length', swap('"digest": "sha256:', '"digest": "sha256:0'), malformed),
  written('a size in quotes', swap('"size": 200', '"size": "200"'), malformed),
  written('a list for an object', (text) => `[${text}]`, malformed),
  written(
    'a config that is null',
    parsed((value) => ({ ...value, config: null })),
    malformed,
  ),
  written(
    'half of a surrogate pair',
    parsed((value) => ({ ...value, annotations: { a: '\ud800' } })),
    malformed,
  ),

  written(
    'an index too',
    parsed((value) => ({ ...value, manifests: [] })),
    ambiguous,
  ),
  written(
    'manifests that are null',
    parsed((value) => ({ ...value, manifests: null })),
    ambiguous,
  ),
  written(
    'schema 1 too',
    parsed((value) => ({ ...value, fsLayers: [{ blobSum: schema1Twin }] })),
    ambiguous,
  ),
  written(
    'a history that is null',
    parsed((value) => ({ ...value, history: null })),
    ambiguous,
  ),
  written('a mediaType of its own that says list', swap(imageType, listType), ambiguous),
  written('schemaVersion 1', swap('"schemaVersion": 2', '"schemaVersion": 1'), ambiguous),
  written('schemaVersion 3', swap('"schemaVersion": 2', '"schemaVersion": 3'), ambiguous),

  written('layers twice', swap('"layers"', '"layers": [], "layers"'), duplicate),
  written('layers twice, once escaped', swap('"layers"', '"\\u006cayers": [], "layers"'), duplicate),
  written('Layers beside layers', swap('"layers"', '"Layers": [], "layers"'), duplicate),
  written('a long s in layers', swap('"layers"', '"layer\u017f": [], "layers"'), duplicate),
  written('Config in another case only', swap('"size": 200', '"size": 200, "Digest": ""'), duplicate),

  written('a size with an exponent', swap('"size": 200', '"size": 2e2'), unsafe),
  written('a size with a fraction', swap('"size": 200', '"size": 200.0'), unsafe),
  written('a size of minus zero', swap('"size": 200', '"size": -0'), unsafe),

  {
    ...proven,
    name: 'the media type of an OCI image',
    image: [set('/dockerImageManifestMediaType', 'application/vnd.oci.image.manifest.v1+json')],
    findings: [mediaType],
  },
  {
    ...proven,
    name: 'the media type of a list',
    image: [set('/dockerImageManifestMediaType', listType)],
    findings: [otherShape],
  },
  {
    ...proven,
    name: 'an unknown media type',
    image: [set('/dockerImageManifestMediaType', 'text/plain')],
    findings: [mediaType],
  },
  { ...proven, name: 'no media type', image: [drop('/dockerImageManifestMediaType')], findings: [] },
  {
    ...proven,
    name: 'a manifest that does not say its media type, as old buildah wrote them',
    parts: { written: parsed((value) => without(value, 'mediaType')) },
    findings: [],
  },
  {
    ...proven,
    name: 'a manifest that does not say its media type, the object says list',
    parts: { written: parsed((value) => without(value, 'mediaType')) },
    image: [set('/dockerImageManifestMediaType', listType)],
    findings: [mediaType],
  },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1 that says its media type itself, the signed form stated',
    parts: { written: parsed((value) => ({ ...value, mediaType: schema1Type })) },
    image: [
      set('/dockerImageManifestMediaType', 'application/vnd.docker.distribution.manifest.v1+prettyjws'),
    ],
    findings: [],
  },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1 with the media type of schema 2',
    image: [set('/dockerImageManifestMediaType', imageType)],
    findings: [mediaType],
  },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1 with the media type of the signed form',
    image: [
      set('/dockerImageManifestMediaType', 'application/vnd.docker.distribution.manifest.v1+prettyjws'),
    ],
    findings: [],
  },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1, signed: the digest leaves the signatures out',
    image: given(signed),
    findings: [],
  },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1, signed, with a member that nobody signed',
    image: given((text) => signed(text).replace('"signatures"', '"more": {},\n   "signatures"')),
    findings: [ambiguous],
  },
  {
    of: 'schema1',
    verdict: 'mismatch',
    name: 'schema 1, signed, a layer altered under the signature',
    image: given((text) => signed(text).replace(digestOf('old app'), digestOf('other'))),
    findings: [mismatch],
  },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1 with layers of schema 2 beside its own',
    parts: { written: swap('"fsLayers"', '"layers": [], "fsLayers"') },
    findings: [ambiguous],
  },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1 without a history',
    parts: { written: parsed((value) => without(value, 'history')) },
    findings: [malformed],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an index with a config',
    parts: { written: swap('"manifests"', '"config": {}, "manifests"') },
    findings: [ambiguous],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an index with manifests twice',
    parts: { written: swap('"manifests"', '"Manifests": [], "manifests"') },
    findings: [duplicate],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an index with a final newline too much',
    image: given((text) => `${text}\n`),
    findings: [reserialized],
  },
  {
    of: 'embedded index',
    verdict: 'mismatch',
    name: 'an index with another platform in its bytes',
    image: given(swap('"arm64"', '"amd64"')),
    findings: [mismatch],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'a list with the media type of an image',
    image: [set('/dockerImageManifestMediaType', imageType)],
    findings: [otherShape],
  },
]
