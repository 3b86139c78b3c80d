import { open } from 'node:fs/promises'
import { AssayError } from '../../lib/error.ts'
import { chunkBytes } from '../../lib/export/source.ts'
import type { DatedSource } from '../upload/object.ts'
import { type InboxFile, signatureOf } from './inbox-files.ts'

/** A file that is written to while it is read is no export yet: nothing of it may be reported. */
async function* unchanged({ path, key, signature }: InboxFile): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  const check = async (): Promise<void> => {
    if (signatureOf(await file.stat({ bigint: true })) === signature) return
    throw new AssayError('source-unreadable', `cannot read ${key}: it was written to meanwhile`)
  }
  try {
    await check()
    yield* file.createReadStream({ autoClose: false, highWaterMark: chunkBytes })
    await check()
  } finally {
    await file.close()
  }
}

/** A file of the inbox as an export, or as evidence, named after its key. */
export const inboxSource = (file: InboxFile): DatedSource => ({
  name: file.key,
  lastModified: file.modified,
  arrived: { at: file.arrived },
  size: file.size,
  open: () => unchanged(file),
})
