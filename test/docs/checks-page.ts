import { type Check, checks } from '../../lib/checks/catalogue.ts'
import type { Severity } from '../../lib/checks/finding.ts'
import { code, page, table } from './markdown.ts'

const sections: readonly (readonly [Severity, title: string, meaning: string])[] = [
  [
    'error',
    'Errors',
    'A claim of the export is false, or the document means different things to different readers.',
  ],
  [
    'warning',
    'Warnings',
    'Something cannot be proven, is lost, or disagrees in a way that has harmless causes too.',
  ],
  ['info', 'Notes', 'Nothing is wrong; it is worth knowing.'],
]

const ofPolicy = ({ id }: Check): boolean => id.startsWith('policy-')

const rowsOf = (belongs: (check: Check) => boolean): string =>
  table(
    ['check', 'what a finding says', 'what to do'],
    checks.filter(belongs).map(({ id, says, remedy }) => [code(id), says, remedy]),
  )

/** `docs/checks.md`: the catalogue of checks by severity. */
export const checksPage = (): string =>
  page('Checks', '`lib/checks/catalogue.ts`', [
    "What can stand under `findings` in a report. `assay checks` prints the same, `assay checks ID` one of them. A finding carries the check's id, its severity, the JSON Pointer of the claim, a message and, where there is something to compare, `expected` (proven) and `actual` (what the export says).",
    'By default `assay report` exits with 1 from errors on; `--fail-on warning` counts warnings too.',
    ...sections.flatMap(([severity, title, meaning]) => [
      `## ${title}`,
      meaning,
      rowsOf((check) => check.severity === severity && !ofPolicy(check)),
    ]),
    '## Policy',
    'An image breaks a rule of [your policy](policy.md). The severity is the one that the rule names, `error` where it names none; of `policy-waived` it is always `info`.',
    rowsOf(ofPolicy),
  ])
