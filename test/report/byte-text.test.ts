import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { byteText, countText } from '../../lib/report/byte-text.ts'

describe('byteText', () => {
  for (const [bytes, text] of [
    [null, '?'],
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [10_234, '9.99 KiB'],
    [10_235, '10.0 KiB'],
    [1_048_063, '1023 KiB'],
    [1_048_064, '1.00 MiB'],
    [75_002_000, '71.5 MiB'],
    [600_000_000, '572 MiB'],
    [Number.MAX_SAFE_INTEGER, '8.00 PiB'],
  ] as const)
    it(`${bytes} is ${text}`, () => {
      assert.equal(byteText(bytes), text)
      assert.ok(text.length <= 8)
    })
})

describe('countText', () => {
  for (const [count, text] of [
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
  ] as const)
    it(`${count} is ${text}`, () => assert.equal(countText(count), text))
})
