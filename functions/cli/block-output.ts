import type { Output } from './output.ts'

/** Characters that go to the system in one call: a call costs as much as making the line of an image. */
const blockLength = 2 ** 16
/** Characters of the first block; each next one has twice as many. */
const firstLength = 2 ** 10

export interface BlockOutput {
  /** Takes text; false once the reader has gone. */
  readonly write: (text: string) => Promise<boolean>
  /** Writes what has been taken. */
  readonly flush: () => Promise<boolean>
}

/**
 * Many short texts as few blocks, written when one is full or nothing else is being done: a reader waits for none. The
 * first ones are short, so that what is found first is soon there.
 */
export const blockOutput = ({ write }: Pick<Output, 'write'>): BlockOutput => {
  let block = ''
  let idle: NodeJS.Immediate | null = null
  let written = Promise.resolve(true)
  let isRead = true
  let enough = firstLength

  const flush = (): Promise<boolean> => {
    if (idle !== null) clearImmediate(idle)
    idle = null
    if (block !== '') {
      const before = written
      written = write(block).then(async (read) => {
        isRead = (await before) && read
        return isRead
      })
      // Whoever writes or flushes next is told.
      written.catch(() => {})
      block = ''
    }
    return written
  }

  return {
    write(text) {
      block += text
      if (block.length >= enough) {
        enough = Math.min(2 * enough, blockLength)
        return flush()
      }
      idle ??= setImmediate(() => void flush())
      return Promise.resolve(isRead)
    },
    flush,
  }
}
