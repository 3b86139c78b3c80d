import type { Writable } from 'node:stream'
import type { Output } from './output.ts'
import type { StandardInput } from './standard-input.ts'
import type { InterruptStatus } from './status.ts'

/** What a command sees of the process: standard input, output and error. */
export interface Console {
  readonly out: Output
  /** One line on standard error, `assay: …`, whatever it holds made safe for a terminal. */
  readonly say: (message: string) => void
  readonly stdin: StandardInput
  readonly stderr: Writable & { readonly isTTY?: boolean }
  /** Called before anything is written to a terminal; a progress bar takes itself away here. */
  beforeWrite: () => void
  /** What Ctrl-C and its like do, given the exit status that tells of them; without it the process ends at once. */
  onInterrupt?: (status: InterruptStatus) => void
}
