/** Bundles the Lambda functions into `dist/`, openpgp beside them, prints their sizes and holds them to their budgets. */
import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { inlineSql } from './inline-sql.ts'
import { lazyBuiltins } from './lazy-builtins.ts'
import { leanPackage } from './lean-package.ts'
import { leanS3 } from './lean-s3.ts'
import { leanYaml, yamlModules } from './lean-yaml.ts'
import { functionArchitecture, nativeDuckdb, placeNativeDuckdb } from './native-duckdb.ts'
import { openpgpApart, openpgpEntry } from './openpgp-apart.ts'

const root = join(import.meta.dirname, '..')
const kibibyte = 1024

/** A bundle's size is cold start: each kibibyte is read and compiled before the first event is. */
export const functionBundles = [
  { name: 'upload', budget: 620 * kibibyte },
  { name: 'http', budget: 750 * kibibyte },
  // Starts on a schedule, where nobody waits for it.
  { name: 'audit', budget: 800 * kibibyte },
] as const

/** Loaded by functions only where signatures are verified. */
const openpgpBundle = { name: 'openpgp', budget: 400 * kibibyte } as const

/** Modules that the bundles replace with smaller ones of the same meaning. */
const alias = {
  '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'lambda-credentials.ts'),
  yaml: yamlModules,
}

const requireShim = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);"

/** How everything is built that runs on Lambda. */
export const leanBuild = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  outExtension: { '.js': '.mjs' },
  minify: true,
  legalComments: 'none',
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  alias,
  // Only browsers' clients tell what browser they are.
  external: ['bowser'],
  plugins: [lazyBuiltins, leanPackage, leanS3, leanYaml, openpgpApart, inlineSql, nativeDuckdb],
  banner: { js: requireShim },
  logLevel: 'warning',
} satisfies BuildOptions

interface Bundled {
  readonly name: string
  readonly budget: number
  /** In bytes, all of its files together. */
  readonly size: number
  /** What takes most room in it: `path: bytes`. */
  readonly largest: readonly string[]
  /** Files of it that nothing in it loads. */
  readonly unused: readonly string[]
}

/** The files of a bundle that its entry comes to load. */
const loadedIn = ({ outputs }: Metafile, entry: string): ReadonlySet<string> => {
  const loaded = new Set<string>()
  const follow = (path: string): void => {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const next of outputs[path]?.imports ?? []) if (next.path in outputs) follow(next.path)
  }
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (entryPoint === entry) follow(path)
  return loaded
}

/**
 * One bundle: `NAME.mjs`, which is read and compiled before the first event is, and `NAME-….mjs` with what it loads
 * only where an event asks for it.
 */
const bundleOne = async (
  entry: string,
  { name, budget }: Pick<Bundled, 'name' | 'budget'>,
  outdir: string,
): Promise<Bundled> => {
  for (const old of globSync(`${name}{,-*}.mjs`, { cwd: outdir })) rmSync(join(outdir, old))
  const { metafile } = await build({
    ...leanBuild,
    entryPoints: { [name]: entry },
    outdir,
    chunkNames: `${name}-[hash]`,
    // openpgp's licence (LGPL) asks for its notice to go with it.
    ...(entry === openpgpEntry ? { legalComments: 'inline', plugins: [lazyBuiltins] } : {}),
    metafile: true,
  })
  const outputs = Object.values(metafile.outputs)
  const loaded = loadedIn(metafile, entry)
  const inputs = outputs
    .flatMap((output) => Object.entries(output.inputs))
    .toSorted(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput)
    .slice(0, 10)
  return {
    name,
    budget,
    size: outputs.reduce((sum, { bytes }) => sum + bytes, 0),
    largest: inputs.map(([path, { bytesInOutput }]) => `${path}: ${bytesInOutput}`),
    unused: Object.keys(metafile.outputs).filter((path) => !loaded.has(path)),
  }
}

const kib = (bytes: number): string => `${(bytes / kibibyte).toFixed(1)} KiB`

/** Writes every bundle into `outdir`; gives them with their sizes, those over their budget among them. */
export const bundleFunctions = (outdir: string): Promise<Bundled[]> =>
  Promise.all([
    ...functionBundles.map((bundle) => bundleOne(`functions/${bundle.name}.ts`, bundle, outdir)),
    bundleOne(openpgpEntry, openpgpBundle, outdir),
  ])

if (import.meta.main) {
  placeNativeDuckdb(join(root, 'dist'), functionArchitecture)
  for (const { name, size, budget, largest } of await bundleFunctions(join(root, 'dist'))) {
    process.stdout.write(`dist/${name}.mjs ${kib(size)} of ${kib(budget)}\n`)
    if (size > budget) {
      process.stderr.write(`${name} is over its budget; the most of it is\n  ${largest.join('\n  ')}\n`)
      process.exitCode = 1
    }
  }
}
