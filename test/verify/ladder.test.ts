import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { imageForms, indexForms } from '../../lib/manifest/form.ts'
import { evidenceFrom, recorded } from '../../lib/verify/evidence.ts'
import { withValue } from '../image/item.ts'
import { digestOf, imageContent, indexContent } from '../manifest/samples.ts'
import { elsewhere, honest, schema1Payload, signed } from '../manifest/signed.ts'
import { written } from '../manifest/written.ts'
import { assayed, evidenceOf } from './assayed.ts'
import { blankedImage, streamImage, withTexts } from './blank.ts'
import { placeOf } from './place-of.ts'

const form = (table: typeof imageForms, id: string) => {
  const found = table.find((row) => row.id === id)
  assert.ok(found !== undefined, id)
  return found
}

const manifest = written(form(imageForms, 'docker-compact'), imageContent('docker'))
const digest = digestBytes(manifest)
const index = written(form(indexForms, 'oci-compact'), indexContent('oci'))
const other = written(form(imageForms, 'docker-compact'), imageContent('oci'))
/** No row writes this: it can be proven by its bytes alone. */
const odd = `${manifest.slice(0, -1)} }`
const blanked = blankedImage(manifest)
const blankedOdd = blankedImage(odd)

const nothing = {
  verdict: 'unverifiable',
  proof: null,
  computed: null,
  bytes: null,
  form: null,
  reason: null,
}

describe('embedded', () => {
  for (const algorithm of ['sha256', 'sha384', 'sha512'] as const)
    it(`the bytes hash to a ${algorithm} digest`, async () => {
      const named = digestBytes(odd, algorithm)
      const { proof, checks } = await assayed(withTexts(blankedImage(odd, { digest: named }), odd))
      assert.deepEqual(proof.verification, {
        ...nothing,
        verdict: 'verified',
        proof: 'embedded',
        computed: named,
        bytes: odd.length,
      })
      assert.deepEqual([proof.provenBy, proof.proven?.manifest?.type], ['embedded', 'image'])
      assert.deepEqual(checks, [])
    })

  it('an index', async () => {
    const { proof } = await assayed(withTexts(blankedImage(index), index))
    assert.equal(proof.verification.proof, 'embedded')
    assert.deepEqual([proof.described.type, proof.config], ['index', null])
  })

  it('as UTF-8, whatever is in it', async () => {
    const wide = odd.replace('{', '{"annotations":{"org.opencontainers.image.title":"Größe \u{1f600}"},')
    const { proof } = await assayed(withTexts(blankedImage(wide), wide))
    assert.deepEqual(
      [proof.verification.proof, proof.verification.bytes],
      ['embedded', Buffer.byteLength(wide)],
    )
  })

  it('nested in an ImageStreamImage', async () => {
    const { proof, checks } = await assayed(streamImage(withTexts(blankedOdd, odd)))
    assert.equal(proof.verification.proof, 'embedded')
    assert.deepEqual(checks, [])
  })

  it('bytes that hash to the digest are proven even where they are no manifest', async () => {
    const text = 'no JSON at all'
    const { proof, checks } = await assayed(withTexts(blankedImage(odd, { digest: digestBytes(text) }), text))
    assert.deepEqual([proof.verification.verdict, proof.proven?.manifest], ['verified', null])
    assert.ok(checks.includes('manifest-malformed'))
  })

  const twins: readonly (readonly [what: string, text: string, check: string])[] = [
    ['a duplicate key', odd.replace('"layers":', '"layers":[],"layers":'), 'manifest-duplicate-key'],
    ['a folded key', odd.replace('"layers":', '"Layers":[],"layers":'), 'manifest-duplicate-key'],
    ['an unsafe number', odd.replace('1732', '1732.0'), 'number-unsafe'],
    ['two structures', odd.replace('"layers":', '"manifests":null,"layers":'), 'manifest-ambiguous'],
  ]
  for (const [what, text, check] of twins)
    it(`the bytes are proven, and ${what} in them is named and never read`, async () => {
      const { proof, checks } = await assayed(
        withTexts(blankedImage(odd, { digest: digestBytes(text) }), text),
      )
      assert.deepEqual([proof.verification.verdict, proof.verification.proof], ['verified', 'embedded'])
      assert.equal(proof.proven?.manifest, null)
      assert.ok(checks.includes(check), checks.join())
    })
})

describe('embedded, schema 1', () => {
  const payload = schema1Payload([digestOf('1'), digestOf('2')])
  const blankedPayload = blankedImage(payload)

  it('unsigned', async () => {
    const { proof } = await assayed(withTexts(blankedPayload, payload))
    assert.deepEqual(
      [proof.verification.proof, proof.proven?.manifest?.type, proof.config],
      ['embedded', 'schema1', null],
    )
  })

  for (const algorithm of ['sha256', 'sha512'] as const)
    it(`signed: ${algorithm} of what the signature covers`, async () => {
      const named = digestBytes(payload, algorithm)
      const text = signed(payload, honest(payload))
      const { proof, checks } = await assayed(withTexts(blankedImage(payload, { digest: named }), text))
      assert.deepEqual(proof.verification, {
        ...nothing,
        verdict: 'verified',
        proof: 'embedded',
        computed: named,
        bytes: Buffer.byteLength(payload),
      })
      assert.equal(proof.signedDiffers, false)
      assert.deepEqual(proof.proven?.manifest?.type === 'schema1' && proof.proven.manifest.layers, [
        digestOf('1'),
        digestOf('2'),
      ])
      assert.ok(!checks.includes('manifest-ambiguous'), checks.join())
    })

  it('signed, and the digest is of the whole text', async () => {
    const text = signed(payload, honest(payload))
    const { proof } = await assayed(withTexts(blankedImage(payload, { digest: digestBytes(text) }), text))
    assert.deepEqual(
      [proof.verification.proof, proof.verification.bytes],
      ['embedded', Buffer.byteLength(text)],
    )
  })

  it('a signature that covers another manifest: what stands around it is not read', async () => {
    const evil = schema1Payload([digestOf('6'), digestOf('6'), digestOf('6')])
    const text = signed(evil, elsewhere(payload))
    for (const claims of [blankedPayload, blankedImage(evil, { digest: digestBytes(payload) })]) {
      const { proof, checks } = await assayed(withTexts(claims, text))
      assert.equal(proof.signedDiffers, true)
      assert.equal(proof.proven?.manifest ?? null, null, 'neither of the two is the manifest')
      assert.ok(checks.includes('manifest-ambiguous'), checks.join())
      assert.deepEqual(proof.verification.computed, digestBytes(payload))
      assert.equal(proof.described.layers, null, 'and no claim stands in for it')
    }
  })

  it('a signature that covers another manifest, digest of neither: mismatch', async () => {
    const evil = schema1Payload([digestOf('6')])
    const { proof } = await assayed(
      withTexts(blankedImage(evil, { digest: digestOf('f') }), signed(evil, elsewhere(payload))),
    )
    assert.deepEqual([proof.verification.verdict, proof.proven], ['mismatch', null])
  })

  it('a duplicate key around an honest signature is named, and the manifest not read', async () => {
    const text = signed(payload, honest(payload)).replace('"signatures":', '"fsLayers": [], "signatures":')
    const { proof, checks } = await assayed(withTexts(blankedPayload, text))
    assert.equal(proof.proven?.manifest ?? null, null)
    assert.ok(checks.includes('manifest-duplicate-key'), checks.join())
  })

  it('blanked: the history is gone, nothing can be rebuilt', async () => {
    const { proof, checks } = await assayed(blankedPayload)
    assert.deepEqual(proof.verification, { ...nothing, reason: 'schema1-manifest-absent' })
    assert.deepEqual([proof.config, checks.includes('manifest-unverifiable')], [null, true])
  })
})

describe('evidence', () => {
  it('the manifest beside the export', async () => {
    const used = new Set<string>()
    const { proof, checks } = await assayed(blankedOdd, recorded(evidenceOf(odd), used))
    assert.deepEqual(proof.verification, {
      ...nothing,
      verdict: 'verified',
      proof: 'evidence',
      computed: digestBytes(odd),
      bytes: odd.length,
    })
    assert.deepEqual([[...used], checks], [[digestBytes(odd)], []])
  })

  it('comes before a rebuilt manifest', async () => {
    const { proof } = await assayed(blanked, evidenceOf(manifest))
    assert.equal(proof.verification.proof, 'evidence')
  })

  it('comes after bytes in the export that hash to the digest', async () => {
    const used = new Set<string>()
    const { proof } = await assayed(withTexts(blanked, manifest), recorded(evidenceOf(manifest), used))
    assert.deepEqual([proof.verification.proof, [...used]], ['embedded', []])
  })

  it('that hashes to something else is none', async () => {
    const lying = { get: async () => null }
    assert.equal((await assayed(blankedOdd, lying)).proof.verification.verdict, 'unverifiable')
    assert.equal(
      (await assayed(blankedOdd, evidenceOf(manifest, other))).proof.verification.verdict,
      'unverifiable',
    )
  })

  it('a place that gives other bytes than it promises is not believed', async () => {
    const liar = placeOf(new Map([[digestBytes(odd), Buffer.from(other)]]))
    const honestPlace = placeOf(new Map([[digestBytes(odd), Buffer.from(odd)]]))
    assert.equal((await assayed(blankedOdd, evidenceFrom([liar]))).proof.verification.verdict, 'unverifiable')
    assert.equal(
      (await assayed(blankedOdd, evidenceFrom([liar, honestPlace]))).proof.verification.proof,
      'evidence',
    )
  })

  it('of schema 1', async () => {
    const payload = schema1Payload([digestOf('1')])
    const { proof } = await assayed(blankedImage(payload), evidenceOf(payload))
    assert.equal(proof.verification.proof, 'evidence')
  })

  it('of an index', async () => {
    const { proof } = await assayed(blankedImage(index), evidenceOf(index))
    assert.equal(proof.verification.proof, 'evidence')
  })
})

describe('a mismatch', () => {
  const wrong = '{"schemaVersion":2}'
  const mismatch = {
    ...nothing,
    verdict: 'mismatch',
    computed: digestBytes(wrong),
    bytes: wrong.length,
    reason: 'bytes-differ',
  }
  const said = (findings: readonly { check: string; message: string }[]): string =>
    findings.find(({ check }) => check === 'manifest-digest')?.message ?? ''

  it('is bytes that hash to something else', async () => {
    const { proof, findings } = await assayed(withTexts(blankedOdd, wrong))
    assert.deepEqual(proof.verification, mismatch)
    assert.deepEqual([proof.proven, proof.provenBy, proof.truncatedAt], [null, null, null])
    const [finding] = findings.filter(({ check }) => check === 'manifest-digest')
    assert.deepEqual(
      [finding?.expected, finding?.actual, finding?.severity],
      [digestBytes(odd), digestBytes(wrong), 'error'],
    )
  })

  it('stays one where evidence proves the true manifest; the finding says so, and other checks use it', async () => {
    const tampered = withValue(blankedOdd, '/dockerImageLayers/0/size', 1)
    const { proof, findings, checks } = await assayed(withTexts(tampered, wrong), evidenceOf(odd))
    assert.deepEqual(proof.verification, mismatch)
    assert.deepEqual([proof.provenBy, proof.proven?.bytes.toString()], ['evidence', odd])
    assert.match(said(findings), /evidence/)
    assert.ok(checks.includes('layers-match'), checks.join())
  })

  it('stays one where the fields rebuild the true manifest; the finding says so', async () => {
    const { proof, findings } = await assayed(withTexts(blanked, wrong))
    assert.deepEqual(proof.verification, mismatch)
    assert.deepEqual([proof.provenBy, proof.proven?.bytes.toString()], ['reconstructed', manifest])
    assert.match(said(findings), /rebuilt/)
  })

  for (const cut of [1, 25, manifest.length - 1]) {
    it(`truncated at byte ${cut}, shown by evidence`, async () => {
      const text = odd.slice(0, cut)
      const { proof, findings } = await assayed(withTexts(blankedOdd, text), evidenceOf(odd))
      assert.deepEqual([proof.verification.verdict, proof.truncatedAt], ['mismatch', cut])
      assert.match(said(findings), new RegExp(`truncated at byte ${cut}\\b`))
    })

    it(`truncated at byte ${cut}, shown by a rebuilt manifest`, async () => {
      const { proof, findings } = await assayed(withTexts(blanked, manifest.slice(0, cut)))
      assert.deepEqual([proof.verification.verdict, proof.truncatedAt], ['mismatch', cut])
      assert.match(said(findings), new RegExp(`truncated at byte ${cut}\\b`))
    })
  }

  it('is not called truncated where nothing proves the rest', async () => {
    const { proof, findings } = await assayed(withTexts(blankedOdd, odd.slice(0, 100)))
    assert.deepEqual([proof.verification.verdict, proof.truncatedAt], ['mismatch', null])
    assert.doesNotMatch(said(findings), /truncated/)
  })

  it('is not called truncated where the beginning differs', async () => {
    const { proof } = await assayed(withTexts(blanked, ` ${manifest.slice(0, 100)}`))
    assert.deepEqual([proof.verification.verdict, proof.truncatedAt], ['mismatch', null])
  })

  it("is another image's manifest, whole and valid", async () => {
    const { proof } = await assayed(withTexts(blanked, other))
    assert.deepEqual(
      [proof.verification.verdict, proof.verification.computed],
      ['mismatch', digestBytes(other)],
    )
  })
})

describe('no digest', () => {
  const nameless = (image: JsonObject) =>
    withValue(withValue(image, '/metadata/name', undefined), '/dockerImageReference', undefined)

  for (const [what, image] of [
    ['nothing else', nameless(blanked)],
    ['bytes', withTexts(nameless(blanked), manifest)],
    ['an abbreviated name', streamImage(nameless(blanked), `app@${digest.slice(7, 14)}`)],
  ] as const)
    it(`at all, but ${what}: unverifiable, digest-absent`, async () => {
      const { proof, image: parsed } = await assayed(image, evidenceOf(manifest))
      assert.deepEqual(proof.verification, { ...nothing, reason: 'digest-absent' })
      assert.equal(parsed.digestText, null)
    })

  for (const texts of [false, true])
    it(`that can be recomputed${texts ? ', though there are bytes' : ''}: unverifiable, digest-unsupported`, async () => {
      const image = withValue(blanked, '/metadata/name', `blake3:${'a'.repeat(64)}`)
      const { proof, image: parsed } = await assayed(texts ? withTexts(image, manifest) : image)
      assert.deepEqual(proof.verification, { ...nothing, reason: 'digest-unsupported' })
      assert.equal(parsed.digestText, `blake3:${'a'.repeat(64)}`)
    })

  it('of its own, but a full one in the name', async () => {
    const { proof } = await assayed(streamImage(nameless(blanked), `app@${digest}`))
    assert.equal(proof.verification.proof, 'reconstructed')
  })
})

describe('the limits', () => {
  it('hold for bytes that hash to the digest: proven, but not read', async () => {
    const limits = { ...defaultLimits, manifestBytes: 100 }
    const { proof, checks } = await assayed(withTexts(blankedOdd, odd), undefined, limits)
    assert.deepEqual([proof.verification.verdict, proof.proven?.manifest], ['verified', null])
    assert.ok(checks.includes('manifest-malformed'))
  })
})
