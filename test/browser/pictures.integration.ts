import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { withoutBrowser } from './browser.ts'
import { picturesFolder, takePictures } from './pictures.ts'

/** Of all pixels: browsers of other versions smooth letters otherwise; what moved or changed colour is far more. */
const tolerance = 0.02

const kept = readdirSync(picturesFolder).toSorted()

suite('pages look as in the kept pictures', { skip: withoutBrowser, timeout: 300_000 }, () => {
  let taken: ReadonlyMap<string, Buffer> = new Map()
  before(async () => {
    if (withoutBrowser === false) taken = await takePictures()
  })

  test('all of them are there', () => assert.deepEqual(kept, [...taken.keys()].toSorted()))

  for (const name of kept)
    test(name, () => {
      const now = PNG.sync.read(taken.get(name) ?? assert.fail('not taken'))
      const then = PNG.sync.read(readFileSync(join(picturesFolder, name)))
      assert.deepEqual([now.width, now.height], [then.width, then.height])
      const differing = pixelmatch(now.data, then.data, undefined, now.width, now.height, { threshold: 0.2 })
      const share = differing / (now.width * now.height)
      assert.ok(
        share <= tolerance,
        `${(share * 100).toFixed(1)} % of the pixels differ: npm run screenshots, and look`,
      )
    })
})
