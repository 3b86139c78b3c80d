import type { BaseIssue } from 'valibot'
import { pointerTo } from './pointer.ts'

/** The JSON Pointer (RFC 6901) of what a schema's issue speaks of. */
export const issuePointer = (issue: BaseIssue<unknown>): string =>
  (issue.path ?? []).reduce((pointer, step) => pointerTo(pointer, String(step.key)), '')
