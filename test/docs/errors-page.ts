import { errorCatalogue } from '../../lib/error.ts'
import { rejectionCatalogue } from '../../lib/export/rejection.ts'
import { code, page, table } from './markdown.ts'

type Catalogue = Readonly<Record<string, { readonly means: string; readonly remedy: string }>>

const rows = (catalogue: Catalogue): string =>
  table(
    ['code', 'meaning', 'what to do'],
    Object.entries(catalogue).map(([id, { means, remedy }]) => [code(id), means, remedy]),
  )

/** `docs/errors.md`: everything that is no finding. */
export const errorsPage = (): string =>
  page('Errors and rejections', '`lib/error.ts` and `lib/export/rejection.ts`', [
    'What is wrong with an image is a finding (see [checks.md](checks.md)) and stands in the report. This page lists what keeps something from being reported on. Both kinds give exit status 2.',
    '## Rejections',
    'A part of the input that is not reported on. It stands under `rejected` in the report, with the document and the path, and is named on standard error; beyond 10,000 (limit `rejections`) they are counted. The rest of the input is reported all the same.',
    'Where a document can be read no further, the complete items before that place stay reported. Of YAML these are the items of a list as `oc get -o yaml` writes it, each begun by a dash in one column, without aliases; a list written in another way, as in brackets, is read as a whole or not at all.',
    'Documents behind one that breaks the limit `itemBytes` or `depth` are read: its strings and brackets show where it ends. Where brackets do not match, or something stands between values that may not, nothing behind it in the source is read.',
    rows(rejectionCatalogue),
    '## Errors',
    'What ends a call. At a terminal it is one line on standard error; in the library it is an `AssayError` with this `code`.',
    rows(errorCatalogue),
  ])
