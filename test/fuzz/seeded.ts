import type { TestContext } from 'node:test'
import fc from 'fast-check'

/** `ASSAY_SEED=N npm test` tries other cases than last time, and the same as whoever printed N. */
export const seed = Number(process.env.ASSAY_SEED ?? 4)

/** Tries a property so many times, and prints the seed that tries the same again. */
export const seeded = async <T>(
  t: Pick<TestContext, 'diagnostic'>,
  property: fc.IAsyncProperty<T> | fc.IProperty<T>,
  numRuns: number,
): Promise<void> => {
  t.diagnostic(`ASSAY_SEED=${seed}, ${numRuns} runs`)
  await fc.assert(property as fc.IAsyncProperty<T>, { seed, numRuns })
}
