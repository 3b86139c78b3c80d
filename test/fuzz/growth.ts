/** The most that twice the input may take: linear, and what a busy machine adds. */
export const linear = 2.3

const used = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Seconds of the processor: what other processes do does not count. */
const cost = async (run: () => Promise<unknown>): Promise<number> => {
  const begin = used()
  await run()
  return used() - begin
}

export interface Growth {
  /** How many times more twice the input costs. */
  readonly ratio: number
  /** Seconds for the smaller input. */
  readonly small: number
}

/** Seconds below which a clock that ticks in thousandths tells nothing, and times that an input is doubled at most. */
const measurable = 0.015
const mostDoublings = 5

/** Times that more is measured where the ratio looks too high. */
const chances = 6

/**
 * Measures how the cost of `run` grows when its input doubles, from a size on that costs enough to be measured. Of
 * each size the least cost counts: what a collector or a cold cache adds comes and goes, what is quadratic stays.
 */
export const growthOf = async (
  make: (size: number) => Uint8Array,
  size: number,
  run: (bytes: Uint8Array) => Promise<unknown>,
): Promise<Growth> => {
  let small = make(size)
  await run(small)
  let factor = 1
  while (factor < 2 ** mostDoublings && (await cost(() => run(small))) < measurable) {
    factor *= 2
    small = make(factor * size)
  }
  const large = make(2 * factor * size)
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY }
  for (let chance = 0; chance < chances; chance++) {
    for (let again = 0; again < 2; again++) {
      least.small = Math.min(least.small, await cost(() => run(small)))
      least.large = Math.min(least.large, await cost(() => run(large)))
    }
    if (least.large / least.small <= linear) break
  }
  return { ratio: least.large / least.small, small: least.small }
}
