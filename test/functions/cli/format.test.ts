import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rendererFor } from '../../../functions/cli/format.ts'
import { reportedObject } from '../../../lib/report/reported.ts'
import { imageReport } from '../../report/sample-report.ts'
import { fakeConsole } from './fake-console.ts'

describe('a table of 40 columns', () => {
  for (const [isTerminal, length] of [
    [true, 40],
    [false, 72],
  ] as const)
    it(`is one of ${length} where standard output is ${isTerminal ? 'a' : 'no'} terminal`, async () => {
      const out = { ...fakeConsole({ isTerminal }).out, width: 40 }
      const image = imageReport({ name: `${'long'.repeat(20)}@sha256:${'a1'.repeat(32)}` })
      const [, line] = (await rendererFor('table', out, [])).image(reportedObject(image)).split('\n')
      assert.equal(line?.length, length)
    })
})
