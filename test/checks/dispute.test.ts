import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDisputes } from '../../lib/checks/dispute.ts'
import type { Digest } from '../../lib/digest.ts'
import { createBlobClaims, createBlobs } from '../../lib/report/blobs.ts'
import { digestOf } from './document.ts'

const mostGiven = 101
const disputed = digestOf('disputed')

/** Blobs of which each image states another size, between others that fill the table. */
const disputesWith = (memory: number, images: number) => {
  const blobs = createBlobs(memory)
  for (let image = 0; image < images; image++) {
    const claims = createBlobClaims()
    const layers = [disputed, digestOf(`other ${image}`)].map((digest, n) => ({
      digest,
      size: n === 0 ? 1 + (image % 211) : 5,
      mediaType: null,
    }))
    claims.add({ type: 'image', layers, config: null }, false, image)
    blobs.add(claims.claims())
  }
  const found = [...blobs.finish().disputes]
  blobs.close()
  return found.map(({ key, given }) => ({
    key,
    given: given.toSorted((one, other) => one.image - other.image),
  }))
}

test('of very many values the first images’ are kept, wherever the table is kept', () => {
  const expected = [
    {
      key: disputed,
      given: Array.from({ length: mostGiven }, (_, image) => ({ field: 0, value: 1 + image, image })),
    },
  ]
  for (const memory of [0, 100_000, 1_000_000, 2 ** 30])
    assert.deepEqual(disputesWith(memory, 3000), expected, `${memory} bytes`)
})

test('what is kept does not depend on the order in which values come', () => {
  const key = (): Digest => disputed
  const values = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 2, maxLength: 600, size: 'max' })
  fc.assert(
    fc.property(values, fc.infiniteStream(fc.nat()), (given, order) => {
      const rows = given.map((value, image) => ({ image, value }))
      const first = new Map<number, number>()
      for (const { image, value } of rows) first.set(value, Math.min(image, first.get(value) ?? image))
      const expected = [...first].toSorted(([, one], [, other]) => one - other).slice(0, mostGiven)
      const disputes = createDisputes(1, 2 ** 20)
      const [root, ...others] = rows as [(typeof rows)[0], ...typeof rows]
      // What stays is the first row, as in a table; the others come in any order.
      for (const { value, image } of others
        .map((row) => ({ row, place: order.next().value }))
        .toSorted((one, other) => one.place - other.place)
        .map(({ row }) => row))
        disputes.lay(key, Float64Array.of(root.value, root.image), 0, Float64Array.of(value, image), 0)
      const found = [...disputes.all()].flatMap((dispute) => dispute.given)
      disputes.close()
      assert.deepEqual(
        found
          .map(({ value, image }) => [value, image])
          .toSorted(([, one], [, other]) => (one as number) - (other as number)),
        first.size < 2 ? [] : expected,
      )
    }),
    { seed: 7, numRuns: 200 },
  )
})
