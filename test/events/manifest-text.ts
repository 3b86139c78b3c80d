import { goJson, type Json, type JsonObject } from './go-json.ts'

/** A descriptor before it is written: the key order is the form's business. */
export type Descriptor = { mediaType: string; size: number; digest: string; annotations?: JsonObject }
export type Entry = Descriptor & { platform: { architecture: string; os: string; variant?: string } }

/** One way to write a manifest, and the media types that go with it. */
type Form = {
  family: 'docker' | 'oci'
  order: readonly ('mediaType' | 'size' | 'digest' | 'annotations' | 'platform')[]
  space?: string
}

const dockerOrder = ['mediaType', 'size', 'digest', 'platform'] as const
const ociOrder = ['mediaType', 'digest', 'size', 'annotations', 'platform'] as const

/** The serializations that the samples use, each named by what writes it. */
export const forms = {
  'docker push': { family: 'docker', order: dockerOrder, space: '   ' },
  'openshift build': { family: 'docker', order: dockerOrder },
  podman: { family: 'oci', order: ociOrder },
  buildkit: { family: 'oci', order: ociOrder, space: '  ' },
} as const satisfies Record<string, Form>
export type FormName = keyof typeof forms

/** The media types of the two families, by role. */
export const mediaTypes = {
  docker: {
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
  oci: {
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    index: 'application/vnd.oci.image.index.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
} as const

/** The media types that the form's tool writes. */
export const mediaTypesOf = (form: FormName) => mediaTypes[forms[form].family]

function inOrder(form: Form, value: Descriptor | Entry): Json {
  const fields: Partial<Record<string, Json>> = { ...value }
  return Object.fromEntries(
    form.order.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  )
}

/** The text of an image manifest in that form; `annotations` stand last. */
export function manifestText(
  name: FormName,
  config: Descriptor,
  layers: readonly Descriptor[],
  annotations?: JsonObject,
): string {
  const form = forms[name]
  const manifest: JsonObject = {
    schemaVersion: 2,
    mediaType: mediaTypesOf(name).manifest,
    config: inOrder(form, config),
    layers: layers.map((layer) => inOrder(form, layer)),
    ...(annotations && { annotations }),
  }
  return goJson(manifest, 'space' in form ? form.space : undefined)
}

/** The text of an index in that form. */
export function indexText(name: FormName, entries: readonly Entry[]): string {
  const form = forms[name]
  const index: JsonObject = {
    schemaVersion: 2,
    mediaType: mediaTypesOf(name).index,
    manifests: entries.map((entry) => inOrder(form, entry)),
  }
  return goJson(index, 'space' in form ? form.space : undefined)
}
