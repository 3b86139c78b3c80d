import { digestOf, emptyTar, layer } from '../document.ts'
import { drop, editList, reverse, set } from '../edit.ts'
import type { Mutation } from '../mutation.ts'
import { validImage, validSchema1 } from '../valid.ts'

const list = '/dockerImageLayers'
const annotations = '/metadata/annotations'
const proven = { of: 'embedded', verdict: 'verified' } as const
const blanked = { of: 'blanked', verdict: 'verified' } as const
const schema1 = { of: 'schema1', verdict: 'verified' } as const
const differs = (i: number) => `layers-match error $/dockerImageLayers/${i}`
const unknown = 'layer-size-unknown warning $/dockerImageLayers'
const repeated = 'layer-repeated info $/dockerImageLayers'
const untyped = 'layer-media-type-absent info $/dockerImageLayers'
const foreign = 'layer-foreign warning $/dockerImageLayers'

const swapped = (a: number, b: number) =>
  editList(list, (layers) =>
    layers.map((each, i) => (i === a ? layers[b] : i === b ? layers[a] : each) ?? null),
  )
const ordered = (text: string) => set(annotations, { 'image.openshift.io/dockerLayersOrder': text })
const emptyLayer = { ...layer('', 32), digest: emptyTar }
const foreignType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'

export const layersMutations: readonly Mutation[] = [
  {
    ...proven,
    name: 'a layer of another digest',
    image: [set(`${list}/1/name`, digestOf('other'))],
    findings: [differs(1)],
  },
  { ...proven, name: 'a layer of another size', image: [set(`${list}/0/size`, 99)], findings: [differs(0)] },
  {
    ...proven,
    name: 'a layer of another media type',
    image: [set(`${list}/2/mediaType`, 'application/vnd.oci.image.layer.v1.tar')],
    findings: [differs(2)],
  },
  { ...proven, name: 'two layers swapped', image: [swapped(0, 1)], findings: [differs(0), differs(1)] },
  {
    ...proven,
    name: 'a layer left out',
    image: [editList(list, (layers) => layers.slice(1))],
    findings: ['layers-match error $/dockerImageLayers'],
  },
  {
    ...proven,
    name: 'a layer too many',
    image: [editList(list, (layers) => [...layers, ...layers.slice(0, 1)])],
    findings: ['layers-match error $/dockerImageLayers'],
  },
  {
    ...proven,
    name: 'an empty list of layers',
    image: [set(list, [])],
    findings: ['layers-match error $/dockerImageLayers'],
  },
  { ...proven, name: 'no list of layers', image: [drop(list)], findings: [] },
  {
    ...proven,
    name: 'base last, as the annotation says',
    image: [ordered('descending'), reverse(list)],
    findings: [],
  },
  {
    ...proven,
    name: 'base last as the annotation says, and the second from the end of another size',
    image: [ordered('descending'), reverse(list), set(`${list}/1/size`, 99)],
    findings: [differs(1)],
  },
  {
    ...proven,
    name: 'base last as the annotation says, and the base of another size',
    image: [ordered('descending'), reverse(list), set(`${list}/2/size`, 99)],
    findings: [differs(2)],
  },
  {
    ...proven,
    name: 'base last against the annotation',
    image: [reverse(list)],
    findings: [differs(0), differs(2)],
  },
  {
    ...proven,
    name: 'base last without an annotation',
    image: [set(annotations, null), reverse(list)],
    findings: [],
  },
  { ...proven, name: 'base first without an annotation', image: [set(annotations, null)], findings: [] },
  {
    ...blanked,
    name: 'blanked, base last without an annotation',
    image: [set(annotations, null), reverse(list)],
    findings: [],
  },
  {
    ...blanked,
    name: 'blanked, base first without an annotation',
    image: [set(annotations, null)],
    findings: [],
  },
  {
    ...schema1,
    name: 'schema 1: a layer of another digest',
    image: [set(`${list}/1/name`, digestOf('other'))],
    findings: [differs(1), unknown],
  },
  {
    ...schema1,
    name: 'schema 1: layers swapped',
    image: [swapped(0, 1)],
    findings: [differs(0), differs(1)],
  },
  { ...schema1, name: 'schema 1: a layer of another size', image: [set(`${list}/0/size`, 99)], findings: [] },
  {
    ...schema1,
    name: 'schema 1: a layer of another media type',
    image: [set(`${list}/0/mediaType`, 'text/plain')],
    findings: [],
  },

  {
    ...proven,
    name: 'a layer twice in the image',
    parts: { layers: [...validImage.layers.slice(0, 2), ...validImage.layers.slice(0, 1)] },
    findings: [repeated],
  },
  {
    ...schema1,
    name: 'schema 1: the empty tar twice, of 32 bytes and of 0',
    parts: {
      layers: [
        layer('old base', 100),
        { ...layer('', 32), digest: emptyTar },
        { ...layer('', 0), digest: emptyTar },
      ],
    },
    findings: [repeated],
  },
  {
    ...schema1,
    name: 'schema 1: a layer of 0 bytes',
    image: [set(`${list}/0/size`, 0)],
    findings: [unknown],
  },
  {
    ...schema1,
    name: 'schema 1: no layer of a known size',
    image: [0, 1, 2].map((i) => set(`${list}/${i}/size`, 0)),
    findings: [unknown],
  },
  {
    ...schema1,
    name: 'schema 1: no list of layers',
    parts: validSchema1,
    image: [drop(list)],
    findings: [unknown],
  },
  {
    ...proven,
    name: 'a layer of 0 bytes in a proven manifest: it is as long as that',
    parts: { layers: [layer('base', 100), layer('nothing', 0), layer('app', 300)] },
    findings: [],
  },
  {
    ...proven,
    name: 'the empty tar claimed to be of 0 bytes, as old servers have it',
    parts: { layers: [layer('base', 100), emptyLayer, layer('app', 300)] },
    image: [set(`${list}/1/size`, 0)],
    findings: [],
  },
  {
    ...proven,
    name: 'the empty tar claimed to be of 31 bytes',
    parts: { layers: [layer('base', 100), emptyLayer, layer('app', 300)] },
    image: [set(`${list}/1/size`, 31)],
    findings: [differs(1)],
  },
  {
    ...proven,
    name: 'another layer claimed to be of 0 bytes: the server did not know its size',
    image: [set(`${list}/1/size`, 0)],
    findings: [],
  },
  {
    of: 'blanked',
    verdict: 'unverifiable',
    name: 'a layer of 0 bytes in an image that nothing proves',
    image: [set(`${list}/1/size`, 0)],
    findings: [unknown, 'manifest-unverifiable warning $/dockerImageManifest'],
  },
  {
    ...blanked,
    name: 'a layer without a media type',
    image: [drop(`${list}/1/mediaType`)],
    findings: [untyped],
  },
  {
    ...proven,
    name: 'a layer whose media type is null',
    image: [set(`${list}/1/mediaType`, null)],
    findings: [untyped],
  },
  {
    ...blanked,
    name: 'layers without media types',
    image: [0, 1, 2].map((i) => drop(`${list}/${i}/mediaType`)),
    findings: [untyped],
  },
  {
    ...proven,
    name: 'a layer from elsewhere',
    parts: { layers: [layer('windows', 100, foreignType), layer('gems', 200), layer('app', 300)] },
    findings: [foreign],
  },
  {
    ...proven,
    name: 'an OCI layer that must not be distributed',
    parts: {
      layers: [
        layer('windows', 100, 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'),
        ...validImage.layers.slice(1),
      ],
    },
    findings: [foreign],
  },
]
