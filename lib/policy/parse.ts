import * as v from 'valibot'
import { AssayError } from '../error.ts'
import { issuePointer } from '../json/issue-pointer.ts'
import { parseJson } from '../json/parse.ts'
import { pointerTo } from '../json/pointer.ts'
import { printable } from '../json/printable.ts'
import { any } from '../json/shape.ts'
import { type Policy, policy, ruleNames } from './schema.ts'

/** Faults that one message names; a policy with more is mended step by step. */
const most = 5

const shownValue = (value: unknown): string => {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  return printable(JSON.stringify(value) ?? 'nothing', 80)
}

type Issue = v.BaseIssue<unknown>

/** Valibot's name for a member that must be there, or must not: the issue then speaks of the name. */
const aboutName = (issue: Issue): string | null => {
  const { type, expected, received } = issue
  if (type !== 'strict_object') return null
  if (expected === 'never') return 'is no field that there is: mend its name or take it out'
  return received === 'undefined' ? 'is missing' : null
}

/** What valibot calls types, in words. */
const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  Array: 'a list',
  Object: 'an object',
}

const expectedText = ({ expected, path }: Issue): string => {
  if (path?.at(-1)?.key === 'rule') return `one of ${ruleNames.map((name) => `"${name}"`).join(', ')}`
  const names = (expected ?? 'something else').replaceAll(/[()]/g, '').split(' | ')
  const words = names.map((name) => typeWords[name] ?? name).join(', ')
  return names.length > 1 ? `one of ${words}` : words
}

/** Where a fault is, what stands there, and what to write instead. */
const issueText = (issue: Issue): string => {
  const pointer = issuePointer(issue)
  const place = pointer === '' ? 'the policy' : pointer
  const name = aboutName(issue)
  if (name !== null) return `${place} ${name}`
  if (issue.kind === 'schema') return `${place} is ${shownValue(issue.input)}: write ${expectedText(issue)}`
  return `${place} is ${shownValue(issue.input)}: ${issue.message}`
}

/** Days that the calendar does not have pass for later ones in JavaScript. */
const calendarFaults = ({ waivers }: Policy): string[] =>
  waivers.flatMap(({ expires }, at) =>
    new Date(expires).toISOString().startsWith(expires.slice(0, -1))
      ? []
      : [`${pointerTo(`/waivers/${at}`, 'expires')} is ${expires}: the calendar has no such day`],
  )

const faultsOf = (bytes: Buffer): Policy | string[] => {
  const { value, flaws } = parseJson(bytes, any)
  if (flaws.length > 0)
    return flaws.map(({ path, offset, detail }) => `${path || 'the policy'} ${detail} (byte ${offset})`)
  const result = v.safeParse(policy, value)
  if (!result.success) return result.issues.map(issueText)
  const faults = calendarFaults(result.output)
  return faults.length > 0 ? faults : result.output
}

/**
 * Reads a policy strictly: whatever is unknown, twice there, or not what the schema says is refused.
 * @param name what the policy is called in messages
 * @throws AssayError `policy-invalid` with the JSON Pointer of each of the first faults and what to write there
 */
export const parsePolicy = (bytes: Uint8Array, name: string): Policy => {
  const result = faultsOf(Buffer.from(bytes))
  if (!Array.isArray(result)) return result
  const more = result.length - most
  const shown = result.slice(0, most).join('; ')
  throw new AssayError('policy-invalid', `${name}: ${shown}${more > 0 ? `; and ${more} more` : ''}`)
}
