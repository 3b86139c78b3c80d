import { digestOf } from '../document.ts'
import { drop, editText, set } from '../edit.ts'
import type { Mutation } from '../mutation.ts'

const other = digestOf('another image')
const name = (text: string) => set('/metadata/name', text)
const blanked = { of: 'blanked', verdict: 'verified' } as const
const isi = { ...blanked, kinds: ['ImageStreamImage'] } as const
const ist = { ...blanked, kinds: ['ImageStreamTag'] } as const
const malformed = { findings: ['name-format error /metadata/name'] } as const

/** The beginning of the digest in the name, in one of the forms that the endpoint answers to. */
const abbreviated = (from: number, to: number) =>
  editText('/metadata/name', (text) => {
    const [stream, digest = ''] = text.split('@')
    return `${stream}@${digest.slice(from, to)}`
  })

export const nameMutations: readonly Mutation[] = [
  { name: 'a name without @', ...isi, item: [name('ruby')], ...malformed },
  {
    name: 'a name with nothing before @',
    ...isi,
    item: [editText('/metadata/name', (t) => t.slice(4))],
    ...malformed,
  },
  { name: 'a name with nothing after @', ...isi, item: [name('ruby@')], ...malformed },
  { name: 'a name with two @', ...isi, item: [editText('/metadata/name', (t) => `x@${t}`)], ...malformed },
  {
    name: 'a stream in upper case',
    ...isi,
    item: [editText('/metadata/name', (t) => `R${t}`)],
    ...malformed,
  },
  {
    name: 'a stream that ends in a dot',
    ...isi,
    item: [editText('/metadata/name', (t) => t.replace('@', '.@'))],
    ...malformed,
  },
  {
    name: 'a namespace and stream of more than 255 characters',
    ...isi,
    item: [editText('/metadata/name', (t) => 'r'.repeat(247) + t)],
    ...malformed,
  },
  {
    name: 'hex in upper case',
    ...isi,
    item: [editText('/metadata/name', (t) => `ruby@SHA256:${t.slice(12)}`)],
    ...malformed,
  },
  { name: 'no digest after @', ...isi, item: [name('ruby@latest')], ...malformed },
  { name: 'a tag without a stream', ...ist, item: [name(':2.7')], ...malformed },
  { name: 'a stream without a tag', ...ist, item: [name('ruby:')], ...malformed },
  { name: 'a name without :', ...ist, item: [name('ruby')], ...malformed },
  { name: 'a tag with a space', ...ist, item: [name('ruby:2 7')], ...malformed },
  {
    name: 'the image itself named by something else than a digest',
    ...blanked,
    image: [set('/metadata/name', 'ruby')],
    findings: ['name-format error $/metadata/name'],
  },
  {
    name: 'the image itself named by a digest cut short',
    ...blanked,
    image: [editText('/metadata/name', (text) => text.slice(0, -1))],
    findings: ['name-format error $/metadata/name'],
  },
  {
    name: 'another digest in the name',
    ...isi,
    item: [name(`ruby@${other}`)],
    findings: ['name-digest error /metadata/name'],
  },
  {
    name: 'a beginning of another digest in the name',
    ...isi,
    item: [name(`ruby@${other.slice(0, 20)}`)],
    findings: ['name-digest error /metadata/name'],
  },
  {
    name: 'another digest in the name, and a stream that is none',
    ...isi,
    item: [name(`Ruby_@${other}`)],
    findings: ['name-format error /metadata/name', 'name-digest error /metadata/name'],
  },
  {
    name: 'the beginning of the digest in the name',
    ...isi,
    item: [abbreviated(0, 15)],
    findings: ['name-abbreviated info /metadata/name'],
  },
  {
    name: 'the beginning of the hex in the name',
    ...isi,
    item: [abbreviated(7, 14)],
    findings: ['name-abbreviated info /metadata/name'],
  },
  {
    name: 'the whole hex without its algorithm in the name',
    ...isi,
    item: [abbreviated(7, 71)],
    findings: ['name-abbreviated info /metadata/name'],
  },
  {
    name: 'another digest in the reference',
    ...blanked,
    image: [set('/dockerImageReference', `registry.example/shop/ruby@${other}`)],
    findings: ['reference-digest error $/dockerImageReference'],
  },
  {
    name: 'a reference to another repository',
    ...blanked,
    image: [editText('/dockerImageReference', (text) => text.replace('shop/ruby', 'mirror/ruby27'))],
    findings: [],
  },
  {
    name: 'a reference by tag',
    ...blanked,
    image: [set('/dockerImageReference', 'registry.example/shop/ruby:2.7')],
    findings: [],
  },
  { name: 'no reference', ...blanked, image: [drop('/dockerImageReference')], findings: [] },
  {
    name: "the image's own name left out",
    ...blanked,
    kinds: ['ImageStreamImage', 'ImageStreamTag'],
    image: [drop('/metadata/name')],
    findings: [],
  },
]
