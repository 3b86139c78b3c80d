import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'
import { assayed } from './assayed.ts'
import { choices, oneOf, presented, sure } from './runs.ts'
import { embedded, reconstructed, type TrueImage } from './true-images.ts'

const blanked = await reconstructed()
const carrying = await embedded()

/** Every member of an image object, by the way to it; elements of lists are not members. */
const members = (value: Json | undefined, path: readonly string[] = []): (readonly string[])[] => {
  if (Array.isArray(value))
    return value.slice(0, 3).flatMap((element, i) => members(element, [...path, String(i)]))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, member]) => [
    [...path, key],
    ...members(member, [...path, key]),
  ])
}

const without = (value: JsonObject, paths: readonly (readonly string[])[], empty: boolean): JsonObject => {
  const copy = structuredClone(value)
  for (const path of paths) {
    let place: unknown = copy
    for (const step of path.slice(0, -1))
      place = isObject(place) || Array.isArray(place) ? (place as JsonObject)[step] : undefined
    if (!isObject(place)) continue
    if (empty) place[path.at(-1) as string] = null
    else delete place[path.at(-1) as string]
  }
  return copy
}

describe('an image that merely lacks something is never a mismatch:', () => {
  const guard = (what: string, pool: readonly TrueImage[], runs: number): void => {
    it(what, async (t) => {
      const property = fc.asyncProperty(
        oneOf(pool).chain((known) =>
          fc.record({
            known: fc.constant(known),
            gone: fc.subarray(members(known.image), { maxLength: 12 }),
          }),
        ),
        fc.boolean(),
        choices,
        async ({ known, gone }, empty, chosen) => {
          const image = presented(without(known.image, gone, empty), chosen)
          const { proof, findings } = await assayed(image)
          assert.notEqual(proof.verification.verdict, 'mismatch', JSON.stringify(image))
          const { reason, verdict } = proof.verification
          assert.equal(reason === null, verdict === 'verified', 'a miss has a reason')
          assert.ok(!findings.some(({ check }) => ['manifest-digest', 'layers-match'].includes(check)))
        },
      )
      await sure(t, property, runs)
    })
  }
  guard('blanked, any of its fields', blanked, 400)
  guard('with its bytes, any of its fields, the bytes too', carrying, 400)
})
