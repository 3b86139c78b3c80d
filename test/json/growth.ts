const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0

const duration = (run: () => unknown): number => {
  const start = performance.now()
  run()
  return performance.now() - start
}

/** The most that twice the input may take: linear, and what a busy machine adds. */
export const linear = 2.3

/**
 * How many times longer twice the input takes: the median of pairs, each pair taken in one go. A machine that does
 * other things too gets three chances; what is quadratic needs four times the time in each.
 */
export const growth = (
  make: (size: number) => string,
  size: number,
  run: (bytes: Buffer) => unknown,
): number => {
  const small = Buffer.from(make(size))
  const large = Buffer.from(make(2 * size))
  duration(() => run(large))
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3 && least > linear; round++) {
    const ratios = Array.from({ length: 5 }, () => {
      const before = duration(() => run(small))
      return duration(() => run(large)) / before
    })
    least = Math.min(least, median(ratios))
  }
  return least
}
