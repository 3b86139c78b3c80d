import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, suite, test } from 'node:test'
import { reportSources } from '../../lib/assay.ts'
import { digestBytes } from '../../lib/digest.ts'
import { type AssayOptions, assay } from '../../lib/index.ts'
import { defaultLimits, type Limits } from '../../lib/limits.ts'
import { fileStore } from '../../lib/store/file.ts'
import type { Store } from '../../lib/store/store.ts'
import { keepEvidence } from '../../lib/verify/keep-evidence.ts'
import { openEvidence } from '../../lib/verify/open-evidence.ts'
import { keyringOf } from './judged.ts'
import { claimsText, digest, newKey, publicKey, signedMessage } from './openpgp-message.ts'

const key = await newKey()
const keyring = keyringOf(publicKey(key))
const message = await signedMessage({ key })
const other = await signedMessage({ key, text: claimsText().replace('20bf', '30bf') })

const folder = `frontend@${digest.replace(':', '=')}`
const place = (number: number, repository = 'shop'): string => `${repository}/${folder}/signature-${number}`

const work = mkdtempSync(join(tmpdir(), 'assay-look-aside-'))
after(() => rmSync(work, { recursive: true }))
let folders = 0

/** A folder with these files. */
const folderOf = (files: Readonly<Record<string, Uint8Array>>): string => {
  const root = join(work, `${++folders}`)
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), bytes)
  }
  return root
}

/** A store into which these files were uploaded as evidence. */
const storeOf = async (files: readonly (readonly [name: string, bytes: Uint8Array])[]): Promise<Store> => {
  const store = fileStore(join(work, `${++folders}`))
  for (const [name, bytes] of files) {
    const source = {
      name: `evidence/${name}`,
      async *open() {
        yield bytes
      },
    }
    await keepEvidence(store, source, defaultLimits)
  }
  return store
}

const exported = JSON.stringify({
  kind: 'Image',
  metadata: { name: digest },
  dockerImageReference: `registry.example.com/shop/frontend@${digest}`,
})

const assayed = async (options: AssayOptions, text = exported) => {
  const [image] = (await assay(text, { keyring, ...options })).images
  assert.ok(image)
  const found = image.signatures.map(({ name, verdict }) => [name, verdict])
  return { image, found }
}

const open = async (path: string, limits: Partial<Limits> = {}) => {
  const notes: string[] = []
  const evidence = await openEvidence([path], null, { ...defaultLimits, ...limits }, (note) => {
    notes.push(note)
  })
  return { evidence, notes }
}

suite('detached signatures in a folder', () => {
  test('are found by the digest that they are filed under, and held to it', async () => {
    const { evidence } = await open(folderOf({ [place(1)]: message, [place(2)]: other }))
    const { image, found } = await assayed({ evidence })
    assert.deepEqual(found, [
      [`${folder}/signature-1`, 'verified'],
      [`${folder}/signature-2`, 'invalid'],
    ])
    assert.deepEqual(
      image.signatures.map(({ type, digestMatches }) => [type, digestMatches]),
      [
        ['atomic', true],
        ['atomic', false],
      ],
    )
    assert.deepEqual(
      image.findings.filter(({ check }) => check.startsWith('signature-')).map(({ check }) => check),
      ['signature-digest'],
    )
  })

  test('come in the order of their numbers, each content once', async () => {
    const files = { [place(10)]: other, [place(9)]: message, [place(2, 'mirror')]: message }
    const { evidence } = await open(folderOf(files))
    assert.deepEqual((await assayed({ evidence })).found, [
      [`${folder}/signature-2`, 'verified'],
      [`${folder}/signature-10`, 'invalid'],
    ])
  })

  test('of more than the limit are refused by its name, and so is one that is too large', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 4 }, (_, at) => [place(at + 1), at === 3 ? other : Buffer.from([at])]),
    )
    const many = await open(folderOf(files), { signatures: 3 })
    const { evidence, notes } = many
    assert.equal((await assayed({ evidence })).found.length, 3)
    assert.match(
      notes.join('\n'),
      /signature-4: 3 signatures of one manifest are the limit \(limit signatures\b/,
    )

    const large = await open(folderOf({ [place(3)]: Buffer.alloc(2 ** 20 + 1) }))
    assert.deepEqual((await assayed({ evidence: large.evidence })).found, [])
    assert.match(large.notes.join('\n'), /signature-3.*limit signatureBytes/)
  })

  test('that are gone or have grown when an image asks are told of, and not used', async () => {
    const root = folderOf({ [place(1)]: message, [place(2)]: other })
    const { evidence, notes } = await open(root)
    rmSync(join(root, place(1)))
    writeFileSync(join(root, place(2)), Buffer.alloc(2 ** 20 + 1))
    assert.deepEqual((await assayed({ evidence })).found, [])
    assert.match(
      notes.join('\n'),
      /signature-1: it can no longer be read[\s\S]*signature-2.*limit signatureBytes/,
    )
  })

  test('that were used count into the report’s version', async () => {
    const { evidence } = await open(folderOf({ [place(1)]: message, [place(2)]: other }))
    const source = {
      name: 'image.json',
      open: async function* () {
        yield Buffer.from(exported)
      },
    }
    const reports = reportSources([source], { keyring: { ...keyring, digests: ['sha256:a'] }, evidence })
    for (;;) {
      const step = await reports.next()
      if (!step.done) continue
      assert.deepEqual(step.value.evidence, [digestBytes(message), digestBytes(other)].toSorted())
      assert.deepEqual(step.value.frame.madeWith, { keys: ['sha256:a'] })
      break
    }
  })

  test('are judged alike by one thread and by several', async () => {
    const { evidence } = await open(folderOf({ [place(1)]: message, [place(2)]: other }))
    const filler = 'x'.repeat(2 ** 20)
    const items = Array.from({ length: 8 }, () => ({ ...JSON.parse(exported), filler }))
    const list = JSON.stringify({ kind: 'List', apiVersion: 'v1', items })
    const one = await assay(list, { keyring, evidence })
    assert.deepEqual(await assay(list, { keyring, evidence, jobs: 2 }), one)
    assert.equal(one.summary.signatures.verified, 8)
  })
})

suite('detached signatures in a store', () => {
  test('are those that were uploaded as evidence, and give the report that their folder gives', async () => {
    const files = { [place(1)]: message, [place(2)]: other }
    const store = await storeOf(Object.entries(files))
    const kept = await assayed({ evidence: await openEvidence([], store, defaultLimits) })
    const { evidence } = await open(folderOf(files))
    assert.deepEqual(kept.image, (await assayed({ evidence })).image)
    assert.equal(kept.image.signatures.length, 2)
  })

  test('are found too where they were copied under evidence/ as they are', async () => {
    const store = fileStore(join(work, `${++folders}`))
    await store.put(`evidence/registry.example.com/${place(1)}`, message)
    const evidence = await openEvidence([], store, defaultLimits)
    assert.deepEqual((await assayed({ evidence })).found, [[`${folder}/signature-1`, 'verified']])
  })

  test('stay when another one comes in their place', async () => {
    const store = await storeOf([
      [place(1), other],
      [place(1), message],
    ])
    const { found } = await assayed({ evidence: await openEvidence([], store, defaultLimits) })
    assert.deepEqual(new Set(found.map(([, verdict]) => verdict)), new Set(['invalid', 'verified']))
    assert.equal(found.length, 2)
  })

  test('count once where the folder is given too', async () => {
    const store = await storeOf([[place(1), message]])
    const root = folderOf({ [place(1)]: message })
    const evidence = await openEvidence([root], store, defaultLimits)
    assert.equal((await assayed({ evidence })).found.length, 1)
  })

  test('vouch for no other image', async () => {
    const store = await storeOf([[place(1), message]])
    const evidence = await openEvidence([], store, defaultLimits)
    const another = exported.replaceAll(digest, `sha256:${'0'.repeat(64)}`)
    assert.deepEqual((await assayed({ evidence }, another)).found, [])
  })
})
