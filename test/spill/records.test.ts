import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { createRecords } from '../../lib/spill/records.ts'

const textOf = (records: ReturnType<typeof createRecords>) =>
  [...records.read()].map((record) => record.toString('utf8'))

suite('records', () => {
  for (const memory of [0, 1000, 2 ** 30])
    test(`come back in their order, as often as asked for, with ${memory} bytes of memory`, () => {
      const anyRecords = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 2000, size: 'max' })
      fc.assert(
        fc.property(anyRecords, (given) => {
          const records = createRecords(memory)
          for (const record of given) records.add(record)
          for (let time = 0; time < 2; time++)
            assert.deepEqual(
              [...records.read()].map((record) => Buffer.from(record)),
              given.map((record) => Buffer.from(record)),
            )
          records.close()
        }),
        { seed: 1, numRuns: 20 },
      )
    })

  test('may be larger than what is read at once', () => {
    const records = createRecords(0)
    const large = 'x'.repeat(3 * 2 ** 20)
    for (const text of ['a', large, '', large, 'b']) records.add(Buffer.from(text))
    assert.deepEqual(textOf(records), ['a', large, '', large, 'b'])
    records.close()
  })

  test('may be read between additions', () => {
    const records = createRecords(0)
    records.add(Buffer.from('a'))
    assert.deepEqual(textOf(records), ['a'])
    records.add(Buffer.from('b'.repeat(2 ** 21)))
    records.add(Buffer.from('c'))
    assert.deepEqual(textOf(records), ['a', 'b'.repeat(2 ** 21), 'c'])
    records.close()
  })

  test('leave no file in the temporary folder, even while they are held', () => {
    const records = createRecords(0)
    for (let n = 0; n < 3; n++) records.add(Buffer.alloc(2 ** 20))
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`image-assay-${process.pid}-`))
    assert.deepEqual(left, [])
    assert.equal([...records.read()].length, 3)
    records.close()
  })

  test('say so when the temporary folder cannot be written', () => {
    const before = process.env.TMPDIR
    process.env.TMPDIR = '/nowhere/at/all'
    try {
      const records = createRecords(0)
      const fill = () => {
        for (let n = 0; n < 3; n++) records.add(Buffer.alloc(2 ** 20))
      }
      assert.throws(fill, { code: 'temporary-folder', message: /\/nowhere\/at\/all: ENOENT/ })
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
  })
})
