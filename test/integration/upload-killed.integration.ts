import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { build } from 'esbuild'
import { leanBuild } from '../../infra/bundle.ts'
import { ledgerDigest } from '../events/schema1.ts'
import { broken, samples } from '../functions/run-cli.ts'
import { contentOf } from '../functions/upload/stored.ts'
import { testClient } from './bucket.ts'
import { rgwSkip, startRgw } from './rgw.ts'
import { reportedNames, uploadWorld } from './upload-world.ts'

const rgw = rgwSkip === false ? await startRgw() : null
Object.assign(process.env, rgw?.environment)
const folder = mkdtempSync(join(tmpdir(), 'assay-killed-'))
after(async () => {
  rmSync(folder, { recursive: true })
  await rgw?.stop()
})

const client = testClient()
/** Bundled: two processes a case, each of which would read two hundred sources. */
const child = join(folder, 'upload-child.mjs')
before(() => build({ ...leanBuild, entryPoints: ['test/integration/upload-child.ts'], outdir: folder }))

/** Runs the function in a process; gives the signal that ended it, else its exit status. */
const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const started = spawn(process.execPath, [child, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const [status, signal] = await once(started, 'exit')
  return signal ?? status
}

/** What is uploaded, and how many writes it takes. */
const rows: readonly (readonly [key: string, content: Buffer, writes: number])[] = [
  ['list.json', readFileSync(join(samples, 'multiarch-list.json')), 5],
  ['broken.json', readFileSync(join(broken, 'malformed.json')), 5],
  ['evidence/ledger.json', readFileSync(join(samples, 'schema1-image.json')), 2],
]
const moments = ['before', 'during', 'after']

suite('the function killed at one of its writes and run again', { skip: rgwSkip, timeout: 900_000 }, () => {
  let killed = 0
  let complete = 0

  for (const [key, content, writes] of rows)
    for (const write of Array.from({ length: writes }, (_, index) => index + 1))
      for (const moment of moments)
        test(`${key}: ${moment} write ${write} of ${writes}`, async () => {
          const { exportsBucket, uri, truth, put } = await uploadWorld(client)
          const args = [uri, exportsBucket, JSON.stringify(await put(key, content))]
          assert.equal(await run(args, { KILL_AT: String(write), KILL_WHEN: moment }), 'SIGKILL')
          killed += 1
          const torn = await contentOf(truth)
          const made = Object.keys(torn).length
          const due = { before: [write - 1], during: [write - 1, write], after: [write] }[moment]
          // Evidence is written several at once, and so are a report's images, its page and when its export came.
          const together = key.startsWith('evidence/') ? writes : 3
          assert.ok(write <= together ? made <= together : due?.includes(made))
          // The report is the commit mark: what it stands for is there before it is.
          if (Object.keys(torn).some((name) => name.endsWith('/report.json')))
            for (const part of ['/images.ndjson.gz', '/report.html'])
              assert.ok(
                Object.keys(torn).some((name) => name.endsWith(part)),
                part,
              )
          assert.equal(await run(args), 0)
          const whole = await contentOf(truth)
          for (const [name, text] of Object.entries(torn)) assert.equal(whole[name], text, name)
          assert.equal(Object.keys(whole).length, writes)
          if (key.startsWith('evidence/')) assert.ok(`evidence/${ledgerDigest.replace(':', '/')}` in whole)
          else assert.deepEqual(await reportedNames(truth), [key])
          complete += 1
        })

  test('a run that is left alone makes as many writes', async (t) => {
    t.diagnostic(`killed ${killed} times; complete after the next run: ${complete}`)
    for (const [key, content, writes] of rows) {
      const { exportsBucket, uri, truth, put } = await uploadWorld(client)
      const args = [uri, exportsBucket, JSON.stringify(await put(key, content))]
      assert.equal(await run(args, { KILL_AT: String(writes + 1), KILL_WHEN: 'before' }), 0)
      assert.equal(Object.keys(await contentOf(truth)).length, writes)
    }
  })
})
