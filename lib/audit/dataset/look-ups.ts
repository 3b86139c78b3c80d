import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { byDigestKey } from '../../store/layout.ts'
import { literal } from '../engine/duckdb.ts'
import { type LookUpHeading, shardOf } from '../look-up.ts'
import type { Workspace } from './workspace.ts'

const pack = promisify(gzip)

/** Shards that are packed and written at once. */
const atOnce = 8

/** Every image by digest. What is no digest, and so could name another key, has no look-up. */
const images = `
  SELECT i.digest, i.export_key AS "exportKey", r.version, i.namespace, i.stream, i.tag, i.name, i.verdict, i.proof
  FROM current_images i
  JOIN current_reports r ON r.report = i.report
  WHERE regexp_full_match(i.digest, 'sha(256|384|512):[0-9a-f]{64,128}')
  ORDER BY i.digest, i.export_key, i.image`

const headingOf = (shard: Uint8Array): number => {
  try {
    const [first = ''] = gunzipSync(shard).toString('utf8').split('\n', 1)
    const { asOf }: Partial<LookUpHeading> = JSON.parse(first)
    return Date.parse(asOf ?? '') || -Infinity
  } catch {
    return -Infinity
  }
}

/**
 * Writes `data/by-digest/<algorithm>/<2 hex>.ndjson.gz` as of this audit: which reports hold an image. Shards of a later
 * audit stay; those whose last image is gone are emptied.
 */
export const writeLookUps = async (space: Workspace, at: Date): Promise<void> => {
  const { store } = space
  const path = await space.file('written/look-ups.ndjson')
  await space.duckdb.run(`COPY (${images}) TO ${literal(path)} (FORMAT json)`)
  const heading = `${JSON.stringify({ asOf: at.toISOString() } satisfies LookUpHeading)}\n`
  const writing = new Set<Promise<unknown>>()
  const write = async (shard: string, lines: readonly string[]): Promise<void> => {
    const work = pack(heading + lines.map((line) => `${line}\n`).join(''), { level: 1 }).then((bytes) =>
      store.replace(byDigestKey(shard), bytes, (current) => headingOf(current) <= at.getTime()),
    )
    const tracked = work.finally(() => writing.delete(tracked))
    writing.add(tracked)
    if (writing.size >= atOnce) await Promise.race(writing)
  }
  const written = new Set<string>()
  let shard = ''
  let lines: string[] = []
  const end = async (): Promise<void> => {
    if (lines.length > 0) await write(shard, lines)
    written.add(shard)
    lines = []
  }
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const next = shardOf(line)
    if (next !== shard) await end()
    shard = next
    lines.push(line)
  }
  await end()
  for await (const { key } of store.list('data/by-digest/')) {
    const old = /^data\/by-digest\/(.+)\.ndjson\.gz$/.exec(key)?.[1]
    if (old !== undefined && !written.has(old)) await write(old, [])
  }
  await Promise.all(writing)
}
