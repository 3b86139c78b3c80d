/** Writes the pages of `docs/` that are printed from tables in the code: `npm run docs`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { auditPage } from './audit-page.ts'
import { checksPage } from './checks-page.ts'
import { errorsPage } from './errors-page.ts'
import { formsPage } from './forms-page.ts'
import { httpPage } from './http-page.ts'
import { policySchemaPage } from './policy-schema-page.ts'

/** Each generated page by its name below `docs/`. */
export const pages: Readonly<Record<string, () => string>> = {
  'audit.md': auditPage,
  'checks.md': checksPage,
  'errors.md': errorsPage,
  'forms.md': formsPage,
  'http.md': httpPage,
  'policy.schema.json': policySchemaPage,
}

/** Where a page of `docs/` lies. */
export const docsFile = (name: string): string =>
  fileURLToPath(new URL(`../../docs/${name}`, import.meta.url))

if (import.meta.main) for (const [name, make] of Object.entries(pages)) writeFileSync(docsFile(name), make())
