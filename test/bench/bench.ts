/** `npm run bench`: speed and memory, each as a ratio to something else in the same run. See README.md beside this. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { assay } from '../../lib/index.ts'
import { type Kind, kinds, writeInput } from './inputs.ts'
import type { Measured, Task } from './measured.ts'
import { isInstalled, peers, timePeer } from './peers.ts'

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '1000,10000,100000,400000' },
    runs: { type: 'string', default: '5' },
  },
})
const counts = options.images.split(',').map(Number)
const runs = Number(options.runs)

const say = (line = ''): void => void process.stdout.write(`${line}\n`)

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

const measure = (task: Task, path: string, jobs = 1): Measured =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'measured.ts'), task, path, String(jobs)], {
      encoding: 'utf8',
    }),
  ) as Measured

/** Does all in turns, so that a machine that slows down slows everything. */
const inTurns = <Name extends string>(
  acts: Readonly<Record<Name, () => Measured>>,
): Record<Name, Measured[]> => {
  const names = Object.keys(acts) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Measured[]>
  for (let run = 0; run < runs; run++) for (const name of names) measured[name].push(acts[name]())
  return measured
}

const of = (measured: readonly Measured[], field: keyof Measured): number =>
  median(measured.map((one) => one[field]))

/** The median of the ratios of one turn each: how many times as fast the second is. */
const ratio = (slower: readonly Measured[], faster: readonly Measured[], field: keyof Measured = 'seconds') =>
  median(slower.map((one, turn) => one[field] / (faster[turn] as Measured)[field]))

const row = (name: string, bytes: number, measured: readonly Measured[]): void => {
  const seconds = of(measured, 'seconds')
  const rate = (of(measured, 'images') / seconds).toFixed(0)
  const cells = [
    `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`,
    `${rate} images/s`,
    `${of(measured, 'busy').toFixed(1)} s busy`,
    `${(of(measured, 'peak') / 1e6).toFixed(0)} MB peak`,
  ]
  say(`  ${name.padEnd(28)}${cells.map((cell) => cell.padStart(18)).join('')}`)
}

const goal = (name: string, found: number, wanted: number, unit: string, atMost = false): void => {
  const met = atMost ? found <= wanted : found >= wanted
  const bound = `${atMost ? 'at most' : 'at least'} ${wanted}${unit}`
  say(`  ${met ? 'met ' : 'MISSED'} ${name}: ${found.toPrecision(3)}${unit}, ${bound}`)
}

/** V8 holds no longer text. */
const longestText = 2 ** 29 - 24

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
const peaks = new Map<string, number>()

/** A third of the speed is the decompressor's own where an export is gzipped. */
const benchGzip = (images: number, kind: Kind): void => {
  const path = join(folder, 'export.json.gz')
  writeInput(path, images, kind, true)
  const measured = inTurns({ assay: () => measure('assay', path) })
  row('assay, gzip, 1 thread', statSync(path).size, measured.assay)
  rmSync(path)
}

const benchPeers = (path: string, kind: Kind, images: number, own: Measured[]): void => {
  for (const peer of peers) {
    if (peer.only !== undefined && peer.only !== kind) continue
    if (!isInstalled(peer)) say(`  ${peer.name}: not installed`)
    else {
      const each = timePeer(peer, path) / Math.min(peer.images ?? images, images)
      const times = each / (of(own, 'seconds') / images)
      if (peer.name === 'jq -c .items[]') goal(`against ${peer.name}`, times, 8, ' times')
      else if (peer.name === 'skopeo manifest-digest') goal(`against ${peer.name}`, times, 200, ' times')
      else say(`  against ${peer.name}: ${times.toPrecision(3)} times an image`)
    }
  }
}

const benchInput = (images: number, kind: Kind): void => {
  const path = join(folder, 'export.json')
  writeInput(path, images, kind, false)
  const bytes = statSync(path).size
  say(`${images} images, ${kind}, ${(bytes / 1e6).toFixed(0)} MB; median of ${runs}, in turns`)
  const fits = bytes < longestText
  const { floor, one, two } = inTurns({
    ...(fits
      ? { floor: () => measure('floor', path) }
      : { floor: () => ({ seconds: 0, busy: 0, images: 0, peak: 0 }) }),
    one: () => measure('assay', path, 1),
    two: () => measure('assay', path, 2),
  })
  if (fits) row('JSON.parse + SHA-256', bytes, floor)
  else say('  JSON.parse + SHA-256: a text of this length cannot be')
  row('assay, 1 thread', bytes, one)
  row('assay, 2 threads', bytes, two)
  peaks.set(`${images} ${kind}`, of(one, 'peak'))
  if (fits)
    goal('1 thread against JSON.parse + SHA-256', ratio(floor, one), kind === 'embedded' ? 1 : 0.8, ' times')
  if (images >= 10_000) goal('2 threads against 1', ratio(one, two), 1.7, ' times')
  if (images === 10_000) benchPeers(path, kind, images, one)
  if (bytes > 1e9) {
    const first = inTurns({ first: () => measure('first', path) }).first
    goal(
      `first image of a ${(bytes / 1e9).toFixed(1)} GB file`,
      1000 * of(first, 'seconds'),
      200,
      ' ms',
      true,
    )
  }
  rmSync(path)
}

/** One small export again and again, as a function that stays warm does. */
const benchSmall = async (): Promise<void> => {
  const path = join(folder, 'small.json')
  writeInput(path, 3, 'blanked', false)
  const bytes = readFileSync(path)
  const times: number[] = []
  for (let run = 0; run < 2000; run++) {
    const from = performance.now()
    await assay(bytes)
    times.push(performance.now() - from)
  }
  goal(`a ${(bytes.length / 1e3).toFixed(0)} KB export, warm`, median(times.slice(1000)), 1, ' ms', true)
}

try {
  for (const images of counts)
    for (const kind of kinds) {
      benchInput(images, kind)
      benchGzip(images, kind)
      say()
    }
  await benchSmall()
  for (const kind of kinds) {
    const largest = peaks.get(`400000 ${kind}`)
    const smaller = peaks.get(`10000 ${kind}`)
    if (largest === undefined || smaller === undefined) continue
    goal(`peak memory, 400,000 images ${kind}`, largest / 1e6, 250, ' MB', true)
    say(`  that is ${(largest / smaller).toFixed(2)} times the peak of 10,000`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
