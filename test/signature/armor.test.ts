import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { dearmor } from '../../lib/signature/armor.ts'
import { growthOf, linear } from '../fuzz/growth.ts'

const begin = '-----BEGIN PGP PUBLIC KEY BLOCK-----'
const end = '-----END PGP PUBLIC KEY BLOCK-----'
const block = (...lines: string[]): string => [begin, ...lines, end].join('\n')

const cases: readonly (readonly [what: string, text: string, keys: readonly string[]])[] = [
  ['a block', block('', 'a2V5'), ['key']],
  ['a block over two lines', block('', 'a2', 'V5'), ['key']],
  ['headers before the first empty line', block('Version: 1', 'Comment: x', '', 'a2V5'), ['key']],
  ['a checksum', block('', 'a2V5', '=AAAA'), ['key']],
  ['two blocks with text around', `x\n${block('', 'b25l')}\ny\n${block('', 'dHdv')}\nz`, ['one', 'two']],
  ['a block that never ends', `${begin}\n\na2V5\n`, []],
  ['a whole block before one that never ends', `${block('', 'b25l')}\n${begin}\n\ndHdv`, ['one']],
  ['an end without a beginning', `${end}\n${block('', 'a2V5')}`, ['key']],
  ['what is no base64', block('', 'a2V5!'), []],
  ['nothing', '', []],
]

suite('armored public keys:', () => {
  for (const [what, text, keys] of cases) test(what, () => assert.deepEqual(dearmor(text).map(String), keys))

  test('blocks that never end take time in proportion to the text', async () => {
    const { ratio } = await growthOf(
      (size) => Buffer.from(`${begin}\n`.repeat(size)),
      500,
      async (bytes) => {
        const text = bytes.toString()
        for (let n = 0; n < 5; n++) dearmor(text)
      },
    )
    assert.ok(ratio < linear, `twice the text costs ${ratio.toFixed(2)} times as much`)
  })
})
