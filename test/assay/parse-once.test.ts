import assert from 'node:assert/strict'
import { mock, suite, test } from 'node:test'
import { assay } from '../../lib/index.ts'
import { itemOf } from '../checks/assay-document.ts'
import { valid } from '../checks/valid.ts'

/** How often `JSON.parse` is given a text with `mark` in it while `action` runs. */
const parsedWith = async (mark: string, action: () => Promise<void>): Promise<number> => {
  const parse = mock.method(JSON, 'parse')
  try {
    await action()
    return parse.mock.calls.filter(({ arguments: [text] }) => text.includes(mark)).length
  } finally {
    parse.mock.restore()
  }
}

const elsewhere = `sha256:${'0'.repeat(64)}`

suite('JSON.parse is given each item once', () => {
  const rows = {
    'an image that is proven as it is read': [valid.blanked(), 'verified'],
    'an image that all the export is searched for': [
      { ...valid.blanked(), digest: elsewhere },
      'unverifiable',
    ],
    'an index, which waits for its children': [valid.index(), 'verified'],
  } as const
  for (const [what, [{ image, digest }, verdict]] of Object.entries(rows))
    test(what, async () => {
      const mark = 'in no other text'
      const metadata = { name: digest, labels: { mark } }
      const text = JSON.stringify({
        kind: 'List',
        apiVersion: 'v1',
        items: [itemOf('Image', { ...image, metadata }, digest)],
      })
      const times = await parsedWith(mark, async () => {
        const { images } = await assay(text)
        assert.deepEqual(
          images.map(({ verification }) => verification.verdict),
          [verdict],
        )
      })
      assert.equal(times, 1)
    })
})
