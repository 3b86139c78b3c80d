import { getSystemErrorMessage } from 'node:util'

/** A failure of the operating system, as Node reports it. */
export interface SystemError extends Error {
  readonly errno: number
  readonly syscall: string
  readonly path?: string
}

export const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' && 'syscall' in error

/** What went wrong in the system's own words, such as `no such file or directory`. */
export const systemErrorText = (error: unknown): string => {
  if (isSystemError(error)) return getSystemErrorMessage(error.errno)
  return error instanceof Error ? error.message : String(error)
}
