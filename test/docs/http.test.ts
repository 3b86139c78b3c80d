import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import { broken } from '../functions/run-cli.ts'
import { newFolder, serving } from '../functions/serve/serving.ts'
import { blocksOf } from './blocks.ts'
import { httpPage } from './http-page.ts'
import { root } from './markdowns.ts'

const skip = spawnSync('curl', ['--version']).error === undefined ? false : 'there is no curl'

suite('docs/http.md', { skip }, () => {
  test('its requests are answered as it says: a mismatch is no failure', async () => {
    const server = await serving(['--store', `file:${newFolder()}`])
    const lines = blocksOf(httpPage())
      .filter(({ language }) => language === 'bash')
      .flatMap(({ text }) => text.trimEnd().split('\n'))
    assert.equal(lines.length, 2)
    const answers: [number, unknown][] = []
    for (const line of lines) {
      const there = line.replace('http://127.0.0.1:8080', server.url)
      const command = there.replace(/^curl /, "curl --silent --write-out '\\n%{http_code}' ")
      const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: root })
      const at = stdout.lastIndexOf('\n')
      answers.push([Number(stdout.slice(at)), JSON.parse(stdout.slice(0, at))])
    }
    const partly = await fetch(`${server.url}/v1/reports`, {
      method: 'POST',
      body: readFileSync(join(broken, 'mixed-kinds.json')),
    })
    const { summary } = (await partly.json()) as { summary: { images: number; rejected: number } }
    assert.ok(partly.status === 200 && summary.images > 0 && summary.rejected > 0)
    await server.stop('SIGTERM')
    const [[stored, report] = [], [described, api] = []] = answers as [number, Record<string, unknown>][]
    assert.deepEqual([stored, described], [201, 200])
    assert.deepEqual((report as { summary: { verdicts: object } }).summary.verdicts, {
      mismatch: 1,
      unverifiable: 0,
      verified: 0,
    })
    assert.match(String(api?.openapi), /^3\.1/)
  })
})
