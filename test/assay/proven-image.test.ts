import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { packImage, unpackImage } from '../../lib/assay/proven-image.ts'
import { readItems } from '../../lib/export/read.ts'
import { parseImage } from '../../lib/image/parse.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { noEvidence } from '../../lib/verify/evidence.ts'
import { proveManifest } from '../../lib/verify/prove.ts'
import { sourceOf } from '../export/collect.ts'

const provenIn = async (text: string | Buffer) => {
  const proven = []
  for await (const event of readItems(sourceOf(text), 0, defaultLimits)) {
    if (event.type !== 'item') continue
    const image = parseImage(event.item, defaultLimits)
    proven.push({ image, proof: await proveManifest(image, noEvidence, defaultLimits) })
  }
  return proven
}

suite('an image comes back from its bytes as it was', () => {
  const folder = join(import.meta.dirname, '../../events/exports')
  for (const name of readdirSync(folder))
    test(name, async () => {
      const proven = await provenIn(readFileSync(join(folder, name)))
      assert.ok(proven.length > 0)
      for (const one of proven) assert.deepEqual(unpackImage(packImage(one)), one)
    })

  test('names and values that objects of JavaScript treat apart', async () => {
    const metadata = '{"name":"x","labels":{"__proto__":{"a":-0},"1":"one","b":"\\ud800","constructor":null}}'
    const [one] = await provenIn(
      `{"kind":"Image","apiVersion":"image.openshift.io/v1","metadata":${metadata}}`,
    )
    assert.ok(one)
    const { value } = unpackImage(packImage(one)).image
    assert.deepEqual(value, one.image.value)
    assert.equal(JSON.stringify(value.metadata), JSON.stringify(JSON.parse(metadata)))
  })
})
