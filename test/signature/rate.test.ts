import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, keyringOf } from './judged.ts'
import { compressed, newKey, publicKey, signedMessage } from './openpgp-message.ts'

const many = 500

for (const [what, options] of [
  ['Ed25519', {}],
  ['RSA, 3,072 bits', { type: 'rsa', rsaBits: 3072 }],
] as const)
  test(`verifications a second: ${what}`, async (t) => {
    const key = await newKey(options)
    const keyring = keyringOf(publicKey(key))
    const content = compressed(await signedMessage({ key }))
    // Loads openpgp and reads the key.
    for (let count = 0; count < 100; count++) await judge(content, keyring)
    const before = process.cpuUsage()
    let verified = 0
    for (let count = 0; count < many; count++)
      if ((await judge(content, keyring)).verdict === 'verified') verified++
    const { user, system } = process.cpuUsage(before)
    assert.equal(verified, many)
    t.diagnostic(`${Math.round(many / ((user + system) / 1e6))} a second of processor time`)
  })
