import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { generateKey } from 'openpgp'
import { defaultLimits } from '../../lib/limits.ts'
import { keyIndex } from '../../lib/signature/keyring.ts'
import { openKeyring } from '../../lib/signature/open-keyring.ts'
import { fileStore } from '../../lib/store/file.ts'
import { growthOf, linear } from '../fuzz/growth.ts'
import { judge, keyringOf } from './judged.ts'
import { newKey, packet, publicKey, signedMessage } from './openpgp-message.ts'

const key = await newKey()
const second = await newKey()
const message = await signedMessage({ key })
const armored = key.toPublic().armor()
const { revocationCertificate } = await generateKey({ userIDs: [{ name: 'Eve' }] })

const work = mkdtempSync(join(tmpdir(), 'assay-keys-'))
after(() => rmSync(work, { recursive: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(work, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

const good: Readonly<Record<string, string | Uint8Array>> = {
  binary: publicKey(key),
  armored,
  'armored with CRLF': armored.replaceAll('\n', '\r\n'),
  'armored twice in one file, with text around': `Our keys:\n${second.toPublic().armor()}\n${armored}\nthe end`,
  'two keys one after the other': Buffer.concat([publicKey(second), publicKey(key)]),
}

suite('key files', () => {
  for (const [what, content] of Object.entries(good))
    test(`are read: ${what}`, async () => {
      const keyring = await openKeyring([file(`good/${what}`, content)], null, defaultLimits)
      assert.equal((await judge(message, keyring)).verdict, 'verified')
      assert.match(keyring.digests[0] ?? '', /^sha256:[0-9a-f]{64}$/)
    })

  test('are refused: what holds no key, a private key, a revocation alone, too much', async () => {
    const bad: readonly [content: string | Uint8Array, message: RegExp][] = [
      ['# Keys\n', /holds no OpenPGP public keys/],
      ['', /holds no OpenPGP public keys/],
      [Buffer.from([0x99, 1]), /holds no OpenPGP public keys/],
      [packet(13, Buffer.from('Eve')), /holds no OpenPGP public keys/],
      [key.armor(), /private key/],
      [key.write(), /private key/],
      [revocationCertificate, /revocation without its key/],
      [Buffer.alloc(16 * 2 ** 20 + 1, 0x99), /16777217 bytes, and 16777216 are the limit \(limit keyBytes/],
    ]
    for (const [at, [content, expected]] of bad.entries())
      await assert.rejects(openKeyring([file(`bad/${at}`, content)], null, defaultLimits), {
        code: 'keys-unreadable',
        message: expected,
      })
  })

  test('that are not there are named', async () => {
    const path = join(work, 'absent')
    await assert.rejects(openKeyring([path], null, defaultLimits), {
      code: 'keys-unreadable',
      message: `cannot read keys from ${path}: no such file or directory`,
    })
  })

  test('in a folder: what is no key is noted, a private key refused', async () => {
    file('folder/README.md', 'Keys\n')
    file('folder/deep/key.asc', armored)
    const notes: string[] = []
    const folder = join(work, 'folder')
    const keyring = await openKeyring([folder], null, defaultLimits, (note) => notes.push(note))
    assert.equal(keyring.files.length, 1)
    assert.match(notes.join(), /README\.md: it holds no OpenPGP public keys; it is not used/)
    file('folder/private.asc', key.armor())
    await assert.rejects(openKeyring([folder], null, defaultLimits), { code: 'keys-unreadable' })
  })

  test('come from the store too, each once, in an order that does not depend on names', async () => {
    const store = fileStore(join(work, 'store'))
    await store.put('keys/b.asc', Buffer.from(armored))
    await store.put('keys/a.gpg', publicKey(second))
    const keyring = await openKeyring([file('given.asc', armored)], store, defaultLimits)
    assert.equal(keyring.files.length, 2)
    assert.deepEqual(keyring.digests, keyring.digests.toSorted())
    assert.equal((await judge(message, keyring)).verdict, 'verified')
  })
})

test('a large ring is searched by key ID, and only the key that is named is read', async () => {
  const damaged = Buffer.concat([publicKey(second).subarray(0, 60), packet(2, Buffer.from('no signature'))])
  const ring = keyringOf(...Array.from({ length: 2000 }, () => damaged), publicKey(key))
  assert.equal((await judge(message, ring)).verdict, 'verified')
})

test('a ring that holds one key twice as often takes at most about twice the time', async () => {
  const one = packet(6, Buffer.from([4, 0, 0, 0, 0, 1]))
  const { ratio } = await growthOf(
    (size) => Buffer.concat(Array.from({ length: size }, () => one)),
    4000,
    async (bytes) => assert.equal(keyIndex(keyringOf(bytes)).certificates.size, 1),
  )
  assert.ok(ratio <= linear, `${ratio.toFixed(2)} times`)
})
