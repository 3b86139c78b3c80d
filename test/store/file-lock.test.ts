import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { withLock } from '../../lib/store/file-lock.ts'

const folder = await mkdtemp(join(tmpdir(), 'assay-lock-'))
after(() => rm(folder, { recursive: true, force: true }))

describe('a file lock', () => {
  it('lets one in at a time, and gives what the work gives', async () => {
    const path = join(folder, 'a')
    let inside = 0
    const work = async (index: number) => {
      inside += 1
      assert.equal(inside, 1)
      await setTimeout(1)
      inside -= 1
      return index
    }
    const racers = Array.from({ length: 16 }, (_, index) => index)
    const given = await Promise.all(racers.map((index) => withLock(path, () => work(index))))
    assert.deepEqual(given, racers)
    assert.deepEqual(await readdir(folder), [])
  })

  it('is free again after work that failed', async () => {
    const path = join(folder, 'b')
    await assert.rejects(withLock(path, () => Promise.reject(new Error('no'))))
    assert.equal(await withLock(path, async () => 'yes'), 'yes')
  })

  for (const left of ['a token', '']) {
    it(`is taken over from a holder that died, having written "${left}"`, async () => {
      const path = join(folder, 'c')
      await writeFile(path, left)
      const began = performance.now()
      assert.equal(await withLock(path, async () => 'yes', 100), 'yes')
      assert.ok(performance.now() - began >= 100, 'it waited')
      assert.deepEqual(await readdir(folder), [])
    })
  }

  it('is taken over by one of those that wait', async () => {
    for (let round = 0; round < 20; round++) {
      const path = join(folder, 'e')
      await writeFile(path, 'a token')
      let inside = 0
      const work = async () => {
        inside += 1
        assert.equal(inside, 1)
        await setTimeout(2)
        inside -= 1
      }
      await Promise.all(Array.from({ length: 24 }, () => withLock(path, work, 60)))
      assert.deepEqual(await readdir(folder), [])
    }
  })

  it('is not taken from holders that come and go', async () => {
    const path = join(folder, 'd')
    let held = 0
    const hold = async () => {
      held += 1
      assert.equal(held, 1)
      await setTimeout(60)
      held -= 1
    }
    await Promise.all([1, 2, 3, 4, 5].map(() => withLock(path, hold, 2000)))
    assert.deepEqual(await readdir(folder), [])
  })
})
