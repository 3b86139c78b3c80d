import type { TestContext } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../../lib/json/json.ts'
import { streamImage } from './blank.ts'

/** `ASSAY_SEED=N` tries other cases. */
const seed = Number(process.env.ASSAY_SEED ?? 1)

/** Tries a property so many times, and says with which seed. */
export const sure = async <T>(
  t: TestContext,
  property: fc.IAsyncProperty<T>,
  numRuns: number,
): Promise<void> => {
  t.diagnostic(`seed ${seed}, ${numRuns} runs`)
  await fc.assert(property, { seed, numRuns })
}

/** Numbers without fast-check's favour for small ones. */
const even = fc.noBias(fc.nat(0x7fff_ffff))

/** What one run chooses at random. */
export interface Choices {
  readonly nested: boolean
  readonly picks: readonly number[]
}

export const choices: fc.Arbitrary<Choices> = fc.record({
  nested: fc.boolean(),
  picks: fc.array(even, { minLength: 6, maxLength: 6 }),
})

/** Gives a number from 0 to below its argument, another one each time. */
export const picker = ({ picks }: Choices) => {
  let next = 0
  return (below: number) => (picks[next++ % picks.length] ?? 0) % below
}

/** Any one of a pool, each as likely as the other. */
export const oneOf = <T>(pool: readonly T[]): fc.Arbitrary<T> => even.map((n) => pool[n % pool.length] as T)

/** Some of them nested in an ImageStreamImage. */
export const presented = (image: JsonObject, { nested }: Choices): JsonObject =>
  nested ? streamImage(image) : image
