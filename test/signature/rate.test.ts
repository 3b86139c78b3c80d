import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, keyringOf } from './judged.ts'
import { compressed, newKey, publicKey, signedMessage } from './openpgp-message.ts'

/** Verifications a second of processor time; what is measured is twice that and more. */
const least = 500
const many = 100
const rounds = 6

for (const [what, options] of [
  ['Ed25519', {}],
  ['RSA, 3,072 bits', { type: 'rsa', rsaBits: 3072 }],
] as const)
  test(`at least ${least} verifications a second: ${what}`, async (t) => {
    const key = await newKey(options)
    const keyring = keyringOf(publicKey(key))
    const content = compressed(await signedMessage({ key }))
    const rates: number[] = []
    // The first round loads openpgp and reads the key, too; the best one is what the code can do, whoever else is busy.
    for (let round = 0; round < rounds; round++) {
      const before = process.cpuUsage()
      for (let count = 0; count < many; count++)
        assert.equal((await judge(content, keyring)).verdict, 'verified')
      const { user, system } = process.cpuUsage(before)
      rates.push(many / ((user + system) / 1e6))
    }
    const rate = Math.round(Math.max(...rates))
    t.diagnostic(`${rate} a second of processor time`)
    assert.ok(rate >= least, `${rate} a second`)
  })
