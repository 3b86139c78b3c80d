import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'

/** One false statement that can be made of a true image object; `pick` gives a number from 0 to below its argument. */
export interface Falsification {
  readonly what: string
  /** The check that must name it where a proven manifest holds the field. */
  readonly check: 'layers-match' | 'index-match' | 'metadata-id' | 'metadata-size' | 'media-type'
  /** The check that names it instead where the statement leaves open what the manifest is. */
  readonly orElse?: 'manifest-ambiguous'
  /** Whether a schema 1 manifest holds the field too: it has no sizes and no media types. */
  readonly schema1?: true
  /** A copy with the statement in it, or null where the image has no such field. */
  apply(image: JsonObject, pick: (below: number) => number): JsonObject | null
}

type Pick = (below: number) => number

const hex = '0123456789abcdef'

/** The digest with one hex digit changed. */
const otherDigest = (digest: string, pick: Pick): string => {
  const at = digest.indexOf(':') + 1 + pick(digest.length - digest.indexOf(':') - 1)
  const next = hex[(hex.indexOf(digest[at] ?? '0') + 1 + pick(15)) % 16]
  return digest.slice(0, at) + next + digest.slice(at + 1)
}

const otherSize = (size: number, pick: Pick, least = 0): number => {
  const others = [size + 1, size - 1, size * 2, size + 32, 0, 1, Number.MAX_SAFE_INTEGER]
  const fit = others.filter((other) => other >= least && other !== size && Number.isSafeInteger(other))
  return fit[pick(fit.length)] as number
}

const mediaTypes = [
  'application/vnd.docker.image.rootfs.diff.tar.gzip',
  'application/vnd.docker.image.rootfs.diff.tar',
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  'application/vnd.oci.image.layer.v1.tar+gzip',
  'application/vnd.oci.image.layer.v1.tar+zstd',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  'application/vnd.in-toto+json',
  'application/octet-stream',
]

const manifestTypes = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
  'text/html',
]

const other = <T>(choices: readonly T[], given: T, pick: Pick): T => {
  const fit = choices.filter((choice) => choice !== given)
  return fit[pick(fit.length)] as T
}

const elementsOf = (image: JsonObject, list: string): readonly JsonObject[] => {
  const { [list]: elements } = image
  return Array.isArray(elements) ? elements.filter(isObject) : []
}

/** A falsification of one member of one element of a list. */
const element =
  (list: string, member: string, change: (value: Json | undefined, pick: Pick) => Json | undefined) =>
  (image: JsonObject, pick: Pick): JsonObject | null => {
    const elements = elementsOf(image, list)
    if (elements.length === 0) return null
    const at = pick(elements.length)
    const { [member]: given, ...rest } = elements[at] as JsonObject
    const value = change(given, pick)
    if (value === given) return null
    const changed = value === undefined ? rest : { ...rest, [member]: value }
    return { ...image, [list]: elements.with(at, changed) }
  }

/** A falsification of the list as a whole. */
const whole =
  (list: string, change: (elements: readonly JsonObject[], pick: Pick) => readonly JsonObject[] | null) =>
  (image: JsonObject, pick: Pick): JsonObject | null => {
    const elements = elementsOf(image, list)
    const changed = elements.length === 0 ? null : change(elements, pick)
    return changed === null ? null : { ...image, [list]: [...changed] }
  }

const metadata =
  (member: string, change: (value: Json | undefined, pick: Pick) => Json | undefined) =>
  (image: JsonObject, pick: Pick): JsonObject | null => {
    const { dockerImageMetadata: given } = image
    if (!isObject(given) || given[member] === undefined || given[member] === null) return null
    return { ...image, dockerImageMetadata: { ...given, [member]: change(given[member], pick) ?? null } }
  }

const digest = (value: Json | undefined, pick: Pick) =>
  typeof value === 'string' ? otherDigest(value, pick) : value
const size = (value: Json | undefined, pick: Pick) =>
  typeof value === 'number' ? otherSize(value, pick) : value
/** A layer of 0 bytes is one whose size was not known: no statement. */
const layerSize = (value: Json | undefined, pick: Pick) =>
  typeof value === 'number' ? otherSize(value, pick, 1) : value
const type = (choices: readonly string[]) => (value: Json | undefined, pick: Pick) =>
  typeof value === 'string' && value !== '' ? other(choices, value, pick) : value

const same = (left: readonly JsonObject[], right: readonly JsonObject[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right)

/** Two elements of different digests swapped, the order of all of them not simply turned round. */
const swapped =
  (name: string) =>
  (elements: readonly JsonObject[], pick: Pick): readonly JsonObject[] | null => {
    if (elements.length < 2) return null
    const from = pick(elements.length)
    const to = (from + 1 + pick(elements.length - 1)) % elements.length
    const [left, right] = [elements[from] as JsonObject, elements[to] as JsonObject]
    const result = elements.with(from, right).with(to, left)
    return left[name] === right[name] || same(result, elements.toReversed()) ? null : result
  }

const dropped = (elements: readonly JsonObject[], pick: Pick) => elements.toSpliced(pick(elements.length), 1)
const duplicated = (elements: readonly JsonObject[], pick: Pick) =>
  elements.toSpliced(pick(elements.length + 1), 0, elements[pick(elements.length)] as JsonObject)
const added = (name: string) => (elements: readonly JsonObject[], pick: Pick) => {
  const model = elements[pick(elements.length)] as JsonObject
  return elements.toSpliced(pick(elements.length + 1), 0, {
    ...model,
    [name]: digest(model[name], pick) ?? null,
  })
}

const layers = 'dockerImageLayers'
const entries = 'dockerImageManifests'

/** Every single false statement about an image. */
export const ofImages: readonly Falsification[] = [
  { what: "a layer's digest", check: 'layers-match', schema1: true, apply: element(layers, 'name', digest) },
  { what: "a layer's size", check: 'layers-match', apply: element(layers, 'size', layerSize) },
  {
    what: "a layer's media type",
    check: 'layers-match',
    apply: element(layers, 'mediaType', type(mediaTypes)),
  },
  { what: 'two layers swapped', check: 'layers-match', schema1: true, apply: whole(layers, swapped('name')) },
  { what: 'a layer dropped', check: 'layers-match', schema1: true, apply: whole(layers, dropped) },
  { what: 'a layer added', check: 'layers-match', schema1: true, apply: whole(layers, added('name')) },
  { what: 'a layer duplicated', check: 'layers-match', schema1: true, apply: whole(layers, duplicated) },
  {
    what: 'Id',
    check: 'metadata-id',
    schema1: true,
    apply: metadata('Id', digest),
  },
  {
    what: 'Size',
    check: 'metadata-size',
    apply: metadata('Size', size),
  },
]

/** Every single false statement about an index. */
export const ofIndexes: readonly Falsification[] = [
  { what: "an entry's digest", check: 'index-match', apply: element(entries, 'digest', digest) },
  { what: "an entry's size", check: 'index-match', apply: element(entries, 'manifestSize', size) },
  {
    what: "an entry's media type",
    check: 'index-match',
    apply: element(entries, 'mediaType', type(manifestTypes)),
  },
  {
    what: "an entry's os",
    check: 'index-match',
    apply: element(entries, 'os', (value, pick) =>
      other(['linux', 'windows', 'unknown', 'darwin'], value, pick),
    ),
  },
  {
    what: "an entry's architecture",
    check: 'index-match',
    apply: element(entries, 'architecture', (value, pick) =>
      other(['amd64', 'arm64', 'arm', 'unknown', 'x86_64'], value, pick),
    ),
  },
  {
    what: "an entry's variant",
    check: 'index-match',
    apply: element(entries, 'variant', (value, pick) =>
      other(['v5', 'v6', 'v7', 'v8', undefined], value, pick),
    ),
  },
  { what: 'two entries swapped', check: 'index-match', apply: whole(entries, swapped('digest')) },
  { what: 'an entry dropped', check: 'index-match', apply: whole(entries, dropped) },
  { what: 'an entry added', check: 'index-match', apply: whole(entries, added('digest')) },
  { what: 'an entry duplicated', check: 'index-match', apply: whole(entries, duplicated) },
]

/** False statements that a rebuilt manifest does not rest on, but a proven one contradicts. */
export const beside: readonly Falsification[] = [
  {
    what: 'the media type of the manifest',
    check: 'media-type',
    orElse: 'manifest-ambiguous',
    apply: (image, pick) => {
      const { dockerImageManifestMediaType: given } = image
      if (typeof given !== 'string') return null
      // Signed or not, schema 1 goes by either name.
      const schema1 = given.includes('manifest.v1+')
      const choices = schema1
        ? manifestTypes.filter((choice) => !choice.includes('manifest.v1+'))
        : manifestTypes
      return { ...image, dockerImageManifestMediaType: other(choices, given, pick) }
    },
  },
  {
    what: "an index's Id",
    check: 'metadata-id',
    apply: metadata('Id', digest),
  },
]
