import { hash } from 'node:crypto'
import { AssayError } from '../../../lib/error.ts'
import type { S3Version, VersionOutcome } from '../../../lib/store/s3-version.ts'
import type { S3Object } from './sample-events.ts'

/** What a read brings: the bytes in pieces, or in the middle of them the failure of the machine. */
async function* pieces(bytes: Buffer, breaks: boolean): AsyncGenerator<Uint8Array> {
  const half = Math.ceil(bytes.length / 2)
  yield bytes.subarray(0, half)
  if (breaks) throw new AssayError('store-unavailable', 'the connection broke')
  yield bytes.subarray(half)
}

/** An exports bucket in memory, without versions: what is put last is there. */
export const exportsBucket = () => {
  const objects = new Map<string, Buffer>()
  const broken = new Set<string>()
  let reads = 0
  const tagOf = (bytes: Buffer): string => hash('md5', bytes, 'hex')
  return {
    /** Gives what an event says of the object. */
    put(key: string, content: Buffer | string): S3Object {
      const bytes = Buffer.from(content)
      objects.set(key, bytes)
      return { key, size: bytes.length, eTag: tagOf(bytes) }
    },
    remove: (key: string) => objects.delete(key),
    /** From now on reading it breaks half-way, or no more. */
    breakReads(key: string, breaks = true): void {
      if (breaks) broken.add(key)
      else broken.delete(key)
    },
    reads: () => reads,
    async open(version: S3Version): Promise<VersionOutcome> {
      reads += 1
      const bytes = objects.get(version.key)
      if (bytes === undefined) return { outcome: 'gone' }
      if ('etag' in version && version.etag !== tagOf(bytes)) return { outcome: 'superseded' }
      const source = {
        name: version.key,
        size: bytes.length,
        lastModified: new Date(0),
        open: () => pieces(bytes, broken.has(version.key)),
        discard() {},
      }
      return { outcome: 'open', source }
    },
  }
}
