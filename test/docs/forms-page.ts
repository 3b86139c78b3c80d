import { type Form, imageForms, indexForms, type Spacing, schema1Forms } from '../../lib/manifest/form.ts'
import { annotators } from '../../lib/verify/annotators.ts'
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
    '## Annotations',
    "Tools annotate manifests, and an API server drops that too. The values often stand elsewhere: in the image's labels, in its siblings, in the image that it was built on. Once the whole export has been read, what is still unproven is tried with the annotations of this table, from top to bottom, in each form of the tool; of a hit `verification.form` names both: `oci-compact+base`. Up to 20,000 texts are tried for an image (limit `annotationHashes`). What is proven of one image is used for the next, until nothing more is proven. Where a value stands nowhere, the reason says so.",
    table(
      ['annotations', 'written by', 'what', 'values from', 'tried on'],
      annotators.map(({ id, producer, writes, source, gate }) => [code(id), producer, writes, source, gate]),
    ),
    'Annotations that are always the same are tried at once, as part of the forms above: those of the layers of attestations of BuildKit before 0.32 and of attestations in indexes, empty ones of buildah on `FROM scratch`. So are the `urls` of Windows base layers.',
    '## Windows',
    'An index says for which build of Windows each of its images is (`os.version`), and an API server drops it. Where a config in the export or in evidence, another index or an image on the same base layer tells the build, it is used. Else one unknown version is searched for (11 builds of up to 9,999 revisions), or two: first those that were the newest on the same day. Of such a hit `verification.form` ends in `+os-version`. The limit is `osVersionHashes`.',
    '## Schema 1',
    'Schema 1 is never rebuilt: its history is nowhere in the object. This form serves bytes whose signatures were stripped.',
    rows(schema1Forms),
  ])
