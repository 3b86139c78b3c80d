/** Milliseconds of the processor: what other processes do does not count. */
const used = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const cost = (run: () => unknown): number => {
  const start = used()
  run()
  return used() - start
}

/** Inputs that cost less are taken several times: the clock is coarse. */
const measurable = 20

/** Times that more is measured where the ratio looks too high. */
const chances = 8

/** The most that twice the input may take: linear, and what a busy machine adds. */
export const linear = 2.3

/**
 * How many times more twice the input costs. Of each size the least cost counts: what the machine adds comes and goes,
 * what is quadratic stays.
 */
export const growth = (
  make: (size: number) => string,
  size: number,
  run: (bytes: Buffer) => unknown,
): number => {
  const small = Buffer.from(make(size))
  const large = Buffer.from(make(2 * size))
  for (let warm = 0; warm < 2; warm++) run(large)
  const times = Math.ceil(
    measurable /
      Math.max(
        cost(() => run(small)),
        measurable / 50,
      ),
  )
  const repeated = (bytes: Buffer) =>
    cost(() => {
      for (let time = 0; time < times; time++) run(bytes)
    })
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY }
  for (let chance = 0; chance < chances; chance++) {
    least.small = Math.min(least.small, repeated(small))
    least.large = Math.min(least.large, repeated(large))
    if (chance > 0 && least.large / least.small <= linear) break
  }
  return least.large / least.small
}
