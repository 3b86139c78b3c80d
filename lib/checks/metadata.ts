import { isObject } from '../json/json.ts'
import { parseJson } from '../json/parse.ts'
import { any } from '../json/shape.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { configDigestOf, configSizeOf } from '../verify/rebuild-image.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import type { Family, Subject } from './subject.ts'

/** The ID of a schema 1 image stands in its newest history entry. */
const schema1Id = (history: readonly string[]): string | null => {
  const { value } = parseJson(Buffer.from(history[0] ?? ''), any)
  return isObject(value) && typeof value.id === 'string' ? value.id : null
}

const trueId = (manifest: Manifest, own: string | null): string | null => {
  if (manifest.type === 'image') return manifest.config.digest
  return manifest.type === 'index' ? own : schema1Id(manifest.history)
}

const checkId = ({ image, proof }: Subject): Finding[] => {
  const id = image.metadata?.id ?? null
  if (id === null) return []
  const path = `${image.root}/dockerImageMetadata/Id`
  const manifest = proof.proven?.manifest ?? null
  if (manifest === null)
    return configDigestOf(id) === null
      ? [find('metadata-id', path, 'the ID is no digest', 'algorithm:hex', id)]
      : []
  const expected = trueId(manifest, image.digest)
  if (expected === null || id === expected || `sha256:${id}` === expected) return []
  return [find('metadata-id', path, 'the ID is not that of the proven manifest', expected, id)]
}

const checkSize = ({ image, proof }: Subject): Finding[] => {
  const declared = image.metadata?.size ?? null
  if (declared === null) return []
  const path = `${image.root}/dockerImageMetadata/Size`
  if (proof.described.type === 'index')
    return declared === 0 ? [] : [find('metadata-size', path, 'an index has no Size', 'nothing', declared)]
  const manifest = proof.proven?.manifest
  if (manifest?.type === 'image') {
    const { config, layers } = manifest
    const rest = configSizeOf(declared, layers, config.digest)
    if (rest === config.size) return []
    const message = 'Size is not the sum of config and distinct layers'
    return [find('metadata-size', path, message, declared - rest + config.size, declared)]
  }
  // Schema 1 servers did not know all sizes, and a Size of 0 says that none was known.
  if (proof.config === null || declared === 0) return []
  const known = proof.described.layers?.map(({ digest, size }) => ({ digest, size: size ?? 0 })) ?? []
  const rest = configSizeOf(declared, known, proof.config.verification.digest ?? '')
  if (rest >= 0) return []
  return [
    find(
      'metadata-size',
      path,
      'Size is below the sum of the distinct layers',
      `at least ${declared - rest}`,
      declared,
    ),
  ]
}

/** `dockerImageMetadata` against the proven manifest. */
export const checkMetadata: Family = (subject) => [...checkId(subject), ...checkSize(subject)]
