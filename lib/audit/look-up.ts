import { gunzipSync } from 'node:zlib'
import { damaged } from '../store/damaged.ts'
import { byDigestKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'

/** The first line of a shard: the moment of the audit that it is as of. */
export interface LookUpHeading {
  readonly asOf: string
}

/** One report's image of a digest, a line of a shard. */
export interface LookUp {
  readonly digest: string
  readonly exportKey: string
  readonly version: string
  readonly namespace: string | null
  readonly stream: string | null
  readonly tag: string | null
  readonly name: string | null
  readonly verdict: string
  readonly proof: string | null
}

/** `{"digest":"sha256:12…`: where the shard stands in a line. */
export const shardOf = (line: string): string => {
  const colon = line.indexOf(':', 11)
  return `${line.slice(11, colon)}/${line.slice(colon + 1, colon + 3)}`
}

interface Found {
  readonly asOf: string
  readonly images: readonly LookUp[]
}

const read = (shard: Uint8Array, digest: string): Found => {
  const [heading = '', ...lines] = gunzipSync(shard).toString('utf8').split('\n')
  const { asOf }: LookUpHeading = JSON.parse(heading)
  const own = `{"digest":${JSON.stringify(digest)},`
  return { asOf, images: lines.filter((line) => line.startsWith(own)).map((line) => JSON.parse(line)) }
}

/**
 * What the last audit knows of a digest; null where there is no shard that could hold it.
 * @throws AssayError `store-damaged` for a shard that is not as it was written, and what the store throws
 */
export const lookUp = async (store: Store, digest: string): Promise<Found | null> => {
  const key = byDigestKey(shardOf(JSON.stringify({ digest })))
  const shard = await store.get(key)
  if (shard === null) return null
  try {
    return read(shard, digest)
  } catch (error) {
    throw damaged(key, error)
  }
}
