import { type Algorithm, type Digest, parseDigest } from '../digest.ts'
import { evidenceKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'

/** As many as S3 tells of in one answer: of no more texts it costs nothing to know all. */
const listedFirst = 1000
/** Of texts whose first thousand were made to look like the beginning of very many. */
const mostAsked = 1000

/** The texts that a store keeps by digests of one algorithm. */
export interface TextFolder {
  /** A text that comes behind the whole folder, in the order of keys, and before all that does. */
  readonly end: string
  /** Takes the next key of a listing. True where that is enough: the others are found when they are asked for. */
  meet(key: string): boolean
  /** The bytes that are there under the digest, yet to be hashed, or null. */
  read(digest: Digest): Promise<Uint8Array | null>
  /** The first `count` digests that there are. */
  first(count: number): Promise<readonly Digest[]>
}

/**
 * Knows the first texts of a folder by a listing, and asks for others by their digests; once those are as many as the
 * requests that list the rest, it lists the rest. Digests are spread evenly, so how far the first ones reach tells how
 * many there are. What was not there when it was asked for stays so, whoever puts it there meanwhile: all images of a
 * report find the same.
 */
export const textFolder = (store: Store, algorithm: Algorithm): TextFolder => {
  const prefix = `evidence/${algorithm}/`
  const listed = new Set<Digest>()
  /** The key up to which all is listed; null where that is all. */
  let last: string | null = null
  let listing: Promise<void> = Promise.resolve()
  const found = new Set<Digest>()
  const absent = new Set<Digest>()
  /** Answers that are under way. */
  const asked = new Map<Digest, Promise<Uint8Array | null>>()

  const take = (key: string, enough: number): boolean => {
    const digest = parseDigest(`${algorithm}:${key.slice(prefix.length)}`)
    if (digest !== null && !absent.has(digest)) listed.add(digest)
    const isEnough = listed.size >= enough
    if (isEnough) last = key
    return isEnough
  }

  const listOn = async (count: number): Promise<void> => {
    if (last === null || listed.size >= count) return
    for await (const { key } of store.list(prefix, last)) if (take(key, count)) return
    last = null
  }

  /** One after the other. */
  const list = (count: number): Promise<void> => {
    listing = listing.then(() => listOn(count))
    return listing
  }

  const isListed = (digest: Digest): boolean => last === null || evidenceKey(digest) <= last

  /** How many requests would list the rest. */
  const requestsLeft = (): number => {
    const reach = Number.parseInt(last?.slice(prefix.length, prefix.length + 8) ?? '', 16) / 2 ** 32
    return reach > 0 ? (listed.size * (1 / reach - 1)) / listedFirst : mostAsked
  }

  const ask = async (digest: Digest): Promise<Uint8Array | null> => {
    try {
      const bytes = await store.get(evidenceKey(digest))
      if (bytes === null) absent.add(digest)
      else found.add(digest)
      return bytes
    } finally {
      asked.delete(digest)
    }
  }

  return {
    end: `evidence/${algorithm}0`,
    meet: (key) => take(key, listedFirst),
    async read(digest) {
      const underWay = asked.get(digest)
      if (underWay !== undefined) return underWay
      if (absent.has(digest)) return null
      if (!isListed(digest) && !found.has(digest)) {
        if (absent.size + found.size + asked.size < Math.min(requestsLeft(), mostAsked)) {
          const answer = ask(digest)
          asked.set(digest, answer)
          return answer
        }
        await list(Number.POSITIVE_INFINITY)
      }
      return listed.has(digest) || found.has(digest) ? store.get(evidenceKey(digest)) : null
    },
    async first(count) {
      await list(count)
      return [...listed].slice(0, count)
    },
  }
}
