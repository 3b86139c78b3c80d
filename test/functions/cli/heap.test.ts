import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const heap = join(import.meta.dirname, '../../../functions/cli/heap.ts')

/** Makes objects of which one in ten lives for a while, for long enough that V8 would take all that it may. */
const program = `
import { getHeapSpaceStatistics } from 'node:v8'
import { setImmediate } from 'node:timers/promises'
import { sizeHeap } from ${JSON.stringify(heap)}
if (process.argv[1] === 'sized') sizeHeap()
const kept = []
for (let round = 0; round < 4000; round++) {
  for (let n = 0; n < 500; n++) {
    const made = { n, round, text: [n, round] }
    if (n % 10 === 0) kept[(round * 50 + n / 10) % 200_000] = made
  }
  if (round % 4 === 0) await setImmediate()
}
console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20)
`

const youngMiB = (...args: string[]): number => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program, ...args],
    { encoding: 'utf8' },
  )
  assert.equal(stderr, '')
  return Number(stdout)
}

test('young objects get room for two times 4 MiB, and no more', () => {
  assert.equal(youngMiB('sized'), 8)
  // Left alone, V8 takes more than that for the same program.
  assert.ok(youngMiB() > 8)
})
