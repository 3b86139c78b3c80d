import { getSystemErrorMessage } from 'node:util'

/** A failure of the operating system, as Node reports it. */
export interface SystemError extends Error {
  readonly errno: number
  readonly code?: string
  readonly syscall: string
  readonly path?: string
}

export const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' && 'syscall' in error

/** What went wrong in the system's own words, such as `no such file or directory`, where those can be understood. */
export const systemErrorText = (error: unknown): string => {
  if (isSystemError(error) && error.code === 'EISDIR') return 'it is a folder, where a file is due'
  if (isSystemError(error)) return getSystemErrorMessage(error.errno)
  return error instanceof Error ? error.message : String(error)
}
