/** Bundles the command line and the library into `dist/`: Node refuses to run TypeScript below node_modules. */
import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = import.meta.dirname
const dist = join(root, 'dist')

const requireShim = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);"

/** What of an earlier build nothing refers to any more would be packed with the rest. */
const clear = (): void => {
  for (const old of globSync('*.mjs', { cwd: dist })) rmSync(join(dist, old))
}

/** The licences of the packages that stand in the bundles: each asks for its text to go with every copy. */
const licences = (inputs: readonly string[]): string =>
  [...new Set(inputs.flatMap((input) => input.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []))]
    .toSorted()
    .map((folder) => {
      const [file] = globSync('LICEN[CS]E*', { cwd: join(root, folder) })
      if (file === undefined) throw new Error(`${folder} has no licence file: it cannot be bundled`)
      return `${folder.replace('node_modules/', '')}\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)

clear()
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { cli: 'functions/cli.ts', index: 'lib/index.ts' },
  outdir: dist,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // The same bundle where a checkout only links to its node_modules.
  preserveSymlinks: true,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: { js: requireShim },
  metafile: true,
  logLevel: 'warning',
})
chmodSync(join(dist, 'cli.mjs'), 0o755)
writeFileSync(join(dist, 'licenses.txt'), licences(Object.keys(metafile.inputs)))
