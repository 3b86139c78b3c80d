import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import type { Item } from '../../lib/export/item.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { type Form, imageForms, indexForms } from '../../lib/manifest/form.ts'
import { reportImage } from '../../lib/report/image-report.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import type { ProofKind } from '../../lib/verify/verification.ts'
import { itemFromText } from '../image/item.ts'
import { digestOf, imageContent, indexContent, layer } from '../manifest/samples.ts'
import { elsewhere, schema1Payload, signed } from '../manifest/signed.ts'
import { written } from '../manifest/written.ts'
import { assayed, evidenceOf } from './assayed.ts'
import { blankedImage, withTexts } from './blank.ts'

const manifest = written(imageForms[0] as Form, imageContent('docker'))
const index = written(indexForms[0] as Form, indexContent('docker'))
/** What the object says: whole, consistent, and of something else. */
const claims = written(imageForms[0] as Form, {
  ...imageContent('docker'),
  layers: [layer('docker', '7', 1), layer('docker', '8', 2)],
})
const config = JSON.stringify({ architecture: 's390x', os: 'linux' })

const report = async (given: JsonObject | Item, ...evidence: readonly string[]): Promise<ImageReport> => {
  const { image, proof, findings, measures } = await assayed(given, evidenceOf(...evidence))
  return reportImage(image, proof, findings, measures)
}

const member = (text: string, name: string, json: string): string =>
  text.replace('"schemaVersion"', `"${name}": ${json}, "schemaVersion"`)

const manyLayers = written(imageForms[0] as Form, {
  ...imageContent('docker'),
  layers: Array.from({ length: 1001 }, () => layer('docker', '1', 1)),
})

interface Case {
  readonly name: string
  /** The bytes that hash to the digest. */
  readonly truth: string
  /** The bytes in the export; those of the truth, unless told otherwise, null: none. */
  readonly given?: string | null
  readonly evidence?: readonly string[]
  readonly by: ProofKind
  readonly type: ImageReport['type']
  readonly check: string
}

const smuggler = schema1Payload([digestOf('8')])

const cases: readonly Case[] = [
  {
    name: 'a signed schema 1 manifest whose signature covers an image',
    truth: manifest,
    given: signed(smuggler, elsewhere(manifest)),
    by: 'embedded',
    type: 'image',
    check: 'manifest-ambiguous',
  },
  {
    name: 'a signed schema 1 manifest whose signature covers an index',
    truth: index,
    given: signed(smuggler, elsewhere(index)),
    by: 'embedded',
    type: 'index',
    check: 'manifest-ambiguous',
  },
  {
    name: 'an annotation that is no text',
    truth: member(manifest, 'annotations', '{"a": 5}'),
    by: 'embedded',
    type: 'image',
    check: 'manifest-malformed',
  },
  {
    name: 'an index with an annotation that is no text, the object says image',
    truth: member(index, 'annotations', '{"a": 5}'),
    by: 'embedded',
    type: 'index',
    check: 'manifest-malformed',
  },
  {
    name: 'an index of another schemaVersion by evidence, the object says image',
    truth: index.replace(/("schemaVersion": ?)2/, '$13'),
    given: null,
    by: 'evidence',
    type: 'index',
    check: 'manifest-ambiguous',
  },
  {
    name: 'schemaVersion 3 by evidence',
    truth: manifest.replace(/("schemaVersion": ?)2/, '$13'),
    given: null,
    by: 'evidence',
    type: 'image',
    check: 'manifest-ambiguous',
  },
  {
    name: '1,001 layers',
    truth: manyLayers,
    by: 'embedded',
    type: 'image',
    check: 'manifest-malformed',
  },
  {
    name: '1,001 layers by evidence',
    truth: manyLayers,
    given: null,
    by: 'evidence',
    type: 'image',
    check: 'manifest-malformed',
  },
  {
    name: 'layers twice',
    truth: member(manifest, 'layers', '[]'),
    by: 'embedded',
    type: 'image',
    check: 'manifest-duplicate-key',
  },
]

describe('where the bytes that hash to the digest cannot be read as one manifest, claims describe nothing:', () => {
  for (const { name, truth, given = truth, by, type, check } of cases)
    it(name, async () => {
      const object = blankedImage(claims, { digest: digestBytes(truth), config })
      const image = await report(withTexts(object, given, config), ...(given === null ? [truth] : []))
      assert.deepEqual([image.verification.verdict, image.verification.proof], ['verified', by])
      assert.equal(image.verification.computed, digestBytes(truth))
      assert.equal(image.type, type)
      assert.deepEqual(image.layers, [])
      const { declared: _, ...sizes } = image.size
      assert.deepEqual(new Set(Object.values(sizes)), new Set([null]))
      const open = { digest: null, size: null, verdict: 'unverifiable', proof: null }
      assert.deepEqual(image.config, type === 'index' ? null : open)
      const found = image.findings.find((each) => each.check === check)
      assert.equal(found?.severity, 'error', image.findings.map((each) => each.check).join())
      assert.ok(!image.findings.some((each) => ['layers-match', 'config-digest'].includes(each.check)))
    })

  it('an index that the object lists other entries of has none', async () => {
    const truth = member(index, 'annotations', '{"a": 5}')
    const object = blankedImage(index, { digest: digestBytes(truth) })
    const image = await report(withTexts(object, truth))
    assert.deepEqual([image.type, image.platforms, image.verification.verdict], ['index', [], 'verified'])
  })
})

describe('bytes that hash to the digest beside a false one of two signatures', () => {
  it('are those of the first, and what stands around them is never reported', async () => {
    const object = blankedImage(claims, { digest: digestBytes(manifest) })
    const image = await report(withTexts(object, signed(smuggler, elsewhere(manifest))))
    assert.doesNotMatch(JSON.stringify(image), new RegExp(digestOf('8')))
  })
})

describe('dockerImageManifest twice', () => {
  const name = '"dockerImageLayers"'
  const twice: readonly (readonly [what: string, fields: string])[] = [
    ['in one spelling', '"dockerImageManifest":"{}","dockerImageManifest":"{\\"a\\":1}"'],
    ['in two spellings', '"dockerImageManifest":"{}","DockerImageManifest":"{\\"a\\":1}"'],
    ['once escaped', '"dockerImageManifest":"{}","docker\\u0049mageManifest":"{ }"'],
    ['the true one last', `"dockerImageManifest":"{}","dockerImageManifest":${JSON.stringify(manifest)}`],
    ['the true one first', `"dockerImageManifest":${JSON.stringify(manifest)},"dockerImageManifest":"{}"`],
  ]
  const text = JSON.stringify(blankedImage(manifest))
  it('is not what the object is without them: its fields rebuild the manifest', async () => {
    const { verification } = await report(itemFromText(text, 'Image'))
    assert.equal(verification.proof, 'reconstructed')
  })
  for (const [what, fields] of twice)
    for (const beside of [[], [manifest]])
      it(`${what} is unverifiable${beside.length > 0 ? ', the manifest in evidence too' : ''}`, async () => {
        const item = itemFromText(text.replace(name, `${fields},${name}`), 'Image')
        const { verification, findings } = await report(item, ...beside)
        assert.deepEqual(verification, {
          verdict: 'unverifiable',
          proof: null,
          computed: null,
          bytes: null,
          form: null,
          reason: 'manifest-ambiguous',
        })
        const said = findings.find(({ check }) => check === 'manifest-unverifiable')?.message
        assert.match(said ?? '', /twice/)
        assert.ok(findings.some(({ check }) => check === 'item-duplicate-key'))
      })
})
