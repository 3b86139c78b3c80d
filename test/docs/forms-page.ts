import { type Form, imageForms, indexForms, type Spacing, schema1Forms } from '../../lib/manifest/form.ts'
import { code, page, table } from './markdown.ts'

const families: Readonly<Record<Form['family'], string>> = {
  docker: 'Docker',
  oci: 'OCI',
  any: 'Docker, OCI',
}

const spacings: Readonly<Record<Spacing, string>> = {
  '': 'compact',
  '  ': '2 spaces',
  '   ': '3 spaces',
  '    ': '4 spaces',
  '\t': 'tab',
  'one-line': 'one line, spaces after `,` and `:`',
}

const positions: Readonly<Record<Form['mediaType'], string>> = {
  second: 'after `schemaVersion`',
  first: 'before `schemaVersion`',
  absent: 'absent',
}

const descriptors: Readonly<Record<Form['descriptor'], string>> = {
  'size-digest': '`mediaType`, `size`, `digest`',
  'digest-size': '`mediaType`, `digest`, `size`',
}

const peculiarities = (form: Form): string =>
  [
    form.sorted ? 'all keys sorted' : '',
    form.escapedSlash ? '`/` written `\\/`' : '',
    form.osFirst ? '`os` before `architecture`' : '',
    form.finalNewline ? 'final newline' : '',
    form.plainHtml ? '`<`, `>`, `&` not escaped' : '',
  ]
    .filter(Boolean)
    .join('; ')

const rows = (forms: readonly Form[]): string =>
  table(
    ['form', 'family', 'white space', '`mediaType`', 'order in a descriptor', 'peculiarities', 'written by'],
    forms.map((form) => [
      code(form.id),
      families[form.family],
      spacings[form.spacing],
      positions[form.mediaType],
      form.sorted ? 'sorted' : descriptors[form.descriptor],
      peculiarities(form),
      form.producer,
    ]),
  )

/** `docs/forms.md`: the serializations that manifests are rebuilt in. */
export const formsPage = (): string =>
  page('Forms', '`lib/manifest/form.ts`', [
    "A digest is the hash of a manifest's exact bytes. An API server keeps the manifest's content in other fields and drops its text. But few programs write manifests, each always in the same way. So the content is written again in each known form, until one text hashes to the digest. A hit proves layers, sizes, media types, config digest and config size at once: no other text with that hash is known to exist. A miss proves nothing.",
    "The form that fitted stands in a report as `verification.form`. Forms are tried in the order of these tables, those of the image's own family only where the media type is known.",
    '## Image manifests',
    rows(imageForms),
    '## Manifest lists and indexes',
    rows(indexForms),
    '## Schema 1',
    'Schema 1 is never rebuilt: its history is nowhere in the object. This form serves bytes whose signatures were stripped.',
    rows(schema1Forms),
  ])
