import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { fileStore } from '../../lib/store/file.ts'
import type { Store } from '../../lib/store/store.ts'
import { keepEvidence } from '../../lib/verify/keep-evidence.ts'
import { ledgerDigest, ledgerImage } from '../events/schema1.ts'

let folder: string
let stores = 0
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-keep-'))
})
after(() => rmSync(folder, { recursive: true }))

const newStore = (): Store => fileStore(join(folder, `${++stores}`))

const sourceOf = (content: string | Buffer, name = 'evidence/x') => ({
  name,
  async *open() {
    const bytes = Buffer.from(content)
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
  },
})

const keysIn = async (store: Store): Promise<string[]> =>
  (await Array.fromAsync(store.list(''))).map(({ key }) => key)

const keyOf = (text: string | Buffer, algorithm: 'sha256' | 'sha512' = 'sha256'): string =>
  `evidence/${digestBytes(text, algorithm).replace(':', '/')}`

const image = (manifest: string, config?: string) => ({
  kind: 'Image',
  metadata: { name: digestBytes(manifest) },
  dockerImageManifest: manifest,
  ...(config === undefined ? {} : { dockerImageConfig: config }),
})

const raw = JSON.stringify({ schemaVersion: 2, layers: [], config: {} })
const config = JSON.stringify({ architecture: 'amd64', os: 'linux' })

suite('what is kept', () => {
  const { dockerImageManifest: ledger } = ledgerImage()
  assert.ok(typeof ledger === 'string')
  const rows: [what: string, content: string | Buffer, keys: string[]][] = [
    ['a raw manifest', raw, [keyOf(raw)]],
    ['a raw configuration', config, [keyOf(config)]],
    [
      'a signed schema 1 manifest, and what was signed',
      ledger,
      [keyOf(ledger), `evidence/${ledgerDigest.replace(':', '/')}`],
    ],
    ['both texts of an image', JSON.stringify(image(raw, config)), [keyOf(raw), keyOf(config)]],
    [
      'each text of a list once',
      JSON.stringify({ kind: 'List', items: [image(raw), image(raw), image(config)] }),
      [keyOf(raw), keyOf(config)],
    ],
    ['what stands before a fault', `${JSON.stringify(image(raw))}{"kind": "Image", "dock`, [keyOf(raw)]],
    [
      'nothing of a blanked image',
      JSON.stringify({ kind: 'Image', metadata: { name: digestBytes(raw) } }),
      [],
    ],
    ['nothing of an array', '[1]', []],
    ['nothing of noise', Buffer.from([0xff, 0xfe, 0]), []],
    ['nothing of nothing', '', []],
  ]
  for (const [what, content, keys] of rows)
    test(what, async () => {
      const store = newStore()
      const kept = await keepEvidence(store, sourceOf(content), defaultLimits)
      assert.deepEqual(await keysIn(store), keys.toSorted())
      assert.deepEqual(kept, { found: keys.length, created: keys.length, misnamed: false })
      const again = await keepEvidence(store, sourceOf(content), defaultLimits)
      assert.deepEqual(again, { found: keys.length, created: 0, misnamed: false })
    })

  test('the same bytes by the algorithm that their name claims too', async () => {
    const store = newStore()
    const name = `evidence/${digestBytes(raw, 'sha512')}`
    assert.deepEqual(await keepEvidence(store, sourceOf(raw, name), defaultLimits), {
      found: 2,
      created: 2,
      misnamed: false,
    })
    assert.deepEqual(await keysIn(store), [keyOf(raw), keyOf(raw, 'sha512')])
  })

  test('every text of an export that is larger than a manifest may be', async () => {
    const store = newStore()
    const manifests = Array.from({ length: 60 }, (_, index) =>
      JSON.stringify({ index, pad: 'x'.repeat(100_000) }),
    )
    const content = JSON.stringify({ kind: 'List', items: manifests.map((text) => image(text)) })
    assert.ok(content.length > defaultLimits.manifestBytes)
    assert.equal((await keepEvidence(store, sourceOf(content), defaultLimits)).created, 60)
    assert.deepEqual(await keysIn(store), manifests.map((text) => keyOf(text)).toSorted())
  })

  const place = `checkout@sha256=${'ab'.repeat(32)}/signature-1`
  const hexOf = (text: string): string => digestBytes(text).slice('sha256:'.length)

  test('detached signatures, each under its own hash and in its place', async () => {
    const store = newStore()
    for (const [content, above] of [
      ['one', ''],
      ['one', 'registry.example.com/webshop/'],
      ['other', ''],
      ['{}', ''],
    ] as const)
      assert.deepEqual(
        await keepEvidence(store, sourceOf(content, `evidence/${above}${place}`), defaultLimits),
        { found: 1, created: above === '' ? 1 : 0, misnamed: false },
      )
    assert.deepEqual(
      await keysIn(store),
      ['one', 'other', '{}'].map((text) => `evidence/signatures/${hexOf(text)}/${place}`).toSorted(),
    )
  })

  for (const [what, content, name] of [
    ['an empty signature', '', place],
    ['a signature over the limit', 'x'.repeat(11), place],
    ['a signature of a digest that is none', 'one', place.replace('ab', '')],
    ['a signature without a number', 'one', place.replace('-1', '')],
    ['a signature without a repository', 'one', place.replace('checkout', '')],
    ['a signature of a repository that cannot be', 'one', place.replace('checkout', 'Check out')],
    ['a signature whose place no file system takes', 'one', place.replace('checkout', 'x'.repeat(200))],
  ] as const)
    test(`not ${what}`, async () => {
      const store = newStore()
      const limits = { ...defaultLimits, signatureBytes: 10 }
      assert.equal((await keepEvidence(store, sourceOf(content, `evidence/${name}`), limits)).found, 0)
      assert.deepEqual(await keysIn(store), [])
    })

  test('no text that is larger than a manifest may be', async () => {
    const store = newStore()
    const limits = { ...defaultLimits, manifestBytes: raw.length - 1 }
    assert.equal((await keepEvidence(store, sourceOf(raw), limits)).found, 0)
    const items = [image(raw), image(config)]
    assert.equal(
      (await keepEvidence(store, sourceOf(JSON.stringify({ kind: 'List', items })), limits)).found,
      1,
    )
    assert.deepEqual(await keysIn(store), [keyOf(config)])
  })
})
