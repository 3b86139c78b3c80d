import { fstatSync } from 'node:fs'
import { AssayError } from '../../lib/error.ts'

export interface StandardInput extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean
  readonly fd?: number
}

/**
 * Standard input, to be read.
 * @throws AssayError `input-unreadable` where it is a folder (`< DIR`): Node takes that for an empty stream
 */
export const readable = (stdin: StandardInput): AsyncIterable<Uint8Array> => {
  if (stdin.fd === undefined || !fstatSync(stdin.fd).isDirectory()) return stdin
  throw new AssayError('input-unreadable', 'standard input (-) is a folder')
}
