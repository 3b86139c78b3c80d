import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The most that twice the input may take: linear, and what a busy machine adds. */
export const linear = 2.3

setFlagsFromString('--expose-gc')
const collect: unknown = runInNewContext('gc')

const used = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Seconds of the processor: what other processes do does not count, nor does what earlier runs left behind. */
const cost = async (run: () => Promise<unknown>): Promise<number> => {
  if (typeof collect === 'function') collect()
  const begin = used()
  await run()
  return used() - begin
}

export interface Growth {
  /** How many times more twice the input costs: 2 is linear, 4 quadratic. */
  readonly ratio: number
  /** Seconds for the smallest input. */
  readonly small: number
}

/** Seconds below which a clock that ticks in thousandths tells nothing: what costs less is run several times. */
const measurable = 0.02

/** Doublings that are measured together: caches and collectors make steps, and a step is no slope. */
const doublings = 2

/** Times that more is measured where the ratio looks too high. */
const chances = 20

/**
 * Measures how the cost of `run` grows when its input doubles. Of each size the least cost counts: what the machine
 * adds comes and goes, what is quadratic stays. `size` should make some 100 KB: beyond megabytes memory itself gets
 * slower by the step.
 */
export const growthOf = async (
  make: (size: number) => Uint8Array,
  size: number,
  run: (bytes: Uint8Array) => Promise<unknown>,
): Promise<Growth> => {
  const small = make(size)
  const large = make(2 ** doublings * size)
  // The first runs compile.
  for (let warm = 0; warm < 3; warm++) await run(small)
  const times = Math.ceil(measurable / Math.max(await cost(() => run(small)), measurable / 50))
  const repeated = (bytes: Uint8Array) =>
    cost(async () => {
      for (let time = 0; time < times; time++) await run(bytes)
    })
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY }
  const ratio = (): number => (least.large / least.small) ** (1 / doublings)
  for (let chance = 0; chance < chances; chance++) {
    least.small = Math.min(least.small, await repeated(small))
    least.large = Math.min(least.large, await repeated(large))
    if (chance > 0 && ratio() <= linear) break
  }
  return { ratio: ratio(), small: least.small / times }
}
