import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bombs } from './bomb.ts'
import type { Impact } from './bomb-runner.ts'

/** Of V8's heap, in MiB: objects beyond that end the process. */
const heap = 512
/**
 * Of the process with everything in it, in bytes: what an item's text, its value and its report come to, several of them
 * not collected yet.
 */
const memory = 1.25 * 2 ** 30
/** Of the processor, for one bomb: how time grows is measured elsewhere, this is what nobody would wait for. */
const seconds = 20

/** Meets all bombs in a process of their own. What one of them ends leaves those behind it without an impact. */
const meetAll = async (): Promise<readonly Impact[]> => {
  const runner = fileURLToPath(new URL('bomb-runner.ts', import.meta.url))
  const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, runner], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const impacts: Impact[] = []
  for await (const line of createInterface({ input: child.stdout })) impacts.push(JSON.parse(line) as Impact)
  return impacts
}

suite(`a bomb is defused with ${heap} MiB of heap and in bounded time:`, async () => {
  const impacts = meetAll()
  for (const { what, finds } of bombs)
    test(what, async () => {
      const impact = (await impacts).find((each) => each.what === what)
      assert.ok(impact !== undefined, 'this bomb, or one before it, ended the process')
      assert.deepEqual(impact.found, finds.toSorted())
      assert.ok(impact.memory < memory, `${Math.round(impact.memory / 2 ** 20)} MiB`)
      assert.ok(impact.seconds < seconds, `${impact.seconds} s`)
      // A name stands once in a report, and flaws are at most 1,000 with a path each.
      assert.ok(impact.report < impact.input + 2 ** 19, `${impact.input} bytes in, ${impact.report} out`)
    })
})
