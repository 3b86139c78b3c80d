import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { describe, it } from 'node:test'
import { rendererFor } from '../../../functions/cli/format.ts'
import { outputOn } from '../../../functions/cli/output.ts'
import { reportedObject } from '../../../lib/report/reported.ts'
import { imageReport } from '../../report/sample-report.ts'

describe('a table of 40 columns', () => {
  for (const [isTTY, length] of [
    [true, 40],
    [false, 72],
  ] as const)
    it(`is one of ${length} where standard output is ${isTTY ? 'a' : 'no'} terminal`, async () => {
      const out = outputOn(
        Object.assign(new PassThrough(), { isTTY }),
        { COLUMNS: '40', NO_COLOR: '1' },
        () => {},
      )
      const image = imageReport({ name: `${'long'.repeat(20)}@sha256:${'a1'.repeat(32)}` })
      const [, line] = (await rendererFor('table', out, [])).image(reportedObject(image)).split('\n')
      assert.equal(line?.length, length)
    })
})
