import {
  digestOf,
  entryOf,
  imageParts,
  imageType,
  layer,
  schema1,
  schema1Type,
  schema2,
} from '../document.ts'
import { add, drop, editList, reverse, set } from '../edit.ts'
import type { Mutation } from '../mutation.ts'
import { amd64, arm64, validIndex, validSchema1 } from '../valid.ts'

const list = '/dockerImageManifests'
const blanked = { of: 'index', verdict: 'verified' } as const
const proven = { of: 'embedded index', verdict: 'verified' } as const
const differs = (i: number) => `index-match error $/dockerImageManifests/${i}`
const contradicted = (i: number) => `index-child error $/dockerImageManifests/${i}`
const missing = (i: number) => `index-child-missing warning $/dockerImageManifests/${i}`
const twice = (i: number) => `platform-duplicate warning $/dockerImageManifests/${i}`
const attested = 'attestation info $/dockerImageManifests'
const unverifiable = 'manifest-unverifiable warning $/dockerImageManifest'

const linux = (architecture: string, variant?: string) => ({
  architecture,
  os: 'linux',
  ...(variant === undefined ? {} : { variant }),
})
const [first, second] = validIndex.entries
const other = schema2(imageParts([layer('other', 500)]), true)

const schema1Child = schema1(validSchema1)
const old = {
  mediaType: schema1Type,
  size: Buffer.byteLength(schema1Child.manifest),
  digest: schema1Child.digest,
  platform: linux('s390x'),
}
/** Its bytes are another manifest, and so are its fields. */
const altered = {
  ...amd64,
  image: {
    ...schema2(imageParts([layer('evil', 1), layer('evil 2', 2)]), true).image,
    metadata: { name: amd64.digest },
  },
}

const attestation = {
  mediaType: imageType,
  size: 840,
  digest: digestOf('attestation'),
  annotations: {
    'vnd.docker.reference.digest': amd64.digest,
    'vnd.docker.reference.type': 'attestation-manifest',
  },
  platform: { architecture: 'unknown', os: 'unknown' },
}

const windows = (version: string, child: string) => ({
  mediaType: imageType,
  size: 1000,
  digest: digestOf(child),
  platform: { architecture: 'amd64', os: 'windows', 'os.version': version },
})

export const indexMutations: readonly Mutation[] = [
  {
    ...proven,
    name: 'an entry of another digest',
    image: [set(`${list}/0/digest`, other.digest)],
    findings: [differs(0)],
  },
  {
    ...proven,
    name: 'an entry of another size',
    image: [add(`${list}/1/manifestSize`, 1)],
    findings: [differs(1)],
  },
  {
    ...proven,
    name: 'an entry of another media type',
    image: [set(`${list}/1/mediaType`, 'text/plain')],
    findings: [differs(1)],
  },
  {
    ...proven,
    name: 'an entry of another architecture',
    image: [set(`${list}/0/architecture`, 'ppc64le')],
    findings: [differs(0)],
  },
  {
    ...proven,
    name: 'an entry of another system',
    image: [set(`${list}/0/os`, 'freebsd')],
    findings: [differs(0)],
  },
  {
    ...proven,
    name: 'an entry of another variant',
    image: [set(`${list}/1/variant`, 'v7')],
    findings: [differs(1)],
  },
  {
    ...proven,
    name: 'an entry without its variant',
    image: [drop(`${list}/1/variant`)],
    findings: [differs(1)],
  },
  {
    ...proven,
    name: 'an entry with a variant that it has not',
    image: [set(`${list}/0/variant`, 'v2')],
    findings: [differs(0)],
  },
  { ...proven, name: 'entries swapped', image: [reverse(list)], findings: [differs(0), differs(1)] },
  {
    ...proven,
    name: 'an entry left out',
    image: [editList(list, (entries) => entries.slice(1))],
    findings: ['index-match error $/dockerImageManifests'],
  },
  { ...proven, name: 'no list of manifests', image: [drop(list)], findings: [] },

  { ...blanked, name: 'a child that is not there', parts: { children: [amd64] }, findings: [missing(1)] },
  { ...blanked, name: 'no child there', parts: { children: [] }, findings: [missing(0), missing(1)] },
  {
    ...blanked,
    name: 'a child in evidence only',
    parts: { children: [amd64] },
    evidence: [arm64.manifest],
    findings: [],
  },
  {
    ...proven,
    name: 'a schema 1 child in evidence only',
    parts: { entries: [first, old], children: [amd64] },
    evidence: [schema1Child.manifest],
    findings: [],
  },
  {
    ...proven,
    name: 'a child whose bytes are altered and longer, nothing proving what it is',
    parts: { children: [altered, arm64] },
    findings: [contradicted(0)],
  },
  {
    ...blanked,
    name: 'a child in evidence that is for another platform, as its config there says',
    parts: { children: [amd64], entries: [first, { ...second, platform: linux('s390x') }] },
    evidence: [arm64.manifest, arm64.config ?? ''],
    findings: [contradicted(1)],
  },
  {
    ...blanked,
    name: 'an index that says another architecture than its child has',
    parts: { entries: [entryOf(amd64, linux('ppc64le')), second] },
    findings: [contradicted(0)],
  },
  {
    ...blanked,
    name: 'an index that says another system than its child has',
    parts: { entries: [entryOf(amd64, { architecture: 'amd64', os: 'freebsd' }), second] },
    findings: [contradicted(0)],
  },
  {
    ...blanked,
    name: 'an index that says another variant than its child has',
    parts: { entries: [first, entryOf(arm64, linux('arm64', 'v9'))] },
    findings: [contradicted(1)],
  },
  {
    ...blanked,
    name: 'an index that says no variant where its child has one',
    parts: { entries: [first, entryOf(arm64, linux('arm64'))] },
    findings: [],
  },
  {
    ...blanked,
    name: 'an index that says another size than its child has',
    parts: { entries: [first, { ...second, size: second.size + 1 }] },
    findings: [contradicted(1)],
  },
  {
    ...blanked,
    name: 'an index that says another media type than its child has',
    parts: { entries: [first, { ...second, mediaType: 'application/vnd.oci.image.manifest.v1+json' }] },
    findings: [contradicted(1)],
  },
  {
    ...blanked,
    verdict: 'unverifiable',
    name: 'an entry altered against its child, the index unproven',
    image: [add(`${list}/0/manifestSize`, 7)],
    findings: [unverifiable, contradicted(0)],
  },
  {
    ...proven,
    name: 'two entries for one platform',
    parts: { entries: [first, entryOf(other, linux('amd64')), second], children: [amd64, arm64, other] },
    findings: [twice(1)],
  },
  {
    ...blanked,
    name: 'blanked, two entries for one platform and variant',
    parts: { entries: [first, second, second] },
    findings: [twice(2)],
  },
  {
    ...proven,
    name: 'two variants of one architecture',
    parts: { entries: [first, second, { ...windows('', 'armv7'), platform: linux('arm64', 'v9') }] },
    findings: [missing(2)],
  },
  {
    ...proven,
    name: 'two versions of Windows: not one platform',
    parts: {
      entries: [windows('10.0.17763.1', 'windows 2019'), windows('10.0.20348.1', 'windows 2022')],
      children: [],
    },
    findings: [missing(0), missing(1)],
  },
  {
    ...proven,
    name: 'one version of Windows twice',
    parts: {
      entries: [windows('10.0.17763.1', 'windows 2019'), windows('10.0.17763.1', 'windows 2022')],
      children: [],
    },
    findings: [missing(0), missing(1), twice(1)],
  },
  {
    ...proven,
    name: 'an attestation',
    parts: { entries: [first, second, attestation] },
    findings: [attested],
  },
  {
    ...blanked,
    name: 'blanked, an attestation',
    parts: { entries: [first, second, attestation] },
    findings: [attested],
  },
  {
    ...proven,
    name: 'two attestations: neither a platform twice nor a child missing',
    parts: {
      entries: [first, second, attestation, { ...attestation, digest: digestOf('second attestation') }],
    },
    findings: [attested],
  },
]
