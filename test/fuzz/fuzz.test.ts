import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { withoutCorpus } from '../corpus.ts'
import { inputs } from './input.ts'
import { holds, tally } from './property.ts'
import { seeded } from './seeded.ts'

/** About ten seconds in all; `npm run fuzz` takes its time. */
const runs = { noise: 500, cutWholes: 250, edited: 350, pushed: 600, invented: 400 } as const

suite('no crash, no hang, no flood, and nothing verified that is not proven:', () => {
  for (const kind of Object.keys(inputs) as (keyof typeof inputs)[])
    test(kind, async (t) => {
      if (withoutCorpus) t.diagnostic(`without real exports: ${withoutCorpus}`)
      await seeded(t, holds(kind), runs[kind])
    })

  test('every verdict was among them', (t) => {
    t.diagnostic(JSON.stringify(tally))
    for (const count of Object.values(tally)) assert.ok(count > 0)
  })
})
