import { digestBytes } from '../digest.ts'
import type { Image } from '../image/image.ts'
import type { Json } from '../json/json.ts'
import type { Proof } from '../verify/proof.ts'

/** One digest that the export describes in two ways. */
export interface Conflict {
  readonly digest: string
  /** The image's field that differs, as a JSON Pointer into an image object; `/size` for a blob's. */
  readonly path: string
  readonly values: readonly string[]
  /** Names of images that give these values, the first one each. */
  readonly images: readonly string[]
}

export interface ConflictFinder {
  add(image: Image, proof: Proof): void
  /** Sorted by digest, then path. */
  conflicts(): Conflict[]
}

const longestValue = 120

/** A value as people can compare it: itself while short, else its hash. */
const shown = (value: Json): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= longestValue ? text : `${text.slice(0, 40)}… (${digestBytes(text)})`
}

interface Seen {
  /** Each value with the first image that gave it. */
  readonly values: Map<string, string>
}

/** Finds digests described differently by two images of one export: images by their fields, blobs by their size. */
export const conflictFinder = (): ConflictFinder => {
  const seen = new Map<string, Seen>()

  const note = (digest: string, path: string, value: Json, name: string): void => {
    const key = `${digest} ${path}`
    const known = seen.get(key)
    const text = shown(value)
    if (known === undefined) seen.set(key, { values: new Map([[text, name]]) })
    else if (!known.values.has(text)) known.values.set(text, name)
  }

  const noteImage = (image: Image, digest: string, name: string): void => {
    const { layers, entries, metadata } = image
    if (layers !== null && layers.length > 0)
      note(
        digest,
        '/dockerImageLayers',
        layers.map((layer) => [layer.digest, layer.size]),
        name,
      )
    if (entries !== null && entries.length > 0)
      note(
        digest,
        '/dockerImageManifests',
        entries.map((entry) => [entry.digest, entry.size, entry.os, entry.architecture, entry.variant]),
        name,
      )
    if (metadata?.id) note(digest, '/dockerImageMetadata/Id', metadata.id, name)
    if (metadata?.size) note(digest, '/dockerImageMetadata/Size', metadata.size, name)
  }

  return {
    add(image, { described, config }) {
      const name = image.name?.text ?? image.digestText ?? image.path
      if (image.digestText !== null) noteImage(image, image.digestText, name)
      for (const layer of described.layers ?? [])
        if (layer.size) note(layer.digest, '/size', layer.size, name)
      const { digest = null, size = null } = config?.verification ?? {}
      if (digest !== null && size !== null && size > 0) note(digest, '/size', size, name)
    },
    conflicts() {
      const found: Conflict[] = []
      for (const [key, { values }] of seen) {
        if (values.size < 2) continue
        const [digest = '', path = ''] = key.split(' ')
        const sorted = [...values].toSorted(([a], [b]) => (a < b ? -1 : 1))
        found.push({
          digest,
          path,
          values: sorted.map(([value]) => value),
          images: [...new Set(sorted.map(([, name]) => name))].toSorted(),
        })
      }
      const order = (a: Conflict) => `${a.digest} ${a.path}`
      return found.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
    },
  }
}
