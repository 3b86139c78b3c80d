import type { Family } from '../image/media-type.ts'

/** White space of a JSON text: an indent as `JSON.stringify` takes it, or `one-line`: spaces after `,` and `:` only. */
export type Spacing = '' | '  ' | '   ' | '    ' | '\t' | 'one-line'

/** One way in which tools write manifests or indexes: a row of the tables below. */
export interface Form {
  /** Stands in reports as `verification.form`. */
  readonly id: string
  /** The tools that write it. */
  readonly producer: string
  readonly family: Family | 'any'
  readonly spacing: Spacing
  /** Where `mediaType` stands: after `schemaVersion`, before it, or nowhere. */
  readonly mediaType: 'second' | 'first' | 'absent'
  /** Whether a descriptor goes mediaType, size, digest or mediaType, digest, size. */
  readonly descriptor: 'size-digest' | 'digest-size'
  /** Whether a platform's `os` stands before its `architecture`. */
  readonly osFirst?: true
  /** Every object's keys sorted, whatever the columns before say. */
  readonly sorted?: true
  /** `/` written `\/`. */
  readonly escapedSlash?: true
  readonly finalNewline?: true
  /** Not by Go's encoding/json, which writes `<`, `>`, `&` as `\u003c`, `\u003e`, `\u0026`. */
  readonly plainHtml?: true
}

const docker3 = { family: 'docker', spacing: '   ', mediaType: 'second' } as const
const compact = { spacing: '', mediaType: 'second' } as const
const sizeDigest = { descriptor: 'size-digest' } as const
const digestSize = { descriptor: 'digest-size' } as const

/** Forms of image manifests, likeliest first. Adding one is adding a row. */
export const imageForms: readonly Form[] = [
  { id: 'docker-indent3', producer: 'docker push', ...docker3, ...sizeDigest },
  {
    id: 'docker-compact',
    producer: 'containers/image (podman, buildah, skopeo), OSBS, OpenShift builds, go-containerregistry',
    family: 'docker',
    ...compact,
    ...sizeDigest,
  },
  {
    id: 'oci-compact',
    producer: 'buildah and podman 1.24+, regclient, oras',
    family: 'oci',
    ...compact,
    ...digestSize,
  },
  {
    id: 'oci-compact-size-first',
    producer: 'go-containerregistry on OCI: kaniko, ko, buildpacks, crane, Shipwright',
    family: 'oci',
    ...compact,
    ...sizeDigest,
  },
  {
    id: 'oci-compact-untyped',
    producer: 'buildah before 1.24',
    family: 'oci',
    spacing: '',
    mediaType: 'absent',
    ...digestSize,
  },
  {
    id: 'indent2',
    producer: 'BuildKit 0.12+',
    family: 'any',
    spacing: '  ',
    mediaType: 'second',
    ...digestSize,
  },
  {
    id: 'indent3-type-first',
    producer: 'BuildKit 0.3 to 0.10, buildx imagetools of that time',
    family: 'any',
    spacing: '   ',
    mediaType: 'first',
    ...digestSize,
  },
  {
    id: 'indent2-type-first',
    producer: 'BuildKit 0.11, buildx 0.10',
    family: 'any',
    spacing: '  ',
    mediaType: 'first',
    ...digestSize,
  },
  {
    id: 'docker-indent3-digest-first',
    producer: 'oc adm release new, oc image append since mid 2023',
    ...docker3,
    ...digestSize,
  },
  {
    id: 'docker-compact-digest-first',
    producer: 'jib',
    family: 'docker',
    ...compact,
    ...digestSize,
    plainHtml: true,
  },
  {
    id: 'oci-one-line',
    producer: "Ubuntu's builder",
    family: 'oci',
    spacing: 'one-line',
    mediaType: 'second',
    ...sizeDigest,
    plainHtml: true,
  },
  {
    id: 'oci-tab-newline',
    producer: 'Docker official oci-import (busybox)',
    family: 'oci',
    spacing: '\t',
    mediaType: 'second',
    ...digestSize,
    finalNewline: true,
    plainHtml: true,
  },
  {
    id: 'oci-indent4-type-first',
    producer: "moby's classic builder on the containerd store",
    family: 'oci',
    spacing: '    ',
    mediaType: 'first',
    ...digestSize,
  },
  {
    id: 'indent2-newline',
    producer: 'rules_oci',
    family: 'any',
    spacing: '  ',
    mediaType: 'second',
    ...digestSize,
    finalNewline: true,
    plainHtml: true,
  },
  {
    id: 'oci-compact-untyped-newline',
    producer: 'umoci',
    family: 'oci',
    spacing: '',
    mediaType: 'absent',
    ...digestSize,
    finalNewline: true,
  },
]

/** Forms of manifest lists and indexes, likeliest first. */
export const indexForms: readonly Form[] = [
  { id: 'docker-indent3', producer: 'docker manifest push', ...docker3, ...sizeDigest },
  {
    id: 'docker-compact',
    producer: 'buildah, podman, go-containerregistry',
    family: 'docker',
    ...compact,
    ...sizeDigest,
  },
  {
    id: 'oci-compact',
    producer: 'buildah, podman, regclient, oras',
    family: 'oci',
    ...compact,
    ...digestSize,
  },
  {
    id: 'indent2',
    producer: 'BuildKit, docker buildx',
    family: 'any',
    spacing: '  ',
    mediaType: 'second',
    ...digestSize,
  },
  {
    id: 'indent2-size-first',
    producer: 'manifest-tool',
    family: 'any',
    spacing: '  ',
    mediaType: 'second',
    ...sizeDigest,
  },
  {
    id: 'docker-compact-sorted',
    producer: 'Docker official lists, 2019 to 2023',
    family: 'any',
    spacing: '',
    mediaType: 'second',
    ...digestSize,
    sorted: true,
    escapedSlash: true,
    plainHtml: true,
  },
  {
    id: 'oci-compact-size-first',
    producer: 'go-containerregistry on OCI (crane, ko)',
    family: 'oci',
    ...compact,
    ...sizeDigest,
  },
  {
    id: 'oci-compact-untyped',
    producer: 'buildah before 1.24',
    family: 'oci',
    spacing: '',
    mediaType: 'absent',
    ...digestSize,
  },
  {
    id: 'indent3-type-first',
    producer: 'old buildx imagetools',
    family: 'any',
    spacing: '   ',
    mediaType: 'first',
    ...digestSize,
  },
  {
    id: 'indent2-type-first',
    producer: 'buildx 0.10',
    family: 'any',
    spacing: '  ',
    mediaType: 'first',
    ...digestSize,
  },
  {
    id: 'docker-indent3-digest-first',
    producer: 'oc adm release new since mid 2023',
    ...docker3,
    ...digestSize,
  },
  {
    id: 'docker-compact-digest-first',
    producer: 'jib',
    family: 'docker',
    ...compact,
    ...digestSize,
    plainHtml: true,
  },
  {
    id: 'oci-one-line',
    producer: "Ubuntu's builder",
    family: 'oci',
    spacing: 'one-line',
    mediaType: 'second',
    ...sizeDigest,
    plainHtml: true,
  },
  {
    id: 'oci-indent4-type-first',
    producer: "moby's classic builder on the containerd store",
    family: 'oci',
    spacing: '    ',
    mediaType: 'first',
    ...digestSize,
  },
  {
    id: 'indent2-newline-os-first',
    producer: 'rules_oci',
    family: 'any',
    spacing: '  ',
    mediaType: 'second',
    ...digestSize,
    osFirst: true,
    finalNewline: true,
    plainHtml: true,
  },
  {
    id: 'oci-tab-newline',
    producer: 'Docker official oci-import',
    family: 'oci',
    spacing: '\t',
    mediaType: 'second',
    ...digestSize,
    finalNewline: true,
    plainHtml: true,
  },
]

/** Schema 1 as Docker's registry formatted it before signing. */
export const schema1Forms: readonly Form[] = [
  {
    id: 'schema1-indent3',
    producer: 'docker push, Docker registry 2.0 to 2.8',
    family: 'docker',
    spacing: '   ',
    mediaType: 'absent',
    ...sizeDigest,
  },
]

/** The rows that write manifests of a family; all rows where it is unknown. */
export const formsOf = (forms: readonly Form[], family: Family | null): readonly Form[] =>
  family === null ? forms : forms.filter((form) => form.family === 'any' || form.family === family)
