import { jsonSchema } from '../../lib/json-schema.ts'

/** `docs/policy.schema.json`: what `assay schema policy` prints, for editors. */
export const policySchemaPage = (): string => `${JSON.stringify(jsonSchema('policy'), null, 2)}\n`
