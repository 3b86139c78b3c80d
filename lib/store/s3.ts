import { randomUUID } from 'node:crypto'
import type { Guard } from './file-failure.ts'
import { checkDeletable, checkPrefix, checkReplaceable } from './key.ts'
import { stagingKey } from './layout.ts'
import { readBody, readWhole } from './s3-body.ts'
import type { S3Api } from './s3-client.ts'
import type { S3Connection } from './s3-connection.ts'
import { s3Fault, s3Guard } from './s3-failure.ts'
import { listBucket } from './s3-list.ts'
import { type Part, partsOf } from './s3-parts.ts'
import { placed, type S3Place } from './s3-place.ts'
import { conditionsProof } from './s3-proof.ts'
import { publish } from './s3-publish.ts'
import { isBodyBroken, withRetries } from './s3-retry.ts'
import { type StagedObject, stage } from './s3-stage.ts'
import { bareTag, headOf, isMissing, putIf, type S3Target, writerOf } from './s3-write.ts'
import type { Staged, Store, StoreBody } from './store.ts'

/** One writer of a contended object gets its turn each round: this outlasts the 32 that one queue runs at once. */
const rounds = 100

interface Found {
  readonly bytes: Uint8Array
  readonly etag: string
  readonly writer: string | undefined
}

const read = (api: S3Api, target: S3Target): Promise<Found | null> =>
  withRetries(
    api.settings.attempts,
    async () => {
      try {
        const answer = await api.get({ ...target })
        const bytes = await readWhole(answer, api.settings.idleMs)
        return { bytes, etag: bareTag(answer.ETag), writer: writerOf(answer) }
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    isBodyBroken,
  )

/**
 * A store in a bucket, or in a part of one. An object under key `a/b` is the object `PREFIX/a/b`; nothing outside of
 * the prefix is read or written. Buckets must list in the order of keys, as all but AWS's directory buckets do.
 *
 * All writes are conditional puts, so that of any number of writers on any number of machines one wins, and a writer
 * that dies leaves nothing under the key. A stream of more than 8 MiB goes in parts to `staging/` first (`stage`), and
 * from there to its place (`publish`). `connect` may be shared with other stores and readers.
 */
export const s3Store = (place: S3Place, connect: S3Connection): Store => {
  const guardOf = (act: string, key: string): Guard =>
    s3Guard(act, key, `the store ${JSON.stringify(place.uri)}`)
  const targetOf = (key: string): S3Target => ({ Bucket: place.bucket, Key: placed(place, key) })

  const prove = conditionsProof(place)

  const create = async (api: S3Api, guard: Guard, write: () => Promise<boolean>) => {
    // Where it is known that the server must be asked, that need not wait for the write; who needs it hears of a failure.
    if (api.isElsewhere()) prove(api).catch(() => {})
    if (!(await guard(write))) return 'present'
    await guard(() => prove(api))
    return 'created'
  }

  const placeWhole = (api: S3Api, key: string, bytes: Uint8Array, guard: Guard) =>
    create(api, guard, () => putIf(api, targetOf(key), bytes, { IfNoneMatch: '*' }))

  const placeStaged = (api: S3Api, key: string, staged: StagedObject, guard: Guard) =>
    create(api, guard, () => publish(api, staged, targetOf(key)))

  /**
   * What fits into one part stays in memory; the rest goes to a staging place of its own, unless `isThere` says that
   * what it is for is there already: then it is read to its end, and gives null.
   */
  const stageParts = async (
    api: S3Api,
    name: string,
    parts: AsyncGenerator<Part>,
    guard: Guard,
    isThere: () => Promise<boolean>,
  ): Promise<Staged | null> => {
    const first = await parts.next()
    if (first.done || first.value.isLast) {
      const bytes = first.value?.bytes ?? new Uint8Array()
      return { place: (key) => placeWhole(api, key, bytes, guardOf('write', key)), discard: async () => {} }
    }
    if (await guard(isThere)) {
      await drain(parts)
      return null
    }
    const own = targetOf(stagingKey(randomUUID(), name))
    const staged = await stage(api, own, withFirst(first.value, parts), guard)
    return {
      place: (key) => placeStaged(api, key, staged, guardOf('write', key)),
      // It does no harm there, and a lifecycle rule removes it.
      discard: async () => {
        await api.remove({ ...own }).catch(() => {})
      },
    }
  }

  return {
    async get(key) {
      const target = targetOf(key)
      return guardOf('read', key)(async () => (await read(await connect(), target))?.bytes ?? null)
    },

    async open(key) {
      const guard = guardOf('read', key)
      const answer = await guard(async () => {
        const { get, settings } = await connect()
        try {
          return readBody(await get(targetOf(key)), settings.idleMs)
        } catch (error) {
          if (isMissing(error)) return null
          throw error
        }
      })
      return answer === null ? null : guarded(answer, guard)
    },

    async put(key, body: StoreBody) {
      const guard = guardOf('write', key)
      const target = targetOf(key)
      const api = await guard(connect)
      if (body instanceof Uint8Array) return placeWhole(api, key, body, guard)
      const parts = partsOf(body, api.settings.partBytes)
      const isThere = async () => (await headOf(api, target)) !== null
      try {
        const staged = await stageParts(api, key.slice(key.lastIndexOf('/') + 1), parts, guard, isThere)
        if (staged === null) return 'present'
        try {
          return await staged.place(key)
        } finally {
          await staged.discard()
        }
      } finally {
        await parts.return(undefined)
      }
    },

    async stage(name, body) {
      const guard = guardOf('write', name)
      const api = await guard(connect)
      const parts = partsOf(body, api.settings.partBytes)
      try {
        return (await stageParts(api, name, parts, guard, async () => false)) as Staged
      } finally {
        await parts.return(undefined)
      }
    },

    async replace(key, body, supersedes) {
      checkReplaceable(key)
      const target = targetOf(key)
      const guard = guardOf('replace', key)
      const api = await guard(connect)
      const writer = randomUUID()
      for (let round = 0; round < rounds; round += 1) {
        const current = await guard(() => read(api, target))
        // A write whose answer was lost, and which is there after all.
        if (current?.writer === writer) return 'written'
        if (current !== null && !supersedes(current.bytes)) return 'kept'
        const condition = current === null ? ({ IfNoneMatch: '*' } as const) : { IfMatch: current.etag }
        const written = await guard(() => putIf(api, target, body, condition, writer))
        await guard(() => prove(api))
        if (written) return 'written'
      }
      return guard(() => Promise.reject(s3Fault('Contended')))
    },

    async *list(prefix, after = '') {
      checkPrefix(prefix)
      checkPrefix(after)
      yield* listBucket(connect, place, { prefix, after }, guardOf('list', prefix))
    },

    async delete(key) {
      checkDeletable(key)
      const target = targetOf(key)
      await guardOf('delete', key)(async () => (await connect()).remove({ ...target }))
    },
  }
}

const drain = async (parts: AsyncGenerator<Part>): Promise<void> => {
  while (!(await parts.next()).done);
}

async function* guarded(body: AsyncGenerator<Uint8Array>, guard: Guard): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const step = await guard(() => body.next())
      if (step.done === true) return
      yield step.value
    }
  } finally {
    await body.return(undefined)
  }
}

async function* withFirst(first: Part, rest: AsyncIterable<Part>): AsyncGenerator<Part> {
  yield first
  yield* rest
}
