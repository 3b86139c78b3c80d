import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { type Form, imageForms } from '../../lib/manifest/form.ts'
import { reportImage } from '../../lib/report/image-report.ts'
import { withValue } from '../image/item.ts'
import { imageContent, indexContent, types } from '../manifest/samples.ts'
import { written } from '../manifest/written.ts'
import { assayed, evidenceOf } from './assayed.ts'
import { blankedImage, withTexts } from './blank.ts'

const docker = written(imageForms[0] as Form, imageContent('docker'))
const compact = JSON.stringify(JSON.parse(docker))

const tampered = (truth: string, given: string, limits = defaultLimits) =>
  assayed(withTexts(blankedImage(truth), given), undefined, limits)

const refuse = async (truth: string, given: string): Promise<void> => {
  const { proof, checks } = await tampered(truth, given)
  assert.deepEqual(
    [proof.verification.verdict, proof.verification.reason, proof.accident],
    ['mismatch', 'bytes-differ', null],
  )
  assert.ok(checks.includes('manifest-digest'), checks.join())
}

const accept = async (truth: string, given: string): Promise<void> => {
  const { proof } = await tampered(truth, given)
  assert.deepEqual([proof.verification.verdict, proof.verification.proof], ['verified', 'reserialized'])
}

/** The manifest with a number where only a reader who knows the member would look. */
const places: Readonly<Record<string, (number: string) => string>> = {
  'in a member of its own': (number) => compact.replace(/}$/, `,"x":${number}}`),
  'in a list': (number) => compact.replace(/}$/, `,"x":[true,[${number}]]}`),
  'in a layer': (number) => compact.replace('"layers":[{', `"layers":[{"x":${number},`),
  'in the config': (number) => compact.replace('"config":{', `"config":{"x":{"y":${number}},`),
}

/** What readers of numbers make of each: they write the second back. */
const numbers: readonly (readonly [given: string, readAs: string])[] = [
  ['9007199254740993', '9007199254740992'],
  ['-9007199254740993', '-9007199254740992'],
  ['9007199254740992', '9007199254740992'],
  ['-0.0e5', '0'],
  ['-0', '0'],
  ['1.0', '1'],
  ['1e0', '1'],
  ['1E2', '100'],
  ['0.10', '0.1'],
  ['123456789012345678901234567890', '1.2345678901234568e+29'],
]

describe('an unsafe number is never reserialized:', () => {
  for (const [place, put] of Object.entries(places))
    for (const [given, readAs] of numbers) {
      it(`${given} ${place}, though other white space around ${readAs} would do`, async () => {
        await refuse(put(readAs), put(given).replace(/^{/, '{\n'))
      })
      it(`${given} ${place}, nor by undoing an accident around it`, async () => {
        await refuse(put(given), `${put(given)}\n`)
        await refuse(put(given), `\ufeff${put(given)}`)
        await refuse(`${put(given)}\n`, put(given))
      })
    }

  it('one that all read alike is', async () => {
    const put = places['in a list'] as (number: string) => string
    for (const number of ['9007199254740991', '-9007199254740991', '0', '-1', '0.5', '100'])
      await accept(put(number), put(number).replace(/^{/, '{\n'))
  })

  it('one in a text is no number', async () => {
    for (const text of ['1.0', '-0', '9007199254740993', '\\" 1.0', '\\\\'])
      await accept(
        compact.replace(/}$/, `,"annotations":{"a":"${text}"}}`),
        compact.replace(/}$/, `,"annotations":{"a":"${text}"}}\n`),
      )
  })

  it('one in a text of any length is none', async () => {
    const limits = { ...defaultLimits, manifestBytes: 2 ** 30 }
    for (const filler of ['x', '\\"', '1 '])
      for (const end of ['\n', '\r\n']) {
        const long = compact.replace(/}$/, `,"annotations":{"a":"${filler.repeat(5 * 2 ** 20)}1.0"}}`)
        const { proof } = await tampered(long, `${long}${end}`, limits)
        assert.equal(proof.verification.verdict, 'verified')
      }
  })

  it('one behind a text that ends in a backslash is one', async () => {
    const put = (number: string) => compact.replace(/}$/, `,"annotations":{"a":"\\\\"},"x":${number}}`)
    await refuse(put('1'), put('1.0'))
    await refuse(put('1.0'), `${put('1.0')}\n`)
  })
})

const untyped = (content: object): JsonObject => {
  const { mediaType: _, ...rest } = content as JsonObject
  return { schemaVersion: 2, ...rest }
}
const image = untyped(imageContent('oci'))
const index = untyped(indexContent('oci'))

describe('a member more than the true manifest has is never reserialized:', () => {
  for (const [what, value] of Object.entries({ image, index })) {
    const truth = JSON.stringify(value)
    const { schemaVersion, ...rest } = value as { schemaVersion: number } & JsonObject
    for (const mediaType of [types.oci.manifest, types.oci.index, types.docker.manifest, 'x/y', ''])
      for (const [place, given] of Object.entries({
        first: { mediaType, ...value },
        second: { schemaVersion, mediaType, ...rest },
        last: { ...value, mediaType },
      }))
        it(`mediaType "${mediaType}" ${place} in an untyped ${what}`, async () => {
          await refuse(truth, JSON.stringify(given))
          await refuse(truth, JSON.stringify(given, null, 3))
        })

    it(`an empty list, an empty object and null in an untyped ${what}`, async () => {
      for (const more of [{ annotations: {} }, { x: [] }, { x: null }, { mediaType: null }])
        await refuse(truth, JSON.stringify({ ...value, ...more }))
    })

    it(`white space in an untyped ${what} is`, () => accept(truth, JSON.stringify(value, null, 2)))
  }

  it('nor is a member fewer', async () => {
    const typed = JSON.stringify({ ...image, mediaType: types.oci.manifest })
    await refuse(typed, JSON.stringify(image))
  })
})

describe('the media type of a proven manifest that does not say it', () => {
  const rows: readonly (readonly [
    what: string,
    value: JsonObject,
    stated: string,
    reported: string | null,
  ])[] = [
    ['an image as OCI image', image, types.oci.manifest, types.oci.manifest],
    ['an image as Docker image', image, types.docker.manifest, types.docker.manifest],
    ['an image as index', image, types.oci.index, null],
    ['an image as what no one knows', image, 'x/evil', null],
    ['an index as OCI index', index, types.oci.index, types.oci.index],
    ['an index as image', index, types.oci.manifest, null],
  ]
  for (const [what, value, stated, reported] of rows)
    it(`is the object's only where it fits: ${what}`, async () => {
      const text = JSON.stringify(value)
      const object = withValue(blankedImage(text), '/dockerImageManifestMediaType', stated)
      for (const [given, beside] of [
        [withTexts(object, text), []],
        [object, [text]],
      ] as const) {
        const { image: read, proof, findings, measures, checks } = await assayed(given, evidenceOf(...beside))
        assert.equal(proof.verification.verdict, 'verified')
        assert.equal(proof.verification.computed, digestBytes(text))
        assert.equal(reportImage(read, proof, findings, measures).mediaType, reported)
        assert.equal(checks.includes('media-type'), reported === null)
      }
    })
})

describe('the limit rebuiltBytes', () => {
  it('stops the search for the form that the content had', async () => {
    const given = JSON.stringify(JSON.parse(docker), null, 7)
    for (const truth of [docker, compact].filter((text) => text !== given)) {
      const { proof } = await tampered(truth, given, { ...defaultLimits, rebuiltBytes: -1 })
      assert.equal(proof.verification.verdict, 'mismatch')
      await accept(truth, given)
    }
  })

  it('stops the search for a blanked manifest, and the finding says so', async () => {
    const late = JSON.stringify(JSON.parse(compact), null, 4)
    for (const rebuiltBytes of [1, 1000]) {
      const { proof, findings } = await assayed(blankedImage(late), undefined, {
        ...defaultLimits,
        rebuiltBytes,
      })
      assert.equal(proof.verification.reason, 'reconstruction-inconclusive')
      assert.ok(proof.stop !== null && proof.stop.written > rebuiltBytes)
      assert.equal(proof.stop.limit, rebuiltBytes)
      assert.ok(proof.stop.written < rebuiltBytes + 2 * late.length, 'it stops at the first text beyond it')
      const said = findings.find(({ check }) => check === 'manifest-unverifiable')?.message ?? ''
      assert.match(
        said,
        new RegExp(`stopped after ${proof.stop.written} bytes.*rebuiltBytes of ${rebuiltBytes}\\b`),
      )
    }
  })

  it('is not spoken of where everything was tried', async () => {
    const { proof, findings } = await assayed(blankedImage(`${compact}  `))
    assert.equal(proof.stop, null)
    assert.doesNotMatch(findings.map(({ message }) => message).join(), /rebuiltBytes/)
  })
})
