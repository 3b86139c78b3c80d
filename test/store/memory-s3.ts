import { Readable } from 'node:stream'
import type { S3Api } from '../../lib/store/s3-client.ts'
import { s3Defaults } from '../../lib/store/s3-settings.ts'

/** What S3 tells of in one answer at the most. */
const pageKeys = 1000

/** A bucket in memory, to be read only; its keys are ASCII, and some may come, but none goes. What is asked of it is noted. */
export const memoryS3 = (objects: Map<string, Uint8Array>) => {
  let sorted: readonly string[] = []
  const asked = { lists: 0, reads: [] as string[] }
  const api: Pick<S3Api, 'settings' | 'get' | 'list'> = {
    settings: s3Defaults,
    async get({ Key = '' }) {
      asked.reads.push(Key)
      const body = objects.get(Key)
      if (body === undefined) throw Object.assign(new Error(Key), { name: 'NoSuchKey' })
      return { Body: Readable.from([body]) as never, ContentLength: body.length, $metadata: {} }
    },
    async list({ Prefix = '', StartAfter = '', ContinuationToken = StartAfter }) {
      asked.lists++
      if (sorted.length !== objects.size) sorted = [...objects.keys()].toSorted()
      const rest = sorted.filter((key) => key.startsWith(Prefix) && key > ContinuationToken)
      const page = rest.slice(0, pageKeys)
      return {
        Contents: page.map((Key) => ({ Key, Size: objects.get(Key)?.length ?? 0 })),
        IsTruncated: page.length < rest.length,
        NextContinuationToken: page.at(-1),
        $metadata: {},
      }
    },
  }
  return { connect: async () => api as S3Api, asked }
}
