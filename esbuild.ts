/** Bundles the command line and the library into `dist/`: Node refuses to run TypeScript below node_modules. */
import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { inlineSql } from './infra/inline-sql.ts'
import { yamlModules } from './infra/lean-yaml.ts'
import { oneChunk } from './infra/one-chunk.ts'

const root = import.meta.dirname
const dist = join(root, 'dist')

const requireShim = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);"

/** What of an earlier build nothing refers to any more would be packed with the rest. */
const clear = (): void => {
  for (const old of globSync('*.mjs', { cwd: dist })) rmSync(join(dist, old))
}

const repositoryOf = (folder: string): string =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).repository?.url ?? folder

/** A package's own licence file, or that of another from the same repository: not every one of many carries a copy. */
const licenceFile = (folder: string, folders: readonly string[]): string => {
  const kin = folders.filter((other) => repositoryOf(other) === repositoryOf(folder))
  for (const holder of [folder, ...kin]) {
    const [file] = globSync('LICEN[CS]E*', { cwd: join(root, holder) })
    if (file !== undefined) return join(root, holder, file)
  }
  throw new Error(`${folder} has no licence file: it cannot be bundled`)
}

/** The licences of the packages that stand in the bundles: each asks for its text to go with every copy. */
const licences = (inputs: readonly string[]): string => {
  const found = inputs.flatMap((input) => input.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? [])
  const folders = [...new Set(found)].toSorted()
  return folders
    .map((folder) => {
      const text = readFileSync(licenceFile(folder, folders), 'utf8').trim()
      return `${folder.replace('node_modules/', '')}\n\n${text}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

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
  // 70 MB of native code that npm installs for the platform.
  external: ['@duckdb/node-api'],
  plugins: [
    oneChunk({
      modules: ['lib/assay.ts', 'lib/report/json.ts', 'lib/report/table.ts'],
      without: [
        'functions/cli.ts',
        // What is loaded before it is not kept.
        'functions/cli/compile-cache.ts',
        'functions/cli/main.ts',
        'functions/cli/checks.ts',
        'functions/cli/schema.ts',
        'lib/checks/catalogue.ts',
      ],
    }),
    inlineSql,
  ],
  chunkNames: 'chunk-[hash]',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  mainFields: ['module', 'main'],
  alias: { yaml: yamlModules },
  banner: { js: requireShim },
  metafile: true,
  logLevel: 'warning',
})
chmodSync(join(dist, 'cli.mjs'), 0o755)
writeFileSync(join(dist, 'licenses.txt'), licences(Object.keys(metafile.inputs)))
