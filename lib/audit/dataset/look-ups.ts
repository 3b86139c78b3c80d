import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { readAhead } from '../../read-ahead.ts'
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

interface Shard {
  readonly name: string
  readonly lines: readonly string[]
}

/** The look-ups by shard as they stand in the file, then those that the store has and that hold nothing now. */
async function* shardsOf({ store }: Workspace, path: string): AsyncGenerator<Shard> {
  const written = new Set<string>()
  let name = ''
  let lines: string[] = []
  for await (const line of (await open(path)).readLines({ encoding: 'utf8' })) {
    const next = shardOf(line)
    if (next !== name && lines.length > 0) {
      yield { name, lines }
      lines = []
    }
    name = next
    written.add(name)
    lines.push(line)
  }
  if (lines.length > 0) yield { name, lines }
  for await (const { key } of store.list('data/by-digest/')) {
    const old = /^data\/by-digest\/(.+)\.ndjson\.gz$/.exec(key)?.[1]
    if (old !== undefined && !written.has(old)) yield { name: old, lines: [] }
  }
}

/**
 * Writes `data/by-digest/<algorithm>/<2 hex>.ndjson.gz` as of this audit: which reports hold an image. Shards of a later
 * audit stay; those whose last image is gone are emptied.
 */
export const writeLookUps = async (space: Workspace, at: Date): Promise<void> => {
  const path = await space.file('written/look-ups.ndjson')
  await space.duckdb.run(`COPY (${images}) TO ${literal(path)} (FORMAT json)`)
  const heading = `${JSON.stringify({ asOf: at.toISOString() } satisfies LookUpHeading)}\n`
  const write = async ({ name, lines }: Shard): Promise<unknown> => {
    const bytes = await pack(heading + lines.map((line) => `${line}\n`).join(''), { level: 1 })
    return space.store.replace(byDigestKey(name), bytes, (current) => headingOf(current) <= at.getTime())
  }
  for await (const _ of readAhead(shardsOf(space, path), write, atOnce));
}
