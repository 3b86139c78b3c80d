import { checks } from '../../checks/catalogue.ts'

/** What a finding of each check of the catalogue says, by the check's id. */
export const checkSentences: ReadonlyMap<string, string> = new Map(checks.map(({ id, says }) => [id, says]))
