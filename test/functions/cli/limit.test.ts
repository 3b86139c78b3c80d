import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseLimits } from '../../../functions/cli/limit.ts'

describe('parseLimits', () => {
  for (const [texts, limits] of [
    [[], {}],
    [['layers=5'], { layers: 5 }],
    [['itemBytes=100'], { itemBytes: 100 }],
    [
      ['itemBytes=2KiB', 'exportBytes=3GiB', 'yamlBytes=1MiB'],
      { itemBytes: 2048, exportBytes: 3 * 2 ** 30, yamlBytes: 2 ** 20 },
    ],
    [['layers=5', 'layers=6'], { layers: 6 }],
  ] as const)
    it(texts.join(' ') || 'none', () => assert.deepEqual(parseLimits(texts), limits))

  for (const [text, message] of [
    ['layer=5', /^--limit layer=5: no such limit; did you mean layers\?$/],
    ['constructor=5', /no such limit; there are itemBytes, /],
    ['layers', /write NAME=VALUE/],
    ['layers=', /write NAME=VALUE/],
    ['layers=-1', /write NAME=VALUE/],
    ['layers=1.5', /write NAME=VALUE/],
    ['itemBytes=64MB', /like 64MiB/],
    ['itemBytes=64 MiB', /like 64MiB/],
    ['layers=1KiB', /layers is a count, not a size/],
    ['depth=501', /takes 1 to 500$/],
    ['layers=0', /takes 1 to/],
    ['itemBytes=9007199254740991GiB', /takes 1 to 9007199254740991/],
  ] as const)
    it(`refuses ${text}`, () => assert.throws(() => parseLimits([text]), { code: 'usage', message }))
})
