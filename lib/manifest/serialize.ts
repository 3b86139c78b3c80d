import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { setMember } from '../json/set-member.ts'
import type { Form } from './form.ts'

/** Keys in the order in which `first` names them, then the rest as they stand. */
const reordered = (object: JsonObject, first: readonly string[]): JsonObject => {
  const result: JsonObject = {}
  for (const key of first) if (Object.hasOwn(object, key)) setMember(result, key, object[key] as Json)
  for (const key of Object.keys(object))
    if (!Object.hasOwn(result, key)) setMember(result, key, object[key] as Json)
  return result
}

const lastKeys = ['artifactType', 'config', 'layers', 'manifests', 'subject', 'annotations']
const topKeys = {
  second: ['schemaVersion', 'mediaType', ...lastKeys],
  first: ['mediaType', 'schemaVersion', ...lastKeys],
} as const

const descriptorKeys = {
  'size-digest': ['mediaType', 'size', 'digest', 'urls', 'annotations', 'data', 'platform', 'artifactType'],
  'digest-size': ['mediaType', 'digest', 'size', 'urls', 'annotations', 'data', 'platform', 'artifactType'],
} as const

const platformKeys = ['architecture', 'os', 'os.version', 'os.features', 'variant', 'features']
const osFirstKeys = ['os', 'architecture', 'os.version', 'os.features', 'variant', 'features']

const arrangeDescriptor = (descriptor: Json, form: Form): Json => {
  if (!isObject(descriptor)) return descriptor
  const arranged = reordered(descriptor, descriptorKeys[form.descriptor])
  const { platform } = arranged
  if (isObject(platform)) arranged.platform = reordered(platform, form.osFirst ? osFirstKeys : platformKeys)
  return arranged
}

/** The manifest with its keys in the form's order; `mediaType` left out where the form has none. */
const arrange = (manifest: JsonObject, form: Form): JsonObject => {
  const arranged = reordered(manifest, topKeys[form.mediaType === 'first' ? 'first' : 'second'])
  if (form.mediaType === 'absent') delete arranged.mediaType
  for (const name of ['config', 'subject']) {
    const { [name]: descriptor } = arranged
    if (isObject(descriptor)) arranged[name] = arrangeDescriptor(descriptor, form)
  }
  for (const list of ['layers', 'manifests']) {
    const { [list]: descriptors } = arranged
    if (Array.isArray(descriptors))
      arranged[list] = descriptors.map((descriptor) => arrangeDescriptor(descriptor, form))
  }
  return arranged
}

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const result: JsonObject = {}
  for (const key of Object.keys(value).toSorted()) setMember(result, key, sorted(value[key] as Json))
  return result
}

const oneLine = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${oneLine(member)}`)
  return `{${members.join(', ')}}`
}

const goEscapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}
const needsGoEscape = /[<>&\u2028\u2029]/g

const spaced = (value: Json, form: Form): string =>
  form.spacing === 'one-line' ? oneLine(value) : JSON.stringify(value, null, form.spacing)

const escaped = (value: Json, form: Form): string => {
  let text = spaced(form.sorted ? sorted(value) : value, form)
  if (!form.plainHtml) text = text.replace(needsGoEscape, (char) => goEscapes[char] as string)
  if (form.escapedSlash) text = text.replaceAll('/', '\\/')
  return text
}

/** Any JSON, its keys as they stand, with a form's white space and escapes. */
export const writeAsIs = (value: Json, form: Form): string =>
  form.finalNewline ? `${escaped(value, form)}\n` : escaped(value, form)

/** The same as the value of one of a document's own members. */
export const writeMember = (value: Json, form: Form): string => {
  const text = escaped(value, form)
  return form.spacing === 'one-line' ? text : text.replaceAll('\n', `\n${form.spacing}`)
}

/** The manifest as the form's producer writes it. */
export const serialize = (manifest: JsonObject, form: Form): string =>
  writeAsIs(arrange(manifest, form), form)
