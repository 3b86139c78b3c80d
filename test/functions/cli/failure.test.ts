import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { failureText } from '../../../functions/cli/failure.ts'
import { AssayError, errorCatalogue } from '../../../lib/error.ts'
import { rejectionCatalogue } from '../../../lib/export/rejection.ts'

describe('failureText', () => {
  for (const [what, error, text] of [
    ['a wrong call', new AssayError('usage', 'no command'), 'no command. See `assay --help`.'],
    ['a question', new AssayError('usage', 'did you mean x?'), 'did you mean x? See `assay --help`.'],
  ] as const)
    it(what, () => assert.equal(failureText(error), text))

  it("a failure of the machine, in the system's words", async () => {
    const error = await readFile('/no/such/file').catch((failure: unknown) => failure)
    assert.equal(failureText(error), 'cannot open /no/such/file: no such file or directory.')
  })

  it('never speaks of the message that it ends', () => {
    const remedies = Object.entries({ ...errorCatalogue, ...rejectionCatalogue })
    assert.deepEqual(
      remedies.filter(([, { remedy }]) => /\bthe message\b/i.test(remedy)),
      [],
    )
  })

  for (const error of [new TypeError('x is not a function\n    at y'), 'thrown text', null])
    it(`a fault: ${String(error).split('\n')[0]}`, () => {
      const text = failureText(error)
      assert.match(text, /^internal error: .*report it.*DEBUG=1/)
      assert.doesNotMatch(text, /\n/)
    })
})
