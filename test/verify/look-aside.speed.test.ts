import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '../../lib/limits.ts'
import { lookAside } from '../../lib/verify/look-aside.ts'
import { digestOf } from '../checks/document.ts'
import { cost } from '../fuzz/growth.ts'

const signatures = 32_000

/** Were each one to cost what is there before it, they would take some 250 times as long. */
const most = 5

/** As many signatures for any number of manifests: what is kept is the same, and so what the collector does. */
const file = async (manifests: number): Promise<void> => {
  const digests = Array.from({ length: manifests }, (_, index) => digestOf(`manifest ${index}`))
  const filed = lookAside(defaultLimits, () => {})
  for (let number = 1; number <= signatures; number++) {
    const digest = digests[number % manifests]
    assert.ok(digest)
    filed.add({ name: `${number}`, digest, number }, `${number}`, 1, async () => null)
  }
  assert.equal(filed.finish()?.digests.size, manifests)
}

test('signatures of one manifest take about as long as those of a hundred', async () => {
  const least = { one: Number.POSITIVE_INFINITY, hundred: Number.POSITIVE_INFINITY }
  for (let run = 0; run < 5; run++) {
    least.one = Math.min(least.one, await cost(() => file(1)))
    least.hundred = Math.min(least.hundred, await cost(() => file(100)))
  }
  const ratio = least.one / least.hundred
  assert.ok(ratio <= most, `${ratio.toFixed(2)} times`)
})
