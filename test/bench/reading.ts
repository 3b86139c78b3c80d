/**
 * `node test/bench/reading.ts FILE`: what reading a list costs, by processor time: least of several, in turns. The walk
 * follows strings and brackets alone; splitting checks strictly too, decoding gives the values.
 */
import { readFileSync } from 'node:fs'
import { decodeItem } from '../../lib/export/decode.ts'
import { createJsonSplitter } from '../../lib/export/split-json.ts'
import { advance, beginWalk, createWalk } from '../../lib/export/walk.ts'
import { defaultLimits } from '../../lib/limits.ts'

const rounds = 5
const chunkBytes = 2 ** 20

const walk = (bytes: Buffer): void => {
  const state = createWalk()
  beginWalk(state, bytes[0] ?? 0, defaultLimits.depth)
  advance(state, bytes, 0)
}

const split = (bytes: Buffer, decode: boolean): number => {
  const splitter = createJsonSplitter(defaultLimits)
  let items = 0
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    for (const event of splitter.push(bytes.subarray(at, at + chunkBytes))) {
      if (event.type !== 'item') throw new Error(event.problem.message)
      if (decode) decodeItem({ ...event, source: 0 }, defaultLimits)
      items++
    }
  }
  return items
}

const tasks: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  walk,
  'split + scan': (bytes) => split(bytes, false),
  'split + scan + parse': (bytes) => split(bytes, true),
  'JSON.parse of the whole': (bytes) => JSON.parse(bytes.toString()),
}

const seconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const [file = ''] = process.argv.slice(2)
const bytes = readFileSync(file)
const items = split(bytes, false)
const least = new Map<string, number>()
for (let round = 0; round < rounds; round++)
  for (const [name, task] of Object.entries(tasks)) {
    const begin = seconds()
    task(bytes)
    least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, seconds() - begin))
  }
for (const [name, spent] of least) {
  const speed = (bytes.length / spent / 1e6).toFixed(0).padStart(6)
  process.stdout.write(
    `${name.padEnd(24)}${speed} MB/s ${((spent / items) * 1e6).toFixed(1).padStart(8)} µs an item\n`,
  )
}
