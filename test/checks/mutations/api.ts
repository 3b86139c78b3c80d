import { layerType } from '../document.ts'
import { drop, set, swap } from '../edit.ts'
import type { Mutation } from '../mutation.ts'

const proven = { of: 'embedded', verdict: 'verified' } as const
const blanked = { of: 'blanked', verdict: 'verified' } as const
const unproven = { of: 'blanked', verdict: 'unverifiable' } as const
const unverifiable = 'manifest-unverifiable warning $/dockerImageManifest'
const shape = (path: string) => `api-shape error $${path}`
const required = (path: string) => `api-required warning ${path}`
const twice = (path: string) => `item-duplicate-key error $${path}`
const unsafe = (path: string) => `number-unsafe error $${path}`
const version = '/dockerImageMetadataVersion'
const entry = {
  digest: `sha256:${'0'.repeat(64)}`,
  mediaType: layerType,
  manifestSize: 1,
  architecture: 'amd64',
  os: 'linux',
}
const stream = ['ImageStreamImage', 'ImageStreamTag'] as const

export const apiMutations: readonly Mutation[] = [
  {
    ...proven,
    name: 'manifests beside layers',
    image: [set('/dockerImageManifests', [entry])],
    findings: [shape('/dockerImageManifests')],
  },
  {
    ...proven,
    name: 'an empty list of manifests beside layers',
    image: [set('/dockerImageManifests', [])],
    findings: [],
  },
  {
    of: 'index',
    verdict: 'verified',
    name: 'layers beside manifests',
    image: [set('/dockerImageLayers', [{ name: `sha256:${'0'.repeat(64)}`, size: 1, mediaType: layerType }])],
    findings: [shape('/dockerImageManifests')],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'layers instead of manifests on a proven index',
    image: [
      drop('/dockerImageManifests'),
      set('/dockerImageLayers', [{ name: `sha256:${'0'.repeat(64)}`, size: 1, mediaType: layerType }]),
    ],
    findings: [shape('/dockerImageLayers')],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'layers instead of manifests on a proven index, without a media type to say what it is',
    image: [
      drop('/dockerImageManifests'),
      drop('/dockerImageManifestMediaType'),
      set('/dockerImageLayers', [{ name: `sha256:${'0'.repeat(64)}`, size: 1, mediaType: layerType }]),
    ],
    findings: [shape('/dockerImageLayers')],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an empty list of layers on a proven index',
    image: [set('/dockerImageLayers', [])],
    findings: [],
  },
  {
    of: 'index',
    verdict: 'verified',
    name: 'a config on a list',
    image: [set('/dockerImageConfig', '{}')],
    findings: [shape('/dockerImageConfig')],
  },
  {
    ...unproven,
    name: 'layers that are no list',
    image: [set('/dockerImageLayers', {})],
    findings: [unverifiable, shape('/dockerImageLayers')],
  },
  {
    ...unproven,
    name: 'a layer whose name is no digest',
    image: [set('/dockerImageLayers/0/name', 'base')],
    findings: [unverifiable, shape('/dockerImageLayers/0/name')],
  },
  {
    ...proven,
    name: 'a size in quotes',
    image: [set('/dockerImageLayers/1/size', '200')],
    findings: [shape('/dockerImageLayers/1/size')],
  },
  {
    ...proven,
    name: 'a size below zero',
    image: [set('/dockerImageLayers/1/size', -200)],
    findings: [unsafe('/dockerImageLayers/1/size')],
  },
  {
    ...proven,
    name: 'metadata that is a text',
    image: [set('/dockerImageMetadata', '{}')],
    findings: [shape('/dockerImageMetadata')],
  },
  {
    ...proven,
    name: 'an architecture that is a list',
    image: [set('/dockerImageMetadata/Architecture', ['amd64'])],
    findings: [shape('/dockerImageMetadata/Architecture')],
  },
  {
    ...proven,
    name: 'a Size in quotes',
    image: [set('/dockerImageMetadata/Size', '600')],
    findings: [shape('/dockerImageMetadata/Size')],
  },
  {
    ...proven,
    name: 'an ID that is a number',
    image: [set('/dockerImageMetadata/Id', 5)],
    findings: [shape('/dockerImageMetadata/Id')],
  },
  {
    ...proven,
    name: 'a reference that is a number',
    image: [set('/dockerImageReference', 5)],
    findings: [shape('/dockerImageReference')],
  },
  {
    ...proven,
    name: 'a media type that is a number',
    image: [set('/dockerImageManifestMediaType', 2)],
    findings: [shape('/dockerImageManifestMediaType')],
  },
  {
    ...proven,
    name: 'a metadata version that is a number',
    image: [set(version, 1)],
    findings: [shape(version)],
  },
  {
    ...blanked,
    name: 'a manifest that is an object',
    image: [set('/dockerImageManifest', {})],
    findings: [shape('/dockerImageManifest')],
  },
  {
    ...blanked,
    name: 'a config that is an object',
    image: [set('/dockerImageConfig', {})],
    findings: [shape('/dockerImageConfig')],
  },
  {
    ...proven,
    name: 'signatures that are no list',
    image: [set('/signatures', {})],
    findings: [shape('/signatures')],
  },
  {
    ...proven,
    name: 'a namespace that is a number',
    kinds: stream,
    item: [set('/metadata/namespace', 5)],
    findings: ['api-shape error /metadata/namespace'],
  },
  {
    of: 'index',
    verdict: 'unverifiable',
    name: 'an entry that is null',
    image: [set('/dockerImageManifests/0', null)],
    findings: [unverifiable, shape('/dockerImageManifests/0')],
  },

  {
    ...unproven,
    name: 'no image',
    kinds: ['ImageStreamImage'],
    item: [set('/image', null)],
    findings: [unverifiable, required('/image')],
  },
  {
    ...blanked,
    name: 'a tag that is null',
    kinds: ['ImageStreamTag'],
    item: [set('/tag', null)],
    findings: [required('/tag')],
  },
  {
    ...blanked,
    name: 'no generation and no lookupPolicy',
    kinds: ['ImageStreamTag'],
    item: [drop('/generation'), drop('/lookupPolicy')],
    findings: [required('/generation'), required('/lookupPolicy')],
  },
  {
    ...proven,
    name: 'a layer without a size',
    image: [drop('/dockerImageLayers/0/size')],
    findings: [required('$/dockerImageLayers/0/size')],
  },
  {
    ...unproven,
    name: 'a layer without a name, nothing proven',
    image: [drop('/dockerImageLayers/0/name')],
    findings: [unverifiable, required('$/dockerImageLayers/0/name')],
  },
  {
    ...unproven,
    name: 'a layer whose size is null, nothing proven',
    image: [set('/dockerImageLayers/0/size', null)],
    findings: [
      unverifiable,
      required('$/dockerImageLayers/0/size'),
      'layer-size-unknown warning $/dockerImageLayers',
    ],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an entry without a size: nothing that the index could contradict',
    image: [drop('/dockerImageManifests/0/manifestSize')],
    findings: [required('$/dockerImageManifests/0/manifestSize')],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an entry without a media type: nothing that the index could contradict',
    image: [set('/dockerImageManifests/0/mediaType', null)],
    findings: [required('$/dockerImageManifests/0/mediaType')],
  },
  {
    ...proven,
    name: 'a signature without type and content',
    image: [set('/signatures', [{ metadata: { name: 'a@b' }, content: null }])],
    findings: [required('$/signatures/0/type'), required('$/signatures/0/content')],
  },

  {
    ...proven,
    name: 'metadata of version 2.0',
    image: [set(version, '2.0')],
    findings: [`api-version warning $${version}`],
  },
  {
    ...proven,
    name: 'metadata of version 1',
    image: [set(version, '1')],
    findings: [`api-version warning $${version}`],
  },
  { ...proven, name: 'an empty metadata version', image: [set(version, '')], findings: [] },
  { ...proven, name: 'no metadata version', image: [drop(version)], findings: [] },

  {
    ...blanked,
    name: 'the reference twice in the item',
    text: swap('"dockerImageReference"', '"dockerImageReference":"x","dockerImageReference"'),
    findings: [twice('/dockerImageReference')],
  },
  {
    ...blanked,
    name: 'the reference twice, once escaped',
    text: swap('"dockerImageReference"', '"docker\\u0049mageReference":"x","dockerImageReference"'),
    findings: [twice('/dockerImageReference')],
  },
  {
    ...blanked,
    name: 'the reference in another case too',
    text: swap('"dockerImageReference"', '"DockerImageReference":"x","dockerImageReference"'),
    findings: [twice('/DockerImageReference')],
  },
  {
    ...unproven,
    name: 'the layers in another case too: which ones the cluster means is open',
    text: swap('"dockerImageLayers"', '"dockerImageLayer\u017f":[],"dockerImageLayers"'),
    findings: [unverifiable, twice('/dockerImageLayer\u017f')],
  },
  {
    ...blanked,
    name: 'a label twice in the metadata, as nothing else depends on it',
    text: swap('"Architecture"', '"Config":{"Labels":{"a":"1","a":"2"}},"Architecture"'),
    findings: [twice('/dockerImageMetadata/Config/Labels/a')],
  },
  {
    ...proven,
    name: 'layers twice in the item, the manifest embedded',
    text: swap('"dockerImageLayers"', '"dockerImageLayers":[],"dockerImageLayers"'),
    findings: [twice('/dockerImageLayers')],
  },

  {
    ...proven,
    name: 'a size with an exponent',
    text: swap('"size":200', '"size":2e2'),
    findings: [unsafe('/dockerImageLayers/1/size')],
  },
  {
    ...proven,
    name: 'a size with a fraction',
    text: swap('"size":200', '"size":200.0'),
    findings: [unsafe('/dockerImageLayers/1/size')],
  },
  {
    ...proven,
    name: 'a size of minus zero',
    text: swap('"size":200', '"size":-0'),
    findings: [unsafe('/dockerImageLayers/1/size')],
  },
  {
    ...proven,
    name: 'a Size beyond 2^53-1',
    text: swap('"Size":', '"Size":9007199254740993,"unused":'),
    findings: [unsafe('/dockerImageMetadata/Size')],
  },
  {
    ...unproven,
    name: 'a size with an exponent, nothing else to prove it by',
    text: swap('"size":200', '"size":2e2'),
    findings: [unverifiable, unsafe('/dockerImageLayers/1/size')],
  },
]
