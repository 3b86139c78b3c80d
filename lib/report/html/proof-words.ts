import { type Form, imageForms, indexForms, schema1Forms } from '../../manifest/form.ts'
import type { ProofKind, Reason } from '../../verify/verification.ts'
import { countText } from '../byte-text.ts'
import type { ImageReport } from '../schema.ts'
import { type Html, html } from './html.ts'
import { code } from './text.ts'

const producersIn = (forms: readonly Form[]): ReadonlyMap<string, string> =>
  new Map(forms.map(({ id, producer }) => [id, producer]))

const producers = {
  image: producersIn([...imageForms, ...schema1Forms]),
  index: producersIn(indexForms),
} as const

type Proven = Pick<ImageReport, 'type' | 'verification'>

/** A form by its id, with the tools that write it where they are known. */
const formText = ({ type, verification: { form } }: Proven): Html => {
  if (form === null) return html`a known form`
  const producer = producers[type].get(form) ?? producers[type].get(form.split('+')[0] ?? '')
  return producer === undefined
    ? html`the form ${code(form)}`
    : html`the form ${code(form)}, the way it is written by ${producer}`
}

const length = ({ verification: { bytes } }: Proven): string =>
  bytes === null ? 'of unknown length' : `${countText(bytes)} ${bytes === 1 ? 'byte' : 'bytes'} long`

/** What was hashed, by the rung of the ladder that proved it. */
export const hashedBy: Readonly<Record<ProofKind, (report: Proven) => Html>> = {
  embedded: (report) => html`The manifest, exactly as its text stands in the export: ${length(report)}.`,
  reserialized: (report) => html`The export holds the manifest's content, reformatted on its way.
    Written again in ${formText(report)}, the text is ${length(report)}.`,
  evidence: (
    report,
  ) => html`The export holds no manifest that fits: clusters leave it out of what they return.
    A text that was given beside the export, as evidence, was hashed: it is ${length(report)}.`,
  reconstructed: (report) => html`The export holds no manifest: clusters leave it out of what they return.
    It was rebuilt from the fields that are left – layers, sizes, media types, the config's digest – in
    ${formText(report)}: a text ${length(report)}.`,
}

/** What was hashed, or why nothing was, where no rung proved the image. */
export const notProvenBecause: Readonly<Record<Reason, (report: Proven) => Html>> = {
  'bytes-differ': (report) =>
    html`The manifest, exactly as its text stands in the export: ${length(report)}.`,
  'field-contradicted': (
    report,
  ) => html`The export holds no manifest, and rebuilt from its fields as they are it fits no
    known form. With one field corrected it does, in ${formText(report)}: the true manifest is found, and the
    field in the export is false.`,
  'reconstruction-inconclusive':
    () => html`The export holds no manifest. It was rebuilt from the fields that are left, in every
    known form, and none of these texts has the digest. Manifests may hold annotations that clusters do not keep, so
    this says nothing against the image.`,
  'manifest-absent': () =>
    html`Nothing: the export holds neither the manifest nor all the fields that it could be rebuilt from.`,
  'schema1-manifest-absent':
    () => html`Nothing: the export does not hold the manifest, and one of the old schema 1 cannot be
    rebuilt, because the history in it is gone.`,
  'digest-absent': () =>
    html`Nothing: no digest is named, so there is nothing that a hash could be compared with.`,
  'digest-unsupported': () => html`Nothing: the digest is of an algorithm that cannot be computed here.`,
  'manifest-ambiguous':
    () => html`Nothing: the export gives the manifest twice, or in two spellings, and which one counts is
    open.`,
}

/** For verdicts that give no reason. */
export const nothingHashed: Html = html`Nothing could be hashed.`

/** What a proof of the manifest covers, by what the manifest is. */
export const covered = {
  image: [
    'which layers the image has, in which order',
    'their sizes and media types',
    "the config's digest and size",
  ],
  index: ['which manifests the index names', 'the platform, size and media type of each'],
  schema1: ['which layers the image has, in which order', 'the history that is written in the manifest'],
} as const

/** What only the config's bytes can prove. */
export const inConfig = 'environment, labels, entry point, user, platform, time of creation, history'

/** What no proof of a manifest can say. */
export const neverCovered = [
  'that the stream or tag leads to this image: only the cluster says so',
  'who built it, and whether its content is good',
] as const
