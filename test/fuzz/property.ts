import assert from 'node:assert/strict'
import fc from 'fast-check'
import { assayed } from './assayed.ts'
import { evidenceBeside } from './beside.ts'
import { type InputKind, inputs } from './input.ts'

/** Seconds of the processor for any input, and for each byte of it: a hang takes longer, a busy machine does not. */
const patience = { any: 4, byte: 40e-6 }

/** Characters of report for any input, and for each byte of it: a flaw costs a finding of a few hundred. */
const room = { any: 20_000, byte: 400 }

const seconds = (): number => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6

/** What was met, so that nobody takes silence for success. */
export const tally = { verified: 0, byEvidence: 0, mismatch: 0, unverifiable: 0, rejected: 0, slowest: 0 }

/** Whatever the bytes are: no crash, no hang, no flood, and nothing verified that is not proven. */
export const holds = (kind: InputKind): fc.IAsyncProperty<[Buffer]> =>
  fc.asyncProperty(inputs[kind], async (bytes) => {
    const evidence = await evidenceBeside(bytes)
    const begin = seconds()
    const { images, rejected, printed } = await assayed(bytes, {}, evidence)
    const taken = seconds() - begin
    assert.ok(taken < patience.any + patience.byte * bytes.length, `${taken} s for ${bytes.length} bytes`)
    assert.ok(
      printed < room.any + room.byte * bytes.length,
      `${printed} characters for ${bytes.length} bytes`,
    )
    for (const { verification } of images) {
      tally[verification.verdict]++
      if (verification.proof === 'evidence') tally.byEvidence++
    }
    tally.rejected += rejected.length
    tally.slowest = Math.max(tally.slowest, taken)
  })
