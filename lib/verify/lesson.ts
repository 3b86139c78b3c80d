import type { Image } from '../image/image.ts'
import { repositoryOf } from '../image/name.ts'
import { longestReference } from '../image/reference.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { formIdIn } from './attempt.ts'
import type { Proof } from './proof.ts'

/** A manifest that an index names. */
export interface NamedManifest {
  readonly digest: string
  /** Bytes. */
  readonly size: number
  readonly mediaType: string | null
  /** Of Windows images, where it is proven or nothing but a guess: a hash decides. */
  readonly osVersion: string | null
}

/**
 * What an image teaches about others of its export. Nothing in it is trusted: it makes guesses, and a hash decides.
 */
export interface Lesson {
  readonly digest: string
  /** How many layers it has, and the digest of the last: where that one stands in another image, it is built on this. */
  readonly layerCount: number
  readonly topLayer: string | null
  /** The form that proved its manifest. */
  readonly form: string | null
  /** References that it goes by: its own, that of its tag, and the one that the tag follows. */
  readonly names: readonly string[]
  /** Annotations of its proven manifest, where it has any. */
  readonly annotations: JsonObject | null
  /** Of Windows images whose configuration is there: its `os.version`, which all images on its base layer share. */
  readonly osVersion: string | null
  readonly baseLayer: string | null
  /** Of an index: its entries. */
  readonly children: readonly NamedManifest[]
}

/** What few images teach. */
type Rare = Pick<Lesson, 'annotations' | 'osVersion' | 'names' | 'children'>

/** Characters of an image's annotations: tools write some 1,000. What is longer is not remembered for others. */
const longestAnnotations = 8192
/** Characters of a media type (RFC 6838, section 4.2); an `os.version` has some 20. */
const longestWord = 255

/** What a manifest's annotations teach. */
export const taughtAnnotations = (annotations: Json | undefined): JsonObject | null => {
  if (!isObject(annotations)) return null
  let length = 0
  for (const name of Object.keys(annotations)) {
    const text = annotations[name]
    if (typeof text !== 'string') return null
    length += name.length + text.length
    if (length > longestAnnotations) return null
  }
  return annotations
}

const taughtWord = (word: string | null): string | null =>
  word !== null && word.length <= longestWord ? word : null

/** No reference has a tab or a line feed in it. */
const couldBeReference = (text: string): boolean => text.length <= longestReference && !/[\t\n]/.test(text)

const tagNames = ({ item, name, reference }: Image): string[] => {
  const tagged = reference === null || !name?.tag ? [] : [`${repositoryOf(reference)}:${name.tag}`]
  const from = isObject(item.tag) && isObject(item.tag.from) ? item.tag.from.name : null
  return [...tagged, ...(typeof from === 'string' ? [from] : [])].filter(couldBeReference)
}

const rareOf = (image: Image, { proven, config, described }: Proof, versions: Versions): Rare | null => {
  const annotations = proven?.value?.annotations
  const osVersion = taughtWord(config?.parsed?.config?.osVersion ?? null)
  const isTag = image.kind === 'ImageStreamTag'
  if (!isTag && osVersion === null && annotations === undefined && described.type === 'image') return null
  return {
    names: isTag ? tagNames(image) : [],
    annotations: taughtAnnotations(annotations),
    osVersion,
    children: described.entries.flatMap((entry) =>
      entry.size === null
        ? []
        : {
            digest: entry.digest,
            size: entry.size,
            mediaType: taughtWord(entry.mediaType),
            osVersion: taughtWord(entry.osVersion ?? versions.get(entry.digest) ?? null),
          },
    ),
  }
}

/** `os.version` by digest. */
type Versions = ReadonlyMap<string, string>

const noVersions: Versions = new Map()

/**
 * A lesson as one line of text, or null where the image has no digest. There is one of every image, and hardly ever is
 * one read: JSON of all of it would take twice the room, and up to 1 per cent more of a run. `versions` are those that
 * evidence tells of an index's entries.
 */
export const lessonText = (image: Image, proof: Proof, versions = noVersions): string | null => {
  const { digest, reference } = image
  if (digest === null) return null
  const layers = proof.described.layers ?? []
  const rare = rareOf(image, proof, versions)
  const name = reference !== null && couldBeReference(reference) ? reference : ''
  return `${digest}\t${layers.length}\t${layers[0]?.digest ?? ''}\t${layers.at(-1)?.digest ?? ''}\t${proof.verification.form ?? ''}\t${name}\t${rare === null ? '' : JSON.stringify(rare)}`
}

/** What {@link lessonText} wrote, without the line's end. */
export const parseLesson = (text: string): Lesson => {
  const [digest = '', layerCount, baseLayer, topLayer, form, name, more] = text.split('\t')
  const rare: Rare | null = more ? (JSON.parse(more) as Rare) : null
  return {
    digest,
    layerCount: Number(layerCount),
    topLayer: topLayer || null,
    form: form ? formIdIn(form) : null,
    names: [...(name ? [name] : []), ...(rare?.names ?? [])],
    annotations: rare?.annotations ?? null,
    osVersion: rare?.osVersion ?? null,
    baseLayer: baseLayer || null,
    children: rare?.children ?? [],
  }
}
