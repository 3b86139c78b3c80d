/** What can go wrong outside of findings, each with what it means and what to do about it. */
export const errorCatalogue = {
  usage: { means: 'The call is wrong.', remedy: 'See `assay --help`.' },
} as const

export type ErrorCode = keyof typeof errorCatalogue

/** A failure that is no finding: the call, the machine or a limit, with a message meant for people. */
export class AssayError extends Error {
  override readonly name = 'AssayError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
