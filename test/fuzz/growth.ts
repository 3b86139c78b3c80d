import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The most that twice the input may take: linear, and what a busy machine adds. */
export const linear = 2.3

setFlagsFromString('--expose-gc')
const collect: unknown = runInNewContext('gc')

/** The sum alone is exact: how it is parted between user and system is guessed by the tick. */
const used = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Seconds of the processor: what other processes do does not count, nor does what earlier runs left behind. */
export const cost = async (run: () => Promise<unknown>): Promise<number> => {
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

/** Measures `runs` times at most how cost grows over `doublings` of the input, until it looks linear. */
interface Trial {
  readonly doublings: number
  readonly runs: number
}

/**
 * Several doublings together: caches and collectors make steps, and a step is no slope. Where it looks like one, more
 * doublings tell: a step then weighs less, a square more.
 */
const trials: readonly Trial[] = [
  { doublings: 2, runs: 10 },
  { doublings: 4, runs: 5 },
]

/**
 * Measures how the cost of `run` grows when its input doubles. Of each size the least cost counts: what the machine
 * adds comes and goes, what is quadratic stays. `size` should make some 100 KB, and texts of 20 KB at most:
 * beyond, memory itself gets slower by the step.
 */
export const growthOf = async (
  make: (size: number) => Uint8Array,
  size: number,
  run: (bytes: Uint8Array) => Promise<unknown>,
): Promise<Growth> => {
  const small = make(size)
  // The first runs compile.
  for (let warm = 0; warm < 3; warm++) await run(small)
  const times = Math.ceil(measurable / Math.max(await cost(() => run(small)), measurable / 50))
  const repeated = (bytes: Uint8Array) =>
    cost(async () => {
      for (let time = 0; time < times; time++) await run(bytes)
    })

  const growthOver = async ({ doublings, runs }: Trial): Promise<Growth> => {
    const large = make(2 ** doublings * size)
    const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY }
    const growth = () => ({
      ratio: (least.large / least.small) ** (1 / doublings),
      small: least.small / times,
    })
    for (let n = 0; n < runs; n++) {
      least.small = Math.min(least.small, await repeated(small))
      least.large = Math.min(least.large, await repeated(large))
      if (n > 0 && growth().ratio <= linear) break
    }
    return growth()
  }

  let growth = { ratio: Number.POSITIVE_INFINITY, small: 0 }
  for (const trial of trials) if (growth.ratio > linear) growth = await growthOver(trial)
  return growth
}
