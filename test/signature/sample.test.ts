import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { assay } from '../../lib/index.ts'
import { eventsFolder } from '../events/make-samples.ts'
import { keyringOf } from './judged.ts'

const folder = join(eventsFolder, 'signed')
const text = readFileSync(join(folder, 'signed-image.json'), 'utf8')
const keyring = keyringOf(readFileSync(join(folder, 'webshop-release.asc')))
const digest: string = JSON.parse(text).metadata.name

suite('the signed sample', () => {
  test('is verified, and what the cluster says of it holds', async () => {
    const { images, summary } = await assay(text, { keyring })
    assert.deepEqual(images[0]?.findings, [])
    assert.equal(images[0]?.verification.verdict, 'verified')
    assert.deepEqual(
      images[0]?.signatures.map(({ verdict, digestMatches, identityMatches }) => [
        verdict,
        digestMatches,
        identityMatches,
      ]),
      [['verified', true, true]],
    )
    assert.deepEqual(summary.signatures, { signed: 1, verified: 1, unsigned: 0 })
    assert.equal('at' in summary, false)
  })

  test('is not checked without its key', async () => {
    const { images, summary } = await assay(text)
    assert.deepEqual(
      images[0]?.findings.map(({ check }) => check),
      ['signature-not-checked'],
    )
    assert.deepEqual(summary.signatures, { signed: 1, verified: 0, unsigned: 0 })
  })

  test('verifies for no other image', async () => {
    const other = text.replaceAll(digest, `sha256:${'0'.repeat(64)}`)
    const { images } = await assay(other, { keyring })
    assert.deepEqual(
      images[0]?.signatures.map(({ verdict, digestMatches }) => [verdict, digestMatches]),
      [['invalid', false]],
    )
    assert.ok(images[0]?.findings.some(({ check }) => check === 'signature-digest'))
    assert.ok(images[0]?.findings.some(({ check }) => check === 'signature-condition'))
  })
})
