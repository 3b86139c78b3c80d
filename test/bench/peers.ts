/** What people use instead, and the parsers that could be used inside, each timed in a process of its own. */
import { spawnSync } from 'node:child_process'

export interface Peer {
  readonly name: string
  /** For `sh`, with the export's path as `$1`. */
  readonly script: string
  /** Prints its version; fails where it is not installed. */
  readonly check: readonly string[]
  /** Images that it gets to see: the slow ones see a sample. */
  readonly images?: number
  readonly only?: 'embedded'
  /** How many times as fast this program is to be. */
  readonly wanted?: number
}

const streamJson = `
  import { createReadStream } from 'node:fs'
  import pick from 'stream-json/filters/pick.js'
  import streamArray from 'stream-json/streamers/stream-array.js'
  const picked = pick.withParserAsStream({ filter: 'items' })
  for await (const _ of createReadStream(process.argv[1]).pipe(picked).pipe(streamArray.asStream()));`

const streamparser = `
  import { createReadStream } from 'node:fs'
  import { JSONParser } from '@streamparser/json'
  const parser = new JSONParser({ paths: ['$.items.*'], keepStack: false })
  parser.onValue = () => {}
  for await (const chunk of createReadStream(process.argv[1])) parser.write(chunk)`

/** Its own start is in all times of a peer; ours are without, which at these sizes tells nothing. */
export const peers: readonly Peer[] = [
  {
    name: 'jq -c .items[]',
    script: 'jq -c ".items[]" "$1" >/dev/null',
    check: ['jq', '--version'],
    wanted: 8,
  },
  {
    name: 'jq + sha256sum in a loop',
    script: `jq -r '.items[] | .dockerImageManifest | @base64' "$1" | head -n 200 | while read -r one; do
      printf %s "$one" | base64 -d | sha256sum; done >/dev/null`,
    check: ['jq', '--version'],
    images: 200,
    only: 'embedded',
  },
  {
    name: 'skopeo manifest-digest',
    script: `f=$(mktemp); jq -r '.items[0].dockerImageManifest' "$1" >"$f"
      i=0; while [ $i -lt 50 ]; do skopeo manifest-digest "$f"; i=$((i+1)); done >/dev/null; rm "$f"`,
    check: ['skopeo', '--version'],
    images: 50,
    wanted: 200,
    only: 'embedded',
  },
  {
    name: 'stream-json',
    script: `node --input-type=module -e "$STREAM_JSON" "$1"`,
    check: ['node', '--input-type=module', '-e', 'import "stream-json/streamers/stream-array.js"'],
  },
  {
    name: '@streamparser/json',
    script: `node --input-type=module -e "$STREAMPARSER" "$1"`,
    check: ['node', '--input-type=module', '-e', 'import "@streamparser/json"'],
  },
]

export const isInstalled = ({ check: [command = '', ...args] }: Peer): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** Wall-clock seconds that a peer takes for the export at `path`. */
export const timePeer = ({ name, script }: Peer, path: string): number => {
  const from = performance.now()
  const env = { ...process.env, STREAM_JSON: streamJson, STREAMPARSER: streamparser }
  const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', path], { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`)
  return (performance.now() - from) / 1000
}
