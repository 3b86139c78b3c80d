import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const isSdk = (path: string): boolean => /node_modules\/@(aws-sdk|smithy)\//.test(path)

/** Says on standard error what was loaded, when the process ends. */
const listing = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
  process.on('exit', () => process.stderr.write(loaded.join('\\n')))`)}`

const loadedBy = (...args: string[]): string[] => {
  const program = [process.execPath, '--import', listing, ...args, '2>&1 >/dev/null']
  const quoted = program.map((word) => (word.startsWith('2>') ? word : `'${word.replaceAll("'", "'\\''")}'`))
  return execFileSync('sh', ['-c', quoted.join(' ')], { cwd: root, encoding: 'utf8' }).split('\n')
}

describe('the AWS SDK', () => {
  for (const args of [
    ['--help'],
    ['--version'],
    ['checks'],
    ['report', 'events/exports', '--fail-on', 'never'],
  ]) {
    it(`is not loaded by assay ${args.join(' ')}`, () => {
      const loaded = loadedBy('functions/cli.ts', ...args)
      assert.ok(loaded.some((url) => url.endsWith('functions/cli.ts')))
      assert.deepEqual(loaded.filter(isSdk), [])
    })
  }

  it('is loaded by what uses it, so that these tests would see it', () => {
    assert.ok(loadedBy('lib/store/s3-client.ts').some(isSdk))
  })

  it('stands in a bundle of its own, which no program loads as it starts', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['functions/cli.ts', 'lib/index.ts'],
      outdir: join(root, 'nowhere'),
      write: false,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      external: ['@duckdb/node-api'],
      mainFields: ['module', 'main'],
      metafile: true,
      logLevel: 'error',
    })
    const { outputs } = metafile
    const atStart = new Set<string>()
    const follow = (output: string): void => {
      if (atStart.has(output)) return
      atStart.add(output)
      for (const { path, kind } of outputs[output]?.imports ?? [])
        if (kind === 'import-statement') follow(path)
    }
    for (const [path, { entryPoint = '' }] of Object.entries(outputs)) {
      if (/^(functions\/cli|lib\/index)\.ts$/.test(entryPoint)) follow(path)
    }
    const holders = Object.keys(outputs).filter((path) =>
      Object.keys(outputs[path]?.inputs ?? {}).some(isSdk),
    )
    assert.ok(atStart.size >= 2)
    assert.ok(holders.length > 0)
    assert.deepEqual(
      holders.filter((path) => atStart.has(path)),
      [],
    )
  })
})
