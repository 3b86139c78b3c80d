/** Speed and memory of a fleet's first audit and of the next: `npm run bench:audit [-- IMAGES]`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeBenchNews, writeBenchStore } from './audit-store.ts'

interface Taken {
  readonly seconds: number
  readonly processor: number
  readonly megabytes: number
  readonly images: number
}

const run = (folder: string, at: string): Taken =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'audit-run.ts'), folder, at], {
      encoding: 'utf8',
    }),
  )

const say = (text: string): boolean => process.stdout.write(`${text}\n`)
const line = (what: string, { seconds, processor, megabytes, images }: Taken): boolean =>
  say(
    `${what.padEnd(24)} ${String(images).padStart(9)} images ${seconds.toFixed(1).padStart(7)} s ${processor.toFixed(1).padStart(7)} s of processor ${megabytes.toFixed(0).padStart(6)} MB`,
  )

const bench = (images: number): readonly [first: Taken, second: Taken] => {
  const folder = mkdtempSync(join(process.env.ASSAY_BENCH ?? tmpdir(), 'assay-bench-audit-'))
  try {
    writeBenchStore(folder, images)
    const first = run(folder, '2026-03-01T02:00:00.000Z')
    line('first audit', first)
    writeBenchNews(folder, images)
    const second = run(folder, '2026-03-02T02:00:00.000Z')
    line('after 1 per cent new', second)
    const share = (of: 'seconds' | 'processor'): string => ((100 * second[of]) / first[of]).toFixed(1)
    say(`  ${share('seconds')} per cent of the first one's time, ${share('processor')} of its processor time`)
    return [first, second]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const most = Number(process.argv[2] ?? 1_000_000)
const [small] = bench(most / 10)
const [large] = bench(most)
say(`growth exponent ${Math.log10(large.processor / small.processor).toFixed(2)}`)
