import type { Form } from '../../lib/manifest/form.ts'

/** What a manifest says, before anything is decided about how it is written. */
export interface Blob {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly urls?: readonly string[]
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: { readonly architecture: string; readonly os: string; readonly variant?: string }
}
export interface Content {
  readonly mediaType: string
  readonly config?: Blob
  readonly layers?: readonly Blob[]
  readonly manifests?: readonly Blob[]
  readonly annotations?: Readonly<Record<string, string>>
}

type Node = string | number | readonly Node[] | { readonly members: readonly (readonly [string, Node])[] }

const isList = (node: Node): node is readonly Node[] => Array.isArray(node)

/** A text as the form's producer escapes it (Go encoding/json `HTMLEscape`; Perl's and PHP's `\/`). */
const quoted = (text: string, form: Form): string => {
  const plain = `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const go = form.plainHtml
    ? plain
    : plain.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026')
  return form.escapedSlash ? go.replaceAll('/', '\\/') : go
}

const enclosed = (brackets: string, parts: readonly string[], form: Form, depth: number): string => {
  const [opening = '', closing = ''] = brackets
  if (parts.length === 0) return opening + closing
  if (form.spacing === 'one-line') return opening + parts.join(', ') + closing
  if (form.spacing === '') return opening + parts.join(',') + closing
  const inner = `\n${form.spacing.repeat(depth + 1)}`
  return `${opening}${inner}${parts.join(`,${inner}`)}\n${form.spacing.repeat(depth)}${closing}`
}

const print = (node: Node, form: Form, depth: number): string => {
  if (typeof node === 'string') return quoted(node, form)
  if (typeof node === 'number') return String(node)
  if (isList(node))
    return enclosed(
      '[]',
      node.map((element) => print(element, form, depth + 1)),
      form,
      depth,
    )
  const colon = form.spacing === '' ? ':' : ': '
  const members = form.sorted ? node.members.toSorted(([a], [b]) => (a < b ? -1 : 1)) : node.members
  return enclosed(
    '{}',
    members.map(([key, value]) => quoted(key, form) + colon + print(value, form, depth + 1)),
    form,
    depth,
  )
}

/** Members in the order given, those without a value left out. */
const struct = (...members: readonly (readonly [string, Node | undefined])[]): Node => ({
  members: members.filter((member): member is readonly [string, Node] => member[1] !== undefined),
})

const map = (entries: Readonly<Record<string, string>> | undefined): Node | undefined =>
  entries && struct(...Object.entries(entries))

const platform = ({ platform: given }: Blob, form: Form): Node | undefined => {
  if (given === undefined) return undefined
  const architecture = ['architecture', given.architecture] as const
  const os = ['os', given.os] as const
  return struct(...(form.osFirst ? [os, architecture] : [architecture, os]), ['variant', given.variant])
}

const blob = (given: Blob, form: Form): Node => {
  const size = ['size', given.size] as const
  const digest = ['digest', given.digest] as const
  return struct(
    ['mediaType', given.mediaType],
    ...(form.descriptor === 'size-digest' ? [size, digest] : [digest, size]),
    ['urls', given.urls],
    ['annotations', map(given.annotations)],
    ['platform', platform(given, form)],
  )
}

/**
 * A manifest as `form` says that its producer writes it, made without the code under test: a row's columns taken
 * literally, one character after the other.
 */
export const written = (
  form: Form,
  { mediaType, config, layers, manifests, annotations }: Content,
): string => {
  const version = ['schemaVersion', 2] as const
  const type = ['mediaType', form.mediaType === 'absent' ? undefined : mediaType] as const
  const top = struct(
    ...(form.mediaType === 'first' ? [type, version] : [version, type]),
    ['config', config && blob(config, form)],
    ['layers', layers?.map((layer) => blob(layer, form))],
    ['manifests', manifests?.map((entry) => blob(entry, form))],
    ['annotations', map(annotations)],
  )
  return print(top, form, 0) + (form.finalNewline ? '\n' : '')
}
