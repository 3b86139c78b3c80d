/** `npm run bench`: speed and memory, each as a ratio to something else in the same run. See README.md beside this. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { assay } from '../../lib/index.ts'
import { type Kind, kinds, writeInput } from './inputs.ts'
import { benchIn, type Measured, measureFirst, measureNode } from './measure.ts'
import { isInstalled, peers, timePeer } from './peers.ts'

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '1000,10000,30000,100000,400000' },
    runs: { type: 'string', default: '5' },
  },
})
const counts = options.images.split(',').map(Number)
const runs = Number(options.runs)

const say = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

const medianOf = (measured: readonly Measured[], field: keyof Measured): number =>
  median(measured.map((one) => one[field]))

/** How many times as fast `faster` is: the median of the ratios of one turn each. */
const ratio = (slower: readonly Measured[], faster: readonly Measured[]): number =>
  median(slower.map((one, turn) => one.seconds / (faster[turn] as Measured).seconds))

/** Measures each in turns, so that a machine that slows down slows all of them. */
const inTurns = async (acts: readonly (() => Promise<Measured>)[]): Promise<Measured[][]> => {
  const measured = acts.map((): Measured[] => [])
  for (let run = 0; run < runs; run++) for (const [n, act] of acts.entries()) measured[n]?.push(await act())
  return measured
}

const row = (name: string, images: number, bytes: number, measured: readonly Measured[]): void => {
  const seconds = medianOf(measured, 'seconds')
  const cells = [
    `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`,
    `${(images / seconds).toFixed(0)} images/s`,
    `${medianOf(measured, 'busy').toFixed(1)} s busy`,
    `${(medianOf(measured, 'peak') / 1e6).toFixed(0)} MB peak`,
  ]
  say(`  ${name.padEnd(26)}${cells.map((cell) => cell.padStart(16)).join('')}`)
}

interface Goal {
  readonly of: string
  readonly bound: 'at least' | 'at most'
  readonly wanted: number
  readonly unit: string
}

const goal = ({ of, bound, wanted, unit }: Goal, found: number): void => {
  const met = bound === 'at least' ? found >= wanted : found <= wanted
  say(`  ${met ? 'met:   ' : 'MISSED:'} ${of}: ${found.toPrecision(3)} ${unit}; ${bound} ${wanted}`)
}

const times = (of: string, wanted: number): Goal => ({ of, bound: 'at least', wanted, unit: 'times as fast' })

/** The size from which on the goals are judged: long enough that a process's start tells little. */
const judged = 10_000
/** V8 holds no longer text. */
const longestText = 2 ** 29 - 24

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
const bench = benchIn(folder)
const peaks = new Map<string, number>()

const benchPeers = (path: string, kind: Kind, own: number): void => {
  for (const peer of peers) {
    if (peer.only !== undefined && peer.only !== kind) continue
    if (!isInstalled(peer)) {
      say(`  ${peer.name}: not installed`)
      continue
    }
    const found = timePeer(peer, path) / (peer.images ?? judged) / own
    if (peer.wanted !== undefined) goal(times(`an image, against ${peer.name}`, peer.wanted), found)
    else say(`           an image, against ${peer.name}: ${found.toPrecision(3)} times as fast`)
  }
}

const benchInput = async (images: number, kind: Kind): Promise<void> => {
  const path = join(folder, 'export.json')
  writeInput(path, images, kind, false)
  const bytes = statSync(path).size
  say(`${images} images, ${kind}, ${(bytes / 1e6).toFixed(0)} MB; median of ${runs}, in turns`)
  const fits = bytes < longestText
  const [one = [], two = [], both = [], floor = []] = await inTurns([
    () => bench.assay(path, 1),
    () => bench.assay(path, 2),
    () => bench.sideBySide(path),
    ...(fits ? [() => bench.floor(path)] : []),
  ])
  if (fits) row('JSON.parse + SHA-256', images, bytes, floor)
  else say('  JSON.parse + SHA-256: no text can be that long')
  row('assay, 1 thread', images, bytes, one)
  row('assay, 2 threads', images, bytes, two)
  row('2 of 1 thread each', 2 * images, 2 * bytes, both)
  peaks.set(`${images} ${kind}`, medianOf(one, 'peak'))
  if (images >= judged && fits)
    goal(times('1 thread, against JSON.parse + SHA-256', kind === 'embedded' ? 1 : 0.8), ratio(floor, one))
  if (images === judged) benchPeers(path, kind, medianOf(one, 'seconds') / images)
  if (images >= judged) {
    goal(times('2 threads, against 1', 1.7), ratio(one, two))
    const most = 2 * ratio(one, both)
    say(`           2 processes of 1 thread each, side by side, do ${most.toPrecision(3)} times the work`)
  }
  if (bytes > 1e9) {
    const seconds: number[] = []
    const node: number[] = []
    for (let run = 0; run < runs; run++) {
      seconds.push(await measureFirst(path))
      node.push(await measureNode())
    }
    const size = `${(bytes / 1e9).toFixed(1)} GB`
    goal({ of: `first image of ${size}`, bound: 'at most', wanted: 200, unit: 'ms' }, 1000 * median(seconds))
    say(`           Node itself takes ${(1000 * median(node)).toPrecision(3)} ms to its first byte`)
  }
  rmSync(path)
}

const benchGzip = async (images: number, kind: Kind): Promise<void> => {
  const path = join(folder, 'export.json.gz')
  writeInput(path, images, kind, true)
  const [measured = []] = await inTurns([() => bench.assay(path, 1)])
  row('assay, 1 thread, gzip', images, statSync(path).size, measured)
  rmSync(path)
}

/** One small export again and again, as a function that stays warm gets them. */
const benchSmall = async (): Promise<void> => {
  const path = join(folder, 'small.json')
  writeInput(path, 3, 'blanked', false)
  const bytes = readFileSync(path)
  const seconds: number[] = []
  for (let run = 0; run < 2000; run++) {
    const from = performance.now()
    await assay(bytes)
    seconds.push(performance.now() - from)
  }
  const of = `${(bytes.length / 1e3).toFixed(0)} KB, warm, in process`
  goal({ of, bound: 'at most', wanted: 1, unit: 'ms' }, median(seconds.slice(1000)))
}

try {
  for (const images of counts)
    for (const kind of kinds) {
      await benchInput(images, kind)
      await benchGzip(images, kind)
      say()
    }
  await benchSmall()
  for (const kind of kinds) {
    const largest = peaks.get(`400000 ${kind}`)
    const smaller = peaks.get(`${judged} ${kind}`)
    if (largest === undefined || smaller === undefined) continue
    const of = `peak memory of 400,000 images, ${kind}`
    goal({ of, bound: 'at most', wanted: 250, unit: 'MB' }, largest / 1e6)
    say(`           that is ${(largest / smaller).toFixed(2)} times the peak of ${judged}`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
