import { type Tree, treeOf } from './tree.ts'

/** What a manifest says, by a reader that refuses whatever two readers could read differently. */
export interface StrictManifest {
  readonly type: 'image' | 'index' | 'schema1'
  readonly config: { readonly digest: string; readonly size: number } | null
  /** Base first; sizes and media types are null in schema 1. */
  readonly layers: readonly { digest: string; size: number | null; mediaType: string | null }[]
  readonly entries: readonly { digest: string; size: number }[]
}

type Place = 'top' | 'descriptor' | 'platform' | 'blob' | 'step' | 'signature' | 'header' | 'free'

/** The names that mean something in each place, and in which place their values stand. */
const known: Readonly<Record<Place, Readonly<Record<string, Place>>>> = {
  top: {
    ...named('schemaVersion mediaType artifactType name tag architecture annotations', 'free'),
    ...named('config layers manifests subject blobs', 'descriptor'),
    fsLayers: 'blob',
    history: 'step',
    signatures: 'signature',
  },
  descriptor: {
    ...named('mediaType digest size urls data artifactType annotations', 'free'),
    platform: 'platform',
  },
  platform: named('architecture os os.version os.features variant features', 'free'),
  blob: named('blobSum', 'free'),
  step: named('v1Compatibility', 'free'),
  signature: { ...named('signature protected', 'free'), header: 'header' },
  header: named('jwk alg chain', 'free'),
  free: {},
}

function named(names: string, place: Place): Record<string, Place> {
  return Object.fromEntries(names.split(' ').map((name) => [name, place]))
}

const folded = (name: string): string =>
  name.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase()

class Refused extends Error {}

const refuseUnless = (condition: boolean, why: string): void => {
  if (!condition) throw new Refused(why)
}

/** A number keeps its digits: what they come to depends on who reads them. */
class Digits {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Value = null | boolean | string | Digits | readonly Value[] | ReadonlyMap<string, Value>

const textOf = (text: string): string => {
  const value: string = JSON.parse(text)
  refuseUnless(value.isWellFormed(), 'half a surrogate pair')
  return value
}

const scalarOf = (text: string): Value => {
  if (text.startsWith('"')) return textOf(text)
  return /^[tfn]/.test(text) ? (JSON.parse(text) as null | boolean) : new Digits(text)
}

const contentOf = (tree: Tree, depth: number, place: Place): Value => {
  if ('text' in tree) return scalarOf(tree.text)
  refuseUnless(depth < 64, 'depth')
  if ('elements' in tree) return tree.elements.map((element) => contentOf(element, depth + 1, place))
  const names = known[place]
  const map = new Map<string, Value>()
  for (const [text, value] of tree.members) {
    const name = textOf(text)
    refuseUnless(!map.has(name), 'a name twice')
    const isKnown = Object.hasOwn(names, name)
    const other = Object.keys(names).some((each) => folded(each) === folded(name))
    refuseUnless(isKnown || !other, 'another spelling')
    map.set(name, contentOf(value, depth + 1, isKnown ? (names[name] ?? 'free') : 'free'))
  }
  return map
}

const isMap = (value: Value | undefined): value is ReadonlyMap<string, Value> => value instanceof Map

const mapOf = (value: Value | undefined): ReadonlyMap<string, Value> => {
  refuseUnless(isMap(value), 'no object')
  return value as ReadonlyMap<string, Value>
}
const listOf = (value: Value | undefined): readonly Value[] => {
  refuseUnless(Array.isArray(value), 'no list')
  return value as readonly Value[]
}
const stringOf = (value: Value | undefined): string => {
  refuseUnless(typeof value === 'string', 'no text')
  return value as string
}

/** A whole number that every reader reads alike. */
const numberOf = (value: Value | undefined): number => {
  refuseUnless(value instanceof Digits && /^\d+$/.test(value.text), 'no plain number')
  const number = Number((value as Digits).text)
  refuseUnless(Number.isSafeInteger(number), 'a number that is rounded')
  return number
}

const descriptorOf = (value: Value | undefined) => {
  const descriptor = mapOf(value)
  return {
    digest: stringOf(descriptor.get('digest')),
    size: numberOf(descriptor.get('size')),
    mediaType: stringOf(descriptor.get('mediaType')),
  }
}

const read = (top: ReadonlyMap<string, Value>): StrictManifest => {
  const has = (...names: readonly string[]) => names.some((name) => top.has(name))
  const kinds = [has('config', 'layers'), has('manifests'), has('fsLayers', 'history')]
  refuseUnless(kinds.filter(Boolean).length === 1, 'not one kind')
  const [isImage, isIndex] = kinds
  refuseUnless(numberOf(top.get('schemaVersion')) === (isImage || isIndex ? 2 : 1), 'version')
  const nothing = { config: null, layers: [], entries: [] }
  if (isImage)
    return {
      ...nothing,
      type: 'image',
      config: descriptorOf(top.get('config')),
      layers: listOf(top.get('layers')).map(descriptorOf),
    }
  if (isIndex) return { ...nothing, type: 'index', entries: listOf(top.get('manifests')).map(descriptorOf) }
  const blobs = listOf(top.get('fsLayers')).map((layer) => stringOf(mapOf(layer).get('blobSum')))
  return {
    ...nothing,
    type: 'schema1',
    layers: blobs.toReversed().map((digest) => ({ digest, size: null, mediaType: null })),
  }
}

/** The manifest in these bytes, or null where they are not plainly one. Shares nothing with lib. */
export const strictManifest = (bytes: Uint8Array): StrictManifest | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    JSON.parse(text)
    return read(mapOf(contentOf(treeOf(text), 0, 'top')))
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError || error instanceof TypeError) return null
    throw error
  }
}
