import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { assay, type Evidence } from '../../lib/index.ts'
import { itemOf } from '../checks/assay-document.ts'
import { valid } from '../checks/valid.ts'

/** Evidence whose one text is gone once it has been read. */
const readOnce = (digest: string, text: string): Evidence => {
  const texts = new Map([[digest, Buffer.from(text)]])
  return {
    async get(asked) {
      const bytes = texts.get(asked) ?? null
      texts.delete(asked)
      return bytes
    },
  }
}

suite('an image is reported though its evidence is gone before the end', () => {
  for (const [what, document] of Object.entries({ index: valid.index(), image: valid.blanked() }))
    test(`that said it is an ${what}`, async () => {
      const { digest, manifest } = document
      const { images, summary } = await assay(itemOf('Image', { metadata: { name: digest } }, digest), {
        evidence: readOnce(digest, manifest),
      })
      assert.deepEqual(
        images.map((image) => image.digest),
        [digest],
      )
      assert.equal(summary.images, 1)
    })
})
