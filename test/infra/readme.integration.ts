import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort, rgwSkip } from '../integration/rgw.ts'

const root = join(import.meta.dirname, '../..')

test('infra/README.md: what it says of Ceph RGW works as it stands', { skip: rgwSkip }, async (t) => {
  const readme = readFileSync(join(root, 'infra/README.md'), 'utf8')
  const [, script = ''] = /```bash\n([\s\S]*?)```/.exec(readme) ?? []
  assert.match(script, /rgw\.sh start/)
  const folder = await mkdtemp(join(tmpdir(), 'assay-readme-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-euc', script.replace('npx assay', `'${process.execPath}' functions/cli.ts`)],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH ?? '',
        RGW_DIR: join(folder, 'rgw'),
        RGW_PORT: String(await freePort()),
        RGW_MON_PORT: String(await freePort()),
        RGW_WITH: String(process.pid),
      },
    },
  )
  assert.equal(status, 0, stderr)
  assert.match(stderr, /report stored: s3:\/\/reports\/reports\/multiarch-list\.json\//)
  assert.equal(JSON.parse(stdout).kind, 'ExportReport')
})
