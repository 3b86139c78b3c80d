import { type Tree, treeOf } from './tree.ts'

/** What a manifest says, by a reader that refuses whatever two readers could read differently. */
export interface StrictManifest {
  readonly type: 'image' | 'index' | 'schema1'
  readonly config: { readonly digest: string; readonly size: number } | null
  /** Base first; sizes and media types are null in schema 1. */
  readonly layers: readonly { digest: string; size: number | null; mediaType: string | null }[]
  readonly entries: readonly { digest: string; size: number }[]
}

const known = new Set(
  [
    'schemaVersion mediaType config layers manifests fsLayers history blobSum v1Compatibility digest size platform',
    'architecture os variant os.version os.features features urls annotations subject artifactType data name tag blobs',
    'signatures header jwk alg chain signature protected',
  ]
    .join(' ')
    .split(' '),
)
const foldedKnown = new Set([...known].map((name) => name.toLowerCase()))

const folded = (name: string): string =>
  name.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase()

class Refused extends Error {}

const refuseUnless = (condition: boolean, why: string): void => {
  if (!condition) throw new Refused(why)
}

type Value = null | boolean | string | number | readonly Value[] | ReadonlyMap<string, Value>

const textOf = (text: string): string => {
  const value: string = JSON.parse(text)
  refuseUnless(value.isWellFormed(), 'half a surrogate pair')
  return value
}

const contentOf = (tree: Tree, depth: number, free: boolean): Value => {
  if ('text' in tree) {
    if (tree.text.startsWith('"')) return textOf(tree.text)
    return JSON.parse(tree.text) as null | boolean | number
  }
  refuseUnless(depth < 64, 'depth')
  if ('elements' in tree) return tree.elements.map((element) => contentOf(element, depth + 1, free))
  const map = new Map<string, Value>()
  for (const [text, value] of tree.members) {
    const name = textOf(text)
    refuseUnless(!map.has(name), 'a name twice')
    refuseUnless(free || known.has(name) || !foldedKnown.has(folded(name)), 'another spelling')
    if (name === 'size' || name === 'schemaVersion')
      refuseUnless(
        free || !('text' in value) || /^(?:\d+|".*"|null|true|false)$/.test(value.text),
        'a number that is not plain',
      )
    map.set(name, contentOf(value, depth + 1, free || name === 'annotations' || !known.has(name)))
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

const descriptorOf = (value: Value | undefined) => {
  const descriptor = mapOf(value)
  const size = descriptor.get('size')
  refuseUnless(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0, 'no size')
  return {
    digest: stringOf(descriptor.get('digest')),
    size: size as number,
    mediaType: stringOf(descriptor.get('mediaType')),
  }
}

const read = (top: ReadonlyMap<string, Value>): StrictManifest => {
  const has = (...names: readonly string[]) => names.some((name) => top.has(name))
  const kinds = [has('config', 'layers'), has('manifests'), has('fsLayers', 'history')]
  refuseUnless(kinds.filter(Boolean).length === 1, 'not one kind')
  const [isImage, isIndex] = kinds
  refuseUnless(top.get('schemaVersion') === (isImage || isIndex ? 2 : 1), 'version')
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
    return read(mapOf(contentOf(treeOf(text), 0, false)))
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError || error instanceof TypeError) return null
    throw error
  }
}
