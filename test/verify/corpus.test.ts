import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse as parseYaml } from 'yaml'
import { digestBytes } from '../../lib/digest.ts'
import { isObject, type JsonObject } from '../../lib/json/json.ts'
import { corpusBytes, corpusFiles, corpusObjects, corpusText, withoutCorpus } from '../corpus.ts'
import { assayed, evidenceOf } from './assayed.ts'
import { blankedImage, withTexts } from './blank.ts'

interface Expected {
  readonly images: number
  readonly indexes?: number
  readonly verdicts: Readonly<Record<string, number>>
  readonly proofs: Readonly<Record<string, number>>
}

const expected: Readonly<Record<string, Expected>> = withoutCorpus
  ? {}
  : JSON.parse(corpusText('expected.json'))

const objectsOf = (file: string): readonly JsonObject[] => {
  if (!file.endsWith('.yaml')) return corpusObjects(file)
  const value: unknown = parseYaml(corpusText(file))
  return isObject(value) ? [value] : []
}

const count = (tally: Record<string, number>, key: string | null): void => {
  if (key !== null) tally[key] = (tally[key] ?? 0) + 1
}

describe('the verdicts that an independent implementation reached', { skip: withoutCorpus }, () => {
  for (const [file, { images, indexes = 0, verdicts, proofs }] of Object.entries(expected))
    it(`${file}: ${images} images`, async () => {
      const found = { images: 0, indexes: 0, verdicts: {}, proofs: {} }
      for (const value of objectsOf(file)) {
        const { proof, findings } = await assayed(value)
        found.images++
        if (proof.described.type === 'index') found.indexes++
        count(found.verdicts, proof.verification.verdict)
        count(found.proofs, proof.verification.proof)
        const severe = findings.filter(({ severity }) => severity === 'error')
        if (proof.verification.verdict === 'verified')
          assert.deepEqual(severe, [], `${proof.verification.computed}`)
      }
      assert.deepEqual(found, { images, indexes, verdicts, proofs })
    })
})

describe('single objects', { skip: withoutCorpus }, () => {
  for (const file of ['pipeline_malformed_istag.yaml', 'pipeline_no_label_istag.yaml'])
    it(`${file} names no digest`, async () => {
      const [value = {}] = objectsOf(`objects/${file}`)
      const { proof } = await assayed(value)
      assert.deepEqual(
        [proof.verification.verdict, proof.verification.reason],
        ['unverifiable', 'digest-absent'],
      )
    })

  it('59c70bff_image.yaml cannot be rebuilt: its Id was redacted', async () => {
    const [value = {}] = objectsOf('objects/59c70bff_image.yaml')
    const { proof, checks } = await assayed(value)
    assert.equal(proof.verification.reason, 'manifest-absent')
    assert.ok(checks.includes('metadata-id'))
  })
})

describe('raw manifests', { skip: withoutCorpus }, () => {
  const rows: readonly (readonly [file: string, digest: string])[] = [
    ['cimage-v2s1.manifest.json', 'sha256:7364fea9d84ee548ab67d4c46c6006289800c98de3fbf8c0a97138dfcc23f000'],
    [
      'cimage-v2s1-unsigned.manifest.json',
      'sha256:7364fea9d84ee548ab67d4c46c6006289800c98de3fbf8c0a97138dfcc23f000',
    ],
    ['cimage-v2s2.manifest.json', 'sha256:20bf21ed457b390829cdbeec8795a7bea1626991fda603e0d01b4e7f60427e55'],
    [
      'oapi-etcd_test-etcdManifest.json',
      'sha256:958608f8ecc1dc62c93b6c610f3a834dae4220c9642e6e8b4e0f2b3ad7cbd238',
    ],
    [
      'oapi-etcd_test-etcdManifestNoSignature.json',
      'sha256:958608f8ecc1dc62c93b6c610f3a834dae4220c9642e6e8b4e0f2b3ad7cbd238',
    ],
    ['oapi-manifest-list.json', 'sha256:5020d54ec2de60c4e187128b5a03adda261a7fe78c9c500ffd24ff4af476fb41'],
    [
      'oapi-manifest-linux-amd64.json',
      'sha256:ca013ac5c09f9a9f6db8370c1b759a29fe997d64d6591e9a75b71748858f7da0',
    ],
    [
      'oapi-manifest-linux-arm64.json',
      'sha256:1a06d68cb9117b52965035a5b0fa4c1470ef892e6062ffedb1af1922952e0950',
    ],
  ]
  for (const [file, digest] of rows)
    it(`${file} is ${digest.slice(0, 15)}`, async () => {
      const text = corpusText(`raw-manifests/${file}`)
      const { proof, findings } = await assayed(withTexts(blankedImage(text, { digest }), text))
      assert.deepEqual([proof.verification.proof, proof.verification.computed], ['embedded', digest])
      assert.ok(proof.proven?.manifest)
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      )
    })
})

const digestOfFile = (file: string): string => file.replace('_', ':').replace('.json', '')

describe('OCI layouts', { skip: withoutCorpus }, () => {
  const files = corpusFiles('oci-layouts').filter((file) => file !== 'INDEX.tsv')
  const texts = new Map(files.map((file) => [digestOfFile(file), corpusBytes(`oci-layouts/${file}`)]))
  const manifests = [...texts].filter(([, bytes]) => bytes.includes('"schemaVersion"'))

  it('every file but INDEX.tsv hashes to its name', () => {
    assert.ok(files.length > 50)
    for (const [digest, bytes] of texts) assert.equal(digestBytes(bytes), digest)
  })

  it('as evidence, they verify every manifest and every config that is there', async () => {
    const evidence = evidenceOf(...texts.values())
    for (const [digest, bytes] of manifests) {
      const { proof, findings } = await assayed(blankedImage(bytes.toString()), evidence)
      assert.deepEqual([proof.verification.proof, proof.verification.computed], ['evidence', digest])
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
        digest,
      )
      const config = proof.config?.verification
      if (config?.digest && texts.has(config.digest))
        assert.deepEqual([config.verdict, config.proof], ['verified', 'evidence'])
    }
  })

  it('blanked, those are rebuilt that hold nothing but what the API keeps', async () => {
    const kept = new Set([
      'schemaVersion',
      'mediaType',
      'config',
      'layers',
      'manifests',
      'digest',
      'size',
      'platform',
      'architecture',
      'os',
      'variant',
    ])
    const holds = (value: unknown): boolean => {
      if (Array.isArray(value)) return value.every(holds)
      return (
        !isObject(value) || Object.entries(value).every(([key, member]) => kept.has(key) && holds(member))
      )
    }
    let rebuilt = 0
    for (const [digest, bytes] of manifests) {
      const value = JSON.parse(bytes.toString()) as JsonObject
      if (!holds(value)) continue
      const { proof } = await assayed(blankedImage(bytes.toString()))
      const usual =
        !isObject(value.config) || value.config.mediaType === 'application/vnd.oci.image.config.v1+json'
      assert.equal(proof.verification.verdict, usual ? 'verified' : 'unverifiable', digest)
      if (usual) rebuilt++
    }
    assert.ok(rebuilt >= 20, `${rebuilt} rebuilt`)
  })
})
