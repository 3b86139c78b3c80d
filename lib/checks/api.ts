import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import { flawFinding } from './flaw-finding.ts'
import type { Family, Subject } from './subject.ts'

/** Fields that the API requires of each kind (openshift/api image/v1 OpenAPI schema, `required`). */
const required = {
  ImageStreamTag: ['tag', 'generation', 'lookupPolicy', 'image'],
  ImageStreamImage: ['image'],
  Image: [],
} as const

/** The same for the elements of an image's lists. */
const requiredElements = [
  { list: 'dockerImageLayers', fields: ['name', 'size'] },
  { list: 'dockerImageManifests', fields: ['digest', 'mediaType', 'manifestSize', 'architecture', 'os'] },
  { list: 'signatures', fields: ['type', 'content'] },
] as const

const missing = (object: JsonObject, field: string): boolean =>
  (object[field] ?? null) === null || !Object.hasOwn(object, field)

const absent = (path: string): Finding =>
  find('api-required', path, 'the API requires this field, but it is missing or null', 'a value', 'nothing')

const checkRequired = ({ image }: Subject): Finding[] => {
  const findings: Finding[] = []
  for (const field of required[image.kind]) if (missing(image.item, field)) findings.push(absent(`/${field}`))
  for (const { list, fields } of requiredElements) {
    const elements = image.value[list]
    // A list with a fault of its own is beyond its limit: its elements were not looked at.
    if (!Array.isArray(elements) || image.faults.some(({ path }) => path === `${image.root}/${list}`))
      continue
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i]
      if (!isObject(element)) continue
      for (const field of fields)
        if (missing(element, field)) findings.push(absent(`${image.root}/${list}/${i}/${field}`))
    }
  }
  return findings
}

/** What readers of the item's JSON disagree on, each with its place in the source as far as that is known. */
const checkFlaws = ({ image: { flaws, offset } }: Subject): Finding[] => {
  const whole = offset === null ? 'its document or list item, as JSON' : "the source's text"
  return flaws.map((flaw) =>
    flawFinding({ ...flaw, offset: flaw.offset + (offset ?? 0) }, flaw.path, 'the item', 'api-shape', whole),
  )
}

const count = (value: Json | undefined): number => (Array.isArray(value) ? value.length : 0)

const checkExclusive = ({ image, proof }: Subject): Finding[] => {
  const { root, value } = image
  const findings: Finding[] = []
  if (count(value.dockerImageLayers) > 0 && count(value.dockerImageManifests) > 0)
    findings.push(
      find(
        'api-shape',
        `${root}/dockerImageManifests`,
        'an image has layers or manifests, never both',
        'one of them',
        'both',
      ),
    )
  else {
    const isIndex = proof.described.type === 'index'
    const field = isIndex ? 'dockerImageLayers' : 'dockerImageManifests'
    const message = isIndex ? 'an index has no layers of its own' : 'a single image has no such field'
    const listed = count(value[field])
    if (listed > 0)
      findings.push(find('api-shape', `${root}/${field}`, message, 'nothing', `${listed} listed`))
  }
  if (proof.described.type === 'index' && image.configBytes !== null)
    findings.push(
      find('api-shape', `${root}/dockerImageConfig`, 'an index has no config', 'nothing', 'a config'),
    )
  return findings
}

const wrongShape = (path: string, expected: string, actual: string): Finding =>
  find('api-shape', path, 'the field is not what the API defines; it counts as absent', expected, actual)

/** Fields of a wrong type; one that is missing is told by {@link checkRequired}. */
const checkTypes = ({ image }: Subject, missed: readonly Finding[]): Finding[] => {
  if (image.faults.length === 0) return []
  const told = new Set(missed.map(({ path }) => path))
  return image.faults
    .filter(({ path }) => !told.has(path))
    .map(({ path, expected, actual }) => wrongShape(path, expected, actual))
}

const checkVersion = ({ image }: Subject): Finding[] => {
  const version = image.value.dockerImageMetadataVersion ?? ''
  if (version === '' || version === '1.0') return []
  const path = `${image.root}/dockerImageMetadataVersion`
  if (typeof version !== 'string') return [wrongShape(path, 'string', typeof version)]
  return [find('api-version', path, 'the metadata is of a version that is not known', '1.0', version)]
}

/** The object against the API's own definition. */
export const checkApi: Family = (subject) => {
  const missed = checkRequired(subject)
  return [
    ...checkTypes(subject, missed),
    ...checkFlaws(subject),
    ...checkExclusive(subject),
    ...missed,
    ...checkVersion(subject),
  ]
}
