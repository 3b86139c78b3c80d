import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { leanBuild } from '../../infra/bundle.ts'
import type { openEngine } from '../../lib/audit/engine/open.ts'
import { askThere, fakeAthena } from '../audit/fake-athena.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-lean-athena-'))
const athena = await fakeAthena(folder, 5)
after(async () => {
  await athena.close()
  rmSync(folder, { recursive: true, force: true })
})
askThere(athena)

suite('the Athena client as the audit function has it', () => {
  test('asks and hears', async () => {
    const outdir = join(folder, 'dist')
    const entryPoints = { audit: 'functions/audit.ts', open: 'lib/audit/engine/open.ts' }
    await build({ ...leanBuild, entryPoints, outdir })
    const bundle: { openEngine: typeof openEngine } = await import(
      pathToFileURL(join(outdir, 'open.mjs')).href
    )
    const engine = bundle.openEngine('athena:image-assay-prod', { uri: 's3://reports', by: 'STORE' })
    assert.ok(typeof engine === 'object')
    assert.deepEqual(await engine.rows("SELECT 12 AS a, NULL AS b, 'x' AS c"), [{ a: 12, b: null, c: 'x' }])
  })
})
