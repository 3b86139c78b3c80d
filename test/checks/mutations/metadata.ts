import { digestOf } from '../document.ts'
import { add, drop, editText, set } from '../edit.ts'
import type { Mutation } from '../mutation.ts'

const id = '/dockerImageMetadata/Id'
const size = '/dockerImageMetadata/Size'
const wrongId = 'metadata-id warning $/dockerImageMetadata/Id'
const wrongSize = 'metadata-size warning $/dockerImageMetadata/Size'
const proven = { of: 'embedded', verdict: 'verified' } as const
const unverifiable = 'manifest-unverifiable warning $/dockerImageManifest'

export const metadataMutations: readonly Mutation[] = [
  { ...proven, name: 'the ID of another config', image: [set(id, digestOf('other'))], findings: [wrongId] },
  {
    ...proven,
    name: 'an ID without its algorithm',
    image: [editText(id, (text) => text.slice(7))],
    findings: [],
  },
  { ...proven, name: 'no ID', image: [drop(id)], findings: [] },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1: the ID of another image',
    image: [set(id, digestOf('other').slice(7))],
    findings: [wrongId],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an index with the ID of something else',
    image: [set(id, digestOf('other'))],
    findings: [wrongId],
  },
  {
    of: 'index',
    verdict: 'verified',
    name: 'a blanked index with the ID of something else',
    image: [set(id, digestOf('other'))],
    findings: [wrongId],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an index with a Size',
    image: [set(size, 99)],
    findings: [wrongSize],
  },
  {
    of: 'index',
    verdict: 'verified',
    name: 'a blanked index with a Size',
    image: [set(size, 1)],
    findings: [wrongSize],
  },
  {
    of: 'embedded index',
    verdict: 'verified',
    name: 'an index with a Size of 0: it says nothing',
    image: [set(size, 0)],
    findings: [],
  },
  {
    of: 'blanked',
    verdict: 'unverifiable',
    name: 'an ID that is no digest',
    image: [set(id, 'ruby')],
    findings: [wrongId, unverifiable],
  },
  { ...proven, name: 'a Size that is one byte off', image: [add(size, 1)], findings: [wrongSize] },
  {
    ...proven,
    name: 'a Size of all layers without the config',
    image: [set(size, 600)],
    findings: [wrongSize],
  },
  { ...proven, name: 'no Size', image: [drop(size)], findings: [] },
  {
    of: 'blanked',
    verdict: 'unverifiable',
    name: 'a Size below the sum of the layers: no config fits',
    image: [set(size, 599)],
    findings: [wrongSize, unverifiable],
  },
  {
    of: 'blanked',
    verdict: 'unverifiable',
    name: 'a Size of 0: no size was known',
    image: [set(size, 0)],
    findings: [unverifiable],
  },
  {
    of: 'schema1',
    verdict: 'verified',
    name: 'schema 1: a Size above the sum',
    image: [add(size, 5)],
    findings: [],
  },
]
