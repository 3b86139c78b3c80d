import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as v from 'valibot'
import { imageReport as schema } from '../../lib/report/schema.ts'
import { assayDocument, assayText, itemOf, kinds } from '../checks/assay-document.ts'
import { type Document, imageType, listType, schema1Type, schema2 } from '../checks/document.ts'
import { add, drop, type Edit, set, swapIn } from '../checks/edit.ts'
import { shapes, valid, validImage } from '../checks/valid.ts'

const reportOf = async (document: Document, ...edits: Edit[]) => {
  const image = structuredClone(document.image)
  for (const change of edits) change(image)
  const text = JSON.stringify(itemOf('ImageStreamImage', image, document.digest))
  return (await assayText('ImageStreamImage', text, { children: document.children })).report
}

describe('an ImageReport', () => {
  for (const shape of shapes)
    for (const kind of kinds)
      it(`is what the schema says, and JSON keeps it: ${shape}, ${kind}`, async () => {
        const { report } = await assayDocument(valid[shape](), kind)
        assert.ok(v.is(schema, report))
        assert.deepEqual(JSON.parse(JSON.stringify(report)), report)
      })

  it('names the image as its kind does', async () => {
    const document = valid.blanked()
    const { digest } = document
    const names = await Promise.all(
      kinds.map(async (kind) => {
        const { report } = await assayDocument(document, kind)
        return [report.kind, report.name, report.namespace, report.stream, report.tag, report.digest]
      }),
    )
    assert.deepEqual(names, [
      ['ImageStreamImage', `ruby@${digest}`, 'shop', 'ruby', null, digest],
      ['ImageStreamTag', 'ruby:2.7', 'shop', 'ruby', '2.7', digest],
      ['Image', digest, null, null, null, digest],
    ])
  })

  it('says what was proven of a blanked image', async () => {
    const document = valid.blanked()
    const report = await reportOf(document)
    assert.deepEqual(report.verification, {
      verdict: 'verified',
      proof: 'reconstructed',
      computed: document.digest,
      bytes: Buffer.byteLength(document.manifest),
      form: 'docker-indent3',
      reason: null,
    })
    assert.deepEqual([report.type, report.mediaType], ['image', imageType])
    assert.equal(report.reference, `registry.example/shop/ruby@${document.digest}`)
    assert.equal(report.config?.verdict, 'unverifiable')
    assert.equal(report.config.proof, null)
    assert.equal(report.config.size, Buffer.byteLength(document.config ?? ''))
    assert.deepEqual(report.findings, [])
  })

  it('says what was proven of an embedded image and its config', async () => {
    const document = valid.embedded()
    const report = await reportOf(document)
    assert.deepEqual(report.verification, {
      verdict: 'verified',
      proof: 'embedded',
      computed: document.digest,
      bytes: Buffer.byteLength(document.manifest),
      form: null,
      reason: null,
    })
    assert.deepEqual([report.config?.verdict, report.config?.proof], ['verified', 'embedded'])
  })

  it('says that a config that hashes to something else is no config of the image', async () => {
    const report = await reportOf(valid.embedded(), swapIn('/dockerImageConfig', 'usr', 'tmp'))
    assert.equal(report.verification.verdict, 'verified')
    assert.deepEqual([report.config?.verdict, report.config?.proof], ['mismatch', null])
  })

  it('has the layers base first, repeated ones kept', async () => {
    assert.deepEqual((await reportOf(valid.blanked())).layers, validImage.layers)
    const twice = [...validImage.layers, ...validImage.layers.slice(0, 1)]
    assert.deepEqual((await reportOf(schema2({ ...validImage, layers: twice }, false))).layers, twice)
  })

  it('has no config for schema 1, and the media type that the object states', async () => {
    const report = await reportOf(valid.schema1())
    assert.deepEqual([report.type, report.mediaType, report.config], ['image', schema1Type, null])
  })

  it('has no layers and no config for an index', async () => {
    for (const shape of ['index', 'embedded index'] as const) {
      const report = await reportOf(valid[shape]())
      assert.deepEqual(
        [report.type, report.mediaType, report.config, report.layers, report.size.layerCount],
        ['index', listType, null, [], null],
      )
      assert.equal(report.platforms.length, 2)
    }
  })

  it('says why nothing was proven, and of nothing what it hashed', async () => {
    const report = await reportOf(valid.blanked(), add('/dockerImageMetadata/Size', 1))
    assert.deepEqual(report.verification, {
      verdict: 'unverifiable',
      proof: null,
      computed: null,
      bytes: null,
      form: null,
      reason: 'reconstruction-inconclusive',
    })
  })

  for (const [reason, document, edits] of [
    ['manifest-absent', valid.blanked(), [drop('/dockerImageMetadata')]],
    ['schema1-manifest-absent', valid.schema1(), [drop('/dockerImageManifest')]],
    ['reconstruction-inconclusive', valid.index(), [add('/dockerImageManifests/0/manifestSize', 1)]],
  ] as const)
    it(`gives the reason ${reason}`, async () =>
      assert.equal((await reportOf(document, ...edits)).verification.reason, reason))

  it('is null where the object says nothing', async () => {
    const { report } = await assayText('ImageStreamImage', '{"kind":"ImageStreamImage","image":{}}')
    const { name, namespace, stream, tag, digest, reference, mediaType } = report
    assert.deepEqual([name, namespace, stream, tag, digest, reference, mediaType], Array(7).fill(null))
    assert.equal(report.verification.reason, 'digest-absent')
    assert.ok(v.is(schema, report))
  })

  it('lists signatures as the cluster tells of them, as far as they go without keys', async () => {
    const conditions = [{ type: 'Trusted', status: 'True', lastProbeTime: null }]
    const report = await reportOf(
      valid.embedded(),
      set('/signatures', [
        {
          metadata: { name: 'sha256:1@2' },
          type: 'AtomicImageV1',
          content: 'owGbwMvMwMEo',
          conditions,
          issuedBy: { commonName: 'abc' },
          created: '2020-01-02T03:04:05Z',
          imageIdentity: 'shop/ruby:2.7',
          signedClaims: { a: 'b' },
        },
        { type: null, metadata: null },
      ]),
    )
    const unchecked = {
      keyId: null,
      keyFingerprint: null,
      expires: null,
      claimedKeyId: null,
      claimedDigest: null,
      claimedIdentity: null,
      digestMatches: null,
      identityMatches: null,
    }
    assert.deepEqual(report.signatures, [
      {
        ...unchecked,
        verdict: 'malformed',
        name: 'sha256:1@2',
        type: 'AtomicImageV1',
        claimed: {
          conditions,
          issuedBy: { commonName: 'abc' },
          issuedTo: null,
          created: '2020-01-02T03:04:05Z',
          imageIdentity: 'shop/ruby:2.7',
          signedClaims: { a: 'b' },
        },
      },
      {
        ...unchecked,
        verdict: 'unsupported',
        name: null,
        type: null,
        claimed: {
          conditions: [],
          issuedBy: null,
          issuedTo: null,
          created: null,
          imageIdentity: null,
          signedClaims: null,
        },
      },
    ])
  })

  it('copies no environment and no labels: secrets stand in them', async () => {
    const secret = 'hunter2'
    const report = await reportOf(
      valid.embedded(),
      set('/dockerImageMetadata/Config', { Env: [`PASSWORD=${secret}`], Labels: { token: secret } }),
      swapIn('/dockerImageConfig', 'PATH=/usr/bin', `PASSWORD=${secret}`),
    )
    assert.doesNotMatch(JSON.stringify(report), /hunter2|PASSWORD|\/usr\/bin/)
  })
})
