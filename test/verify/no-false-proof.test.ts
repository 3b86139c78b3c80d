import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { assayed, evidenceOf } from './assayed.ts'
import { beside, type Falsification, ofImages, ofIndexes } from './falsify.ts'
import { choices, oneOf, picker, presented, sure } from './runs.ts'
import { embedded, reconstructed, type TrueImage } from './true-images.ts'

const blanked = await reconstructed()
const carrying = await embedded()

const single = (known: TrueImage) => known.type !== 'index'
const isIndex = (known: TrueImage) => known.type === 'index'

describe('what is tried', () => {
  it('is images and indexes of every form', () => {
    assert.ok(
      blanked.filter(single).length >= 14 && blanked.filter(isIndex).length >= 16,
      `${blanked.length} images`,
    )
    assert.ok(carrying.length >= blanked.length)
  })
})

describe('an image verified by reconstruction is never verified once it says anything false:', () => {
  const guard = (pool: readonly TrueImage[], falsification: Falsification, runs: number): void => {
    it(falsification.what, async (t) => {
      let tried = 0
      const property = fc.asyncProperty(oneOf(pool), choices, async (known, chosen) => {
        const image = falsification.apply(known.image, picker(chosen))
        if (image === null) return
        tried++
        const { proof } = await assayed(presented(image, chosen))
        assert.equal(proof.verification.verdict, 'unverifiable', JSON.stringify(image))
      })
      await sure(t, property, runs)
      assert.ok(tried > runs / 4, `${tried} of ${runs}`)
    })
  }
  for (const falsification of ofImages) guard(blanked.filter(single), falsification, 100)
  for (const falsification of ofIndexes) guard(blanked.filter(isIndex), falsification, 80)

  it('but for the media type of the manifest, where it does not stand in the text; then the check names it', async (t) => {
    const [mediaType] = beside as readonly [Falsification]
    const property = fc.asyncProperty(oneOf(blanked), choices, async (known, chosen) => {
      const image = mediaType.apply(known.image, picker(chosen))
      assert.ok(image !== null)
      const { proof, checks } = await assayed(image)
      assert.notEqual(proof.verification.verdict, 'mismatch')
      if (proof.verification.verdict === 'verified')
        assert.ok(checks.includes('media-type'), JSON.stringify(image))
    })
    await sure(t, property, 150)
  })
})

describe('an image verified by bytes stays verified, and the check that names it fires:', () => {
  const guard = (pool: readonly TrueImage[], falsification: Falsification, runs: number): void => {
    it(falsification.what, async (t) => {
      let tried = 0
      const property = fc.asyncProperty(
        oneOf(pool),
        fc.boolean(),
        choices,
        async (known, byEvidence, chosen) => {
          const image = falsification.apply(known.image, picker(chosen))
          if (image === null) return
          tried++
          const { dockerImageManifest: _, ...bare } = image
          const { proof, checks } = await assayed(
            presented(byEvidence ? bare : image, chosen),
            byEvidence ? evidenceOf(known.manifest) : undefined,
          )
          assert.deepEqual(
            [proof.verification.verdict, proof.verification.proof],
            ['verified', byEvidence ? 'evidence' : 'embedded'],
          )
          const { check, orElse } = falsification
          const named = checks.filter((found) => found === check || found === orElse)
          assert.equal(named.length, 1, `${check}: ${JSON.stringify(image)}`)
        },
      )
      await sure(t, property, runs)
      assert.ok(tried > runs / 4, `${tried} of ${runs}`)
    })
  }
  const holds =
    ({ schema1 }: Falsification) =>
    (known: TrueImage) =>
      single(known) && (schema1 || known.type === 'image')
  for (const falsification of ofImages) guard(carrying.filter(holds(falsification)), falsification, 100)
  for (const falsification of ofIndexes) guard(carrying.filter(isIndex), falsification, 100)
  const [mediaType, indexId] = beside as readonly [Falsification, Falsification]
  // An untyped manifest is of either family; what schema 1 is called, it is called by its structure.
  const typed = ({ type, manifest }: TrueImage) =>
    type === 'schema1' || Object.hasOwn(JSON.parse(manifest) as object, 'mediaType')
  guard(carrying.filter(typed), mediaType, 150)
  guard(carrying.filter(isIndex), indexId, 50)
})
