import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { type Form, imageForms, indexForms } from '../../lib/manifest/form.ts'
import { recorded } from '../../lib/verify/evidence.ts'
import { corpusText, withoutCorpus } from '../corpus.ts'
import { withValue } from '../image/item.ts'
import { digestOf, imageContent, indexContent } from '../manifest/samples.ts'
import { schema1Payload } from '../manifest/signed.ts'
import { type Content, written } from '../manifest/written.ts'
import { assayed, evidenceOf } from './assayed.ts'
import { blankedImage, withTexts } from './blank.ts'

const diffIds = ['1', '2', '3'].map((letter) => digestOf(letter))
const configText = JSON.stringify({
  architecture: 'arm64',
  os: 'linux',
  variant: 'v8',
  config: { Env: ['A=b'] },
  rootfs: { type: 'layers', diff_ids: diffIds },
  history: [
    { created_by: 'ADD' },
    { created_by: 'ENV', empty_layer: true },
    { created_by: 'COPY' },
    { created_by: 'RUN' },
  ],
})
const otherText = configText.replace('A=b', 'A=c')

const form = imageForms[0] as Form
/** A manifest whose config is `text`, described truly unless told otherwise. */
const manifestOf = (text: string, wrong: Partial<NonNullable<Content['config']>> = {}): string => {
  const content = imageContent('docker')
  const { config } = content
  assert.ok(config !== undefined)
  return written(form, {
    ...content,
    config: { ...config, digest: digestBytes(text), size: Buffer.byteLength(text), ...wrong },
  })
}
const manifest = manifestOf(configText)
const blanked = blankedImage(manifest, { config: configText })
const digest = digestBytes(configText)
const size = Buffer.byteLength(configText)

describe('a config is verified', () => {
  const verified = { digest, size, verdict: 'verified', proof: 'embedded' }
  const rungs: readonly (readonly [rung: string, manifest: string | null, evidence: readonly string[]])[] = [
    ['embedded', manifest, []],
    ['reserialized', `${manifest}\n`, []],
    ['evidence', null, [manifest]],
    ['reconstructed', null, []],
  ]
  for (const [rung, given, beside] of rungs) {
    it(`in the export, where the manifest is ${rung}`, async () => {
      const { proof, findings } = await assayed(withTexts(blanked, given, configText), evidenceOf(...beside))
      assert.equal(proof.verification.proof, rung)
      assert.deepEqual(proof.config?.verification, verified)
      assert.deepEqual(
        findings.filter(({ check }) => check.startsWith('config')),
        [],
      )
    })

    it(`by evidence, where the manifest is ${rung}`, async () => {
      const used = new Set<string>()
      const { proof } = await assayed(
        withTexts(blanked, given),
        recorded(evidenceOf(...beside, configText), used),
      )
      assert.deepEqual(proof.config?.verification, { ...verified, proof: 'evidence' })
      assert.ok(used.has(digest))
      assert.equal(proof.config.parsed?.config?.architecture, 'arm64')
    })
  }

  it('by the algorithm of its own digest', async () => {
    const wide = digestBytes(configText, 'sha512')
    const text = manifestOf(configText, { digest: wide })
    const { proof } = await assayed(withTexts(blankedImage(text), null, configText))
    assert.deepEqual(proof.config?.verification, { ...verified, digest: wide })
  })

  it('even where it is no configuration, which is named', async () => {
    const odd = '{"os":7}'
    const { proof, checks } = await assayed(withTexts(blankedImage(manifestOf(odd)), null, odd))
    assert.equal(proof.config?.verification.verdict, 'verified')
    assert.ok(checks.includes('config-malformed'), checks.join())
  })

  it('even where it names something twice, which is named and never read', async () => {
    const twin = configText.replace('"os":', '"os":"windows","os":')
    const { proof, checks } = await assayed(withTexts(blankedImage(manifestOf(twin)), null, twin))
    assert.equal(proof.config?.verification.verdict, 'verified')
    assert.equal(proof.config.parsed?.config, null)
    assert.ok(checks.includes('item-duplicate-key'), checks.join())
    assert.equal(proof.described.platform.os, null)
  })

  it('and then says what the image is for', async () => {
    const { proof } = await assayed(withTexts(blanked, null, configText))
    assert.deepEqual(proof.described.platform, { os: 'linux', architecture: 'arm64', variant: 'v8' })
  })
})

describe('a config is a mismatch', () => {
  const rows: readonly (readonly [what: string, image: JsonObject, checks: readonly string[]])[] = [
    ['where its bytes hash to something else', withTexts(blanked, null, otherText), ['config-digest']],
    [
      'where it is another length too',
      withTexts(blanked, null, `${configText}\n`),
      ['config-digest', 'config-size'],
    ],
    [
      'where the manifest gives it another size',
      withTexts(blankedImage(manifestOf(configText, { size: size + 1 })), null, configText),
      ['config-size'],
    ],
    [
      'where it is empty but for a brace',
      withTexts(blanked, null, '{'),
      ['config-digest', 'config-size', 'config-malformed'],
    ],
  ]
  for (const [what, image, checks] of rows)
    it(what, async () => {
      const { proof, findings } = await assayed(image)
      assert.equal(proof.verification.verdict, 'verified', 'the manifest is proven all the same')
      assert.deepEqual(
        [proof.config?.verification.verdict, proof.config?.verification.proof],
        ['mismatch', null],
      )
      assert.deepEqual(
        findings.flatMap(({ check }) => (check.startsWith('config') ? [check] : [])),
        checks,
      )
    })

  it('and then says nothing of what the image is for', async () => {
    const other = configText.replace('arm64', 's390x')
    const { proof } = await assayed(withTexts(blanked, null, other))
    assert.notEqual(proof.described.platform.architecture, 's390x')
    assert.equal(proof.described.platform.os, null)
  })
})

describe('a config is unverifiable', () => {
  it('without its bytes; digest and size are the proven ones', async () => {
    const { proof, findings } = await assayed(blanked)
    assert.deepEqual(proof.config?.verification, { digest, size, verdict: 'unverifiable', proof: null })
    assert.deepEqual(
      findings.filter(({ check }) => check.startsWith('config')),
      [],
    )
  })

  it('where evidence holds only another', async () => {
    const { proof } = await assayed(blanked, evidenceOf(otherText))
    assert.deepEqual(proof.config?.verification, { digest, size, verdict: 'unverifiable', proof: null })
  })

  const unproven = blankedImage(`${manifest} `, { config: configText })
  it('where the manifest is not proven: nothing ties the two together', async () => {
    const { proof } = await assayed(withTexts(unproven, null, configText), evidenceOf(configText))
    assert.equal(proof.verification.verdict, 'unverifiable')
    assert.deepEqual(
      [proof.config?.verification.verdict, proof.config?.verification.proof],
      ['unverifiable', null],
    )
  })

  it('where the manifest is a mismatch', async () => {
    const { proof } = await assayed(withTexts(unproven, manifest, configText))
    assert.equal(proof.verification.verdict, 'mismatch')
    assert.deepEqual(
      [proof.config?.verification.verdict, proof.config?.verification.proof],
      ['unverifiable', null],
    )
  })

  it('where the object does not say which it is', async () => {
    const image = withValue(unproven, '/dockerImageMetadata/Id', undefined)
    const { proof } = await assayed(withTexts(image, null, configText))
    assert.deepEqual(proof.config?.verification, {
      digest: null,
      size: null,
      verdict: 'unverifiable',
      proof: null,
    })
  })
})

describe('there is no config', () => {
  it('of a schema 1 image, whatever Id says', async () => {
    const payload = schema1Payload([digestOf('1')])
    for (const image of [blankedImage(payload), withTexts(blankedImage(payload), payload)]) {
      const { proof } = await assayed(image, evidenceOf(configText))
      assert.equal(proof.config, null)
    }
  })

  it('of an index; one that is there is against the API', async () => {
    const index = written(indexForms[0] as Form, indexContent('docker'))
    const { proof, checks } = await assayed(withTexts(blankedImage(index), null, configText))
    assert.equal(proof.config, null)
    assert.ok(checks.includes('api-shape'), checks.join())
  })
})

describe('real manifests and configs', { skip: withoutCorpus }, () => {
  for (const platform of ['linux-amd64', 'linux-arm64'])
    it(`oapi-config-${platform} is not the one of its manifest`, async () => {
      const text = corpusText(`raw-manifests/oapi-manifest-${platform}.json`)
      const config = corpusText(`raw-manifests/oapi-config-${platform}.json`)
      const { proof, checks } = await assayed(withTexts(blankedImage(text), null, config))
      assert.deepEqual(
        [proof.verification.proof, proof.config?.verification.verdict],
        ['reconstructed', 'mismatch'],
      )
      assert.ok(checks.includes('config-digest'))
    })
})
