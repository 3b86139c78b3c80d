import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { build } from 'esbuild'
import { lazyBuiltins } from '../../infra/lazy-builtins.ts'
import { leanS3 } from '../../infra/lean-s3.ts'
import { openpgpApart } from '../../infra/openpgp-apart.ts'

const root = join(import.meta.dirname, '../..')
const isOpenpgp = (path: string): boolean => /node_modules\/openpgp\//.test(path)

/** Says on standard error what of openpgp was loaded, when the process ends. */
const listing = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  let loaded = 0
  registerHooks({ load: (url, context, next) => (url.includes('node_modules/openpgp/') && loaded++, next(url, context)) })
  process.on('exit', () => process.stdout.write('\\nloaded ' + loaded))`)}`

const loads = (...args: readonly string[]): boolean => {
  const program = ['--import', listing, 'functions/cli.ts', 'report', ...args, '--fail-on', 'never']
  const output = execFileSync(process.execPath, program, { cwd: root, encoding: 'utf8' })
  return !output.endsWith('loaded 0')
}

suite('openpgp is loaded', () => {
  const signed = 'events/signed/signed-image.json'
  const key = ['--keys', 'events/signed/webshop-release.asc']
  for (const [what, args, expected] of [
    ['neither for a signature without keys', [signed], false],
    ['nor for keys without a signature', ['events/exports/blanked-imagestreamimage.json', ...key], false],
    ['but for a signature and its key', [signed, ...key], true],
  ] as const)
    test(what, () => assert.equal(loads(...args), expected))

  test('by the functions from a file of its own', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['functions/upload.ts', 'functions/http.ts'],
      outdir: join(root, 'nowhere'),
      write: false,
      bundle: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      plugins: [lazyBuiltins, leanS3, openpgpApart],
      metafile: true,
      logLevel: 'error',
    })
    assert.deepEqual(Object.keys(metafile.inputs).filter(isOpenpgp), [])
    for (const { imports } of Object.values(metafile.outputs))
      assert.deepEqual(
        imports.filter(({ path }) => path.endsWith('openpgp.mjs')).map(({ kind }) => kind),
        ['dynamic-import'],
      )
  })
})
