import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../lib/json/json.ts'
import { itemOf } from '../image/item.ts'
import { assayed } from './assayed.ts'
import { withTexts } from './blank.ts'
import { choices, oneOf, presented, sure } from './runs.ts'
import { embedded, reconstructed } from './true-images.ts'

const blanked = await reconstructed()
const carrying = await embedded()

describe('bytes that are not the manifest are never verified, and never thrown at anyone:', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.json({ maxDepth: 4 }),
    fc.constantFrom(
      '{}',
      '[]',
      'null',
      '\ufeff',
      '\ufeff{}',
      '{"schemaVersion":2}',
      '\ud800',
      '{"signatures":[{"protected":""}],"fsLayers":[]}',
    ),
  )

  it('anything at all', async (t) => {
    const property = fc.asyncProperty(oneOf(blanked), anyText, async ({ image }, text) => {
      const { proof } = await assayed(withTexts(image, text))
      // No text is no bytes: then the fields speak.
      assert.equal(proof.verification.verdict, text === '' ? 'verified' : 'mismatch')
    })
    await sure(t, property, 200)
  })

  it('the manifest with a piece cut out or put in, unless it says the same all the same', async (t) => {
    const pieces = [
      '',
      ' ',
      '\n',
      '\r\n',
      '0',
      '1',
      '"',
      ',',
      '{}',
      'x',
      '"layers":[],',
      '"Layers":[],',
      '\u0000',
      'e0',
      '.0',
      '\ufeff',
    ]
    const property = fc.asyncProperty(
      oneOf(carrying.filter(({ type }) => type !== 'schema1')),
      fc.nat(4000),
      fc.nat(3),
      fc.constantFrom(...pieces),
      async ({ image, manifest }, from, length, piece) => {
        const at = from % (manifest.length + 1)
        const text = manifest.slice(0, at) + piece + manifest.slice(at + length)
        const { proof } = await assayed(withTexts(image, text))
        if (proof.verification.verdict !== 'verified') return
        assert.equal(proof.proven?.bytes.toString(), manifest)
        assert.deepEqual(JSON.parse(text.replace(/^\ufeff/, '')), JSON.parse(manifest))
        assert.doesNotMatch(text, /Layers|"layers".*"layers"|e0[,\s}]|\.0[,\s}]/s)
      },
    )
    await sure(t, property, 500)
  })

  it('any JSON in any field', async (t) => {
    const known = Object.keys(blanked[0]?.image ?? {})
    const keys = [
      'metadata',
      'dockerImageManifest',
      'dockerImageConfig',
      'dockerImageManifests',
      'signatures',
      'dockerImageSignatures',
      ...known,
    ]
    const property = fc.asyncProperty(
      oneOf(carrying),
      fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>, {
        maxKeys: 4,
      }),
      choices,
      async ({ image }, fields, chosen) => {
        const { proof } = await assayed(presented({ ...image, ...fields }, chosen))
        const { verdict, computed } = proof.verification
        if (verdict === 'verified') assert.ok(computed !== null && proof.proven !== null)
      },
    )
    await sure(t, property, 300)
  })

  it('any JSON for an item', async (t) => {
    const property = fc.asyncProperty(
      fc.dictionary(
        fc.constantFrom('metadata', 'image', 'tag', '__proto__', 'constructor'),
        fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>,
      ),
      fc.constantFrom('Image', 'ImageStreamImage', 'ImageStreamTag'),
      async (value, kind) => {
        const { proof } = await assayed(itemOf(value, { kind }))
        assert.equal(proof.verification.verdict, 'unverifiable')
      },
    )
    await sure(t, property, 200)
  })
})
