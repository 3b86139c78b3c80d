import type { Writable } from 'node:stream'

/** Where a command's data goes. */
export interface Output {
  /** Writes text or bytes in order, waiting for a slow reader; false once the reader has gone (`| head`). */
  readonly write: (data: string | Uint8Array) => Promise<boolean>
  readonly isTerminal: boolean
  /** Columns of the page. */
  readonly width: number
  readonly colour: boolean
}

/** What is known of standard output beside its stream. */
interface Page extends Writable {
  readonly isTTY?: boolean
  readonly columns?: number
}

const gone: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ECONNRESET'])

/** Columns in which all of a table has room. What is no terminal has them, whatever COLUMNS says. */
const narrowestPage = 72

const widthOf = (stream: Page, env: NodeJS.ProcessEnv): number => {
  const named = Number(env.COLUMNS)
  const width = stream.columns || (Number.isSafeInteger(named) && named > 0 ? named : 80)
  return stream.isTTY ? width : Math.max(narrowestPage, width)
}

/** Standard output as an {@link Output}; `beforeWrite` clears what else stands on the same terminal. */
export const outputOn = (stream: Page, env: NodeJS.ProcessEnv, beforeWrite: () => void): Output => {
  const isTerminal = stream.isTTY === true
  // Without a listener a reader that goes away would end the process with a stack trace.
  stream.on('error', () => {})
  return {
    isTerminal,
    width: widthOf(stream, env),
    colour: isTerminal && !env.NO_COLOR && env.TERM !== 'dumb',
    write: (data) => {
      if (data.length === 0) return Promise.resolve(!stream.destroyed)
      if (isTerminal) beforeWrite()
      return new Promise((resolve, reject) => {
        stream.write(data, (error: NodeJS.ErrnoException | null | undefined) => {
          if (!error) resolve(true)
          else if (gone.has(error.code)) resolve(false)
          else reject(error)
        })
      })
    },
  }
}
