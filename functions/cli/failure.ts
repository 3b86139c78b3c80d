import { AssayError, errorCatalogue } from '../../lib/error.ts'
import { isSystemError, systemErrorText } from '../../lib/system-error.ts'

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)

/** What went wrong, on one line for the person at the terminal, with what to do about it. */
export const failureText = (error: unknown): string => {
  if (error instanceof AssayError) return `${sentence(error.message)} ${errorCatalogue[error.code].remedy}`
  if (isSystemError(error)) {
    const act = [error.syscall, error.path].filter(Boolean).join(' ')
    return sentence(`cannot ${act}: ${systemErrorText(error)}`)
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return `internal error: ${what.split('\n', 1)[0]}. This is a fault of image-assay: please report it with the call, the version and what DEBUG=1 prints.`
}
