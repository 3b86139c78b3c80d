import { AssayError, type ErrorCode } from '../../lib/error.ts'

/** For `assert.throws`: an AssayError of that code whose message holds every one of `words`, and no stack. */
export const isAssayError =
  (code: ErrorCode, ...words: string[]) =>
  (error: unknown): boolean =>
    error instanceof AssayError &&
    error.code === code &&
    !error.message.includes('\n    at ') &&
    words.every((word) => error.message.includes(word))
