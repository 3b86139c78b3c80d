import type { BaseIssue } from 'valibot'
import { issuePointer } from './issue-pointer.ts'

/** A schema's issue in words: where it stands, unless that is the whole, and what is wrong. */
export const issueText = (issue: BaseIssue<unknown>): string =>
  [issuePointer(issue), issue.message].filter((part) => part !== '').join(': ')
