import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseTime } from '../../../functions/cli/time.ts'

describe('parseTime', () => {
  for (const [text, moment] of [
    ['2026-01-31T02:00:00Z', '2026-01-31T02:00:00.000Z'],
    ['2026-01-31t02:00:00z', '2026-01-31T02:00:00.000Z'],
    ['2026-01-31T02:00:00.5+02:00', '2026-01-31T00:00:00.500Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ] as const)
    it(`${text} is ${moment}`, () => assert.equal(parseTime(text).toISOString(), moment))

  for (const text of [
    'yesterday',
    '2026-01-31',
    '2026-01-31T02:00:00',
    '2026-01-31 02:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T02:00:00+2:00',
    '1738288800',
  ])
    it(`refuses ${text}`, () =>
      assert.throws(() => parseTime(text), { code: 'usage', message: /RFC 3339|no such day/ }))

  for (const [text, moment] of [
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ] as const)
    it(`${text} is ${moment}`, () => assert.equal(parseTime(text).toISOString(), moment))
  for (const text of [
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-23:00',
    '9999-12-31T23:59:60Z',
  ])
    it(`refuses ${text}`, () =>
      assert.throws(() => parseTime(text), { code: 'usage', message: /no year from 0001 to 9999 in UTC/ }))
})
