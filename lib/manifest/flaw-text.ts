import type { Flaw } from '../json/scan.ts'

/**
 * A flaw of `subject` as one sentence; a limit's names the option that sets it. Its offset counts from the beginning of
 * `whole`.
 */
export const flawText = (subject: string, { code, detail, offset }: Flaw, whole = 'it'): string =>
  `${subject} ${detail}${code === 'depth' ? ', --limit depth=VALUE sets it' : ''} (byte ${offset} of ${whole})`
