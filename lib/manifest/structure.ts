import type { JsonObject } from '../json/json.ts'
import type { Manifest } from './manifest.ts'

/** The members that make a document an image, an index or a schema 1 manifest; being several at once is forbidden. */
export const structures = [
  { type: 'image', members: ['config', 'layers'] },
  { type: 'index', members: ['manifests'] },
  { type: 'schema1', members: ['fsLayers', 'history'] },
] as const

/** What the document is by its members, whatever else is wrong with it; null where they leave it open. */
export const structureOf = (value: JsonObject): Manifest['type'] | null => {
  const found = structures.filter(({ members }) => members.some((name) => Object.hasOwn(value, name)))
  return found.length === 1 ? (found[0]?.type ?? null) : null
}
