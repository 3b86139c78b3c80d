import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { processorsIn } from '../../../functions/upload/processors.ts'

suite('processors of a function', () => {
  for (const [memory, processors] of [
    [undefined, 1],
    ['128', 1],
    ['1769', 1],
    ['3537', 1],
    ['3538', 2],
    ['10240', 5],
  ] as const)
    test(`with ${memory ?? 'no'} MiB: ${processors}`, () =>
      assert.equal(
        processorsIn(memory === undefined ? {} : { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory }),
        processors,
      ))
})
