import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '../../lib/limits.ts'
import { lookAside } from '../../lib/verify/look-aside.ts'
import { digestOf } from '../checks/document.ts'
import { growthOf, linear } from '../fuzz/growth.ts'

test('twice the signatures of one manifest take at most about twice the time', async () => {
  const digest = digestOf('manifest')
  const { ratio } = await growthOf(
    (size) => Buffer.alloc(size),
    1000,
    async ({ length }) => {
      const signatures = lookAside(defaultLimits, () => {})
      for (let number = 1; number <= length; number++)
        signatures.add({ name: `${number}`, digest, number }, `${number}`, 1, async () => null)
      assert.equal(signatures.finish()?.digests.size, 1)
    },
  )
  assert.ok(ratio <= linear, `${ratio.toFixed(2)} times`)
})
