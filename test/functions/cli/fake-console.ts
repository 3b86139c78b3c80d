import { Readable } from 'node:stream'
import type { Console } from '../../../functions/cli/console.ts'

export interface FakeConsole extends Console {
  /** What went to standard output, joined. */
  printed(): string
  readonly said: string[]
}

interface Page {
  readonly isTerminal?: boolean
  readonly colour?: boolean
  readonly width?: number
  /** Writes after which the reader has gone. */
  readonly readerLeavesAfter?: number
  readonly stdin?: string
  readonly stdinIsTerminal?: boolean
}

/** A console in memory. */
export const fakeConsole = (page: Page = {}): FakeConsole => {
  const { isTerminal = false, colour = false, width = 80, readerLeavesAfter = Infinity, stdin = '' } = page
  const texts: string[] = []
  const said: string[] = []
  const input = Readable.from([Buffer.from(stdin)])
  const stderr = process.stderr
  return {
    out: {
      isTerminal,
      colour,
      width,
      write: async (data) => {
        if (texts.length >= readerLeavesAfter) return false
        texts.push(String(data))
        return true
      },
    },
    said,
    say: (message) => said.push(message),
    printed: () => texts.join(''),
    stdin: Object.assign(input, { isTTY: page.stdinIsTerminal === true }),
    stderr,
    beforeWrite: () => {},
  }
}
