import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { suite, test } from 'node:test'
import { type AssayOptions, assay } from '../../lib/index.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { policyOf } from '../policy/judged.ts'
import { keyringOf } from './judged.ts'
import {
  claimsText,
  digest,
  identity,
  messageAround,
  newKey,
  publicKey,
  rawSignature,
  signedAt,
  signedMessage,
  subpacket,
} from './openpgp-message.ts'

const key = await newKey()
const rsa = await newKey({ type: 'rsa', rsaBits: 2048 })
const keyring = keyringOf(publicKey(key), publicKey(rsa))
const message = await signedMessage({ key })
const broken = Buffer.from(message)
broken[60] = (broken[60] ?? 0) ^ 1
const other = await signedMessage({ key, text: claimsText().replace('20bf', '30bf') })
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const keyId = key.getKeyID().toHex().toUpperCase()

const time = '2024-06-01T00:00:00Z'
const condition = (type: string, status = 'True', lastProbeTime: string | null = time) => ({
  type,
  status,
  lastProbeTime,
})
const both = [condition('Trusted'), condition('ForImage')]

const signature = (content: Buffer, more: JsonObject = {}): JsonObject => ({
  metadata: { name: `${digest}@${hashOf(content)}` },
  type: 'atomic',
  content: content.toString('base64'),
  ...more,
})

const imageWith = (signatures: readonly JsonObject[]): string =>
  JSON.stringify({
    kind: 'Image',
    metadata: { name: digest },
    dockerImageReference: `registry.example.com/shop/frontend@${digest}`,
    signatures,
  })

const assayed = async (signatures: readonly JsonObject[], options: AssayOptions = {}) => {
  const report = await assay(imageWith(signatures), { keyring, ...options })
  const [image] = report.images
  assert.ok(image)
  const findings = image.findings
    .filter(({ check }) => check.startsWith('signature-') || check === 'api-shape')
    .map(({ check, path }) => `${check} ${path}`)
  return { report, image, findings }
}

/** What the cluster says of the first signature, and all that is found wrong with it. */
const rows: readonly [what: string, signature: JsonObject, findings: readonly string[]][] = [
  ['a good one', signature(message), []],
  ['a good one that is called trusted', signature(message, { conditions: both }), []],
  [
    'a good one with its true issuer',
    signature(message, {
      conditions: both,
      issuedBy: { commonName: keyId },
      issuedTo: { publicKeyID: `0x${keyId.toLowerCase()}` },
    }),
    [],
  ],
  ['one that is not in base64', signature(message, { content: 'AA=A' }), ['signature-invalid /signatures/0']],
  ['one of an unknown type', signature(message, { type: 'cosign' }), ['signature-not-checked /signatures/0']],
  ['one of type AtomicImageV1', signature(message, { type: 'AtomicImageV1' }), []],
  ['an altered one', signature(broken), ['signature-invalid /signatures/0']],
  [
    'an altered one that is called trusted',
    signature(broken, { conditions: both }),
    ['signature-invalid /signatures/0', 'signature-condition /signatures/0/conditions'],
  ],
  [
    'an altered one that was called trusted, and is not any more',
    signature(broken, { conditions: [...both, condition('Trusted', 'False', '2024-07-01T00:00:00Z')] }),
    ['signature-invalid /signatures/0'],
  ],
  [
    'one for another image that is called trusted',
    signature(other, { conditions: both }),
    ['signature-digest /signatures/0', 'signature-condition /signatures/0/conditions'],
  ],
  [
    'one for another image that is said to be for this one',
    signature(other, { conditions: [condition('Trusted', 'False'), condition('ForImage')] }),
    ['signature-digest /signatures/0', 'signature-condition /signatures/0/conditions'],
  ],
  [
    'ForImage without Trusted',
    signature(message, { conditions: [condition('ForImage')] }),
    ['signature-condition /signatures/0/conditions'],
  ],
  [
    'Trusted without ForImage',
    signature(message, { conditions: [condition('Trusted')] }),
    ['signature-condition /signatures/0/conditions'],
  ],
  [
    'an issuer without conditions',
    signature(message, { issuedBy: { commonName: 'Ada' } }),
    ['signature-condition /signatures/0/issuedBy'],
  ],
  [
    'another issuer',
    signature(message, { conditions: both, issuedBy: { commonName: '0123456789ABCDEF' } }),
    ['signature-condition /signatures/0/issuedBy/commonName'],
  ],
  [
    'an issuer by name',
    signature(message, { conditions: both, issuedBy: { commonName: 'Ada Example' } }),
    [],
  ],
  [
    'a key ID of 32 bits',
    signature(message, { conditions: both, issuedTo: { publicKeyID: keyId.slice(-8) } }),
    ['api-shape /signatures/0/issuedTo/publicKeyID'],
  ],
  [
    'another identity',
    signature(message, { conditions: both, imageIdentity: 'registry.example.com/shop/backend:1' }),
    ['signature-identity /signatures/0/imageIdentity'],
  ],
  ['its true identity', signature(message, { conditions: both, imageIdentity: identity }), []],
  [
    'another claim',
    signature(message, { conditions: both, signedClaims: { 'docker-manifest-digest': 'sha256:1' } }),
    ['signature-condition /signatures/0/signedClaims/docker-manifest-digest'],
  ],
  ['no name', signature(message, { metadata: null }), ['signature-name /signatures/0/metadata/name']],
  ['a name of its own', signature(message, { metadata: { name: `${digest}@release` } }), []],
  [
    'the name of another image',
    signature(message, { metadata: { name: `sha256:1@release` } }),
    ['signature-name /signatures/0/metadata/name'],
  ],
  [
    'the hash of another content',
    signature(message, { metadata: { name: `${digest}@${hashOf(other)}` } }),
    ['signature-name /signatures/0/metadata/name'],
  ],
  [
    'a managed one that is not named by its content',
    signature(message, {
      metadata: {
        name: `${digest}@release`,
        annotations: { 'image.openshift.io/managed-signature': 'true' },
      },
    }),
    ['signature-name /signatures/0/metadata/name'],
  ],
]

suite('signatures of an image', () => {
  for (const [what, given, expected] of rows)
    test(what, async () => {
      const { findings, image } = await assayed([given])
      assert.deepEqual(findings, expected)
      assert.equal(image.signatures[0]?.type, given.type)
    })

  test('over another reference stay verified, with a warning', async () => {
    const text = claimsText({ identity: { 'docker-reference': 'registry.example.com/shop/backend:1' } })
    const { findings, image, report } = await assayed([signature(await signedMessage({ key, text }))])
    assert.deepEqual(findings, ['signature-identity /signatures/0'])
    assert.equal(image.signatures[0]?.verdict, 'verified')
    assert.equal(report.summary.signatures.verified, 1)
  })

  for (const [what, images, matches] of [
    ['that is for the image', [{ repository: 'registry.example.com/shop/*' }], true],
    ['that is for another image', [{ repository: 'registry.example.com/other/*' }], false],
  ] as const)
    test(`are held against the name that a policy gives ${what}`, async () => {
      const text = claimsText({ identity: { 'docker-reference': 'upstream.example/shop/frontend:1' } })
      const renamed = { prefix: 'registry.example.com', signedPrefix: 'upstream.example' }
      const rule = { rule: 'signer', keys: [keyId], identity: renamed, images }
      const policy = policyOf([rule])
      const { image } = await assayed([signature(await signedMessage({ key, text }))], { policy })
      const [found] = image.signatures
      assert.deepEqual([found?.verdict, found?.identityMatches], ['verified', matches])
      assert.deepEqual(
        image.findings.filter(({ check }) => /^(?:signature|policy)-/.test(check)).map(({ check }) => check),
        matches ? [] : ['signature-identity'],
      )
    })

  test('count images, not signatures', async () => {
    const { report } = await assayed([signature(message), signature(broken), signature(message)])
    assert.deepEqual(report.summary.signatures, { signed: 1, verified: 1, unsigned: 0 })
  })

  for (const [hours, verdict] of [
    [0.5, 'verified'],
    [2, 'expired'],
  ] as const)
    test(`that end put the time into the summary: after ${hours} hours ${verdict}`, async () => {
      const body = rawSignature({ key: rsa, hashed: [subpacket(3, Buffer.from([0, 0, 0x0e, 0x10]))] })
      const at = new Date(signedAt.getTime() + hours * 3_600_000)
      const { image, report } = await assayed([signature(messageAround(body, rsa))], { at })
      assert.equal(image.signatures[0]?.verdict, verdict)
      assert.equal(report.summary.at, at.toISOString())
    })

  test('of more than the limit are refused by its name, and so is one that is too large', async () => {
    const many = await assay(imageWith(Array.from({ length: 10_000 }, () => signature(message))), { keyring })
    const large = await assay(imageWith([signature(Buffer.alloc(10 * 2 ** 20))]), { keyring })
    for (const [{ images }, limit] of [
      [many, 'signatures'],
      [large, 'signatureBytes'],
    ] as const) {
      const fault = images[0]?.findings.find(({ check }) => check === 'api-shape')
      assert.match(fault?.expected ?? '', new RegExp(`limit ${limit}\\b`))
      assert.ok(images[0]?.signatures.every(({ verdict }) => verdict === 'not-checked'))
    }
  })

  test('are judged alike by one thread and by several', async () => {
    const filler = 'x'.repeat(2 ** 20)
    const items = Array.from({ length: 8 }, () => ({
      ...(JSON.parse(imageWith([signature(message), signature(broken)])) as JsonObject),
      filler,
    }))
    const list = JSON.stringify({ kind: 'List', apiVersion: 'v1', items })
    const [one, several] = [await assay(list, { keyring }), await assay(list, { keyring, jobs: 2 })]
    assert.deepEqual(several, one)
    assert.equal(one.summary.signatures.verified, 8)
  })
})
