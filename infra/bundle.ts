/** Bundles the Lambda functions into `dist/`, one file each and openpgp beside them, prints their sizes and holds them to their budgets. */
import { join } from 'node:path'
import { build } from 'esbuild'
import { lazyBuiltins, leanS3, openpgpApart, openpgpEntry } from './lean-modules.ts'

const root = join(import.meta.dirname, '..')
const kibibyte = 1024

/** A bundle's size is cold start: each kibibyte is read and compiled before the first event is. */
export const functionBundles = [
  { name: 'upload', budget: 600 * kibibyte },
  { name: 'http', budget: 700 * kibibyte },
  { name: 'audit', budget: 600 * kibibyte },
] as const

/** Loaded by functions only where signatures are verified. */
const openpgpBundle = { name: 'openpgp', budget: 400 * kibibyte } as const

/** Modules that the bundles replace with smaller ones of the same meaning. */
const alias = {
  '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'lambda-credentials.ts'),
  // The same code as ES modules, from which what is not used falls away.
  yaml: join(root, 'node_modules/yaml/browser/index.js'),
}

const requireShim = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);"

interface Bundled {
  readonly name: string
  readonly budget: number
  /** In bytes. */
  readonly size: number
  /** What takes most room in it: `path: bytes`. */
  readonly largest: readonly string[]
}

const bundleOne = async (
  entry: string,
  { name, budget }: Pick<Bundled, 'name' | 'budget'>,
  outdir: string,
): Promise<Bundled> => {
  const outfile = join(outdir, `${name}.mjs`)
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    // openpgp's licence (LGPL) asks for its notice to go with it.
    legalComments: name === openpgpBundle.name ? 'inline' : 'none',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias,
    plugins: [lazyBuiltins, leanS3, openpgpApart],
    banner: { js: requireShim },
    metafile: true,
    logLevel: 'warning',
  })
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.entries(output?.inputs ?? {})
    .toSorted(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput)
    .slice(0, 10)
  return {
    name,
    budget,
    size: output?.bytes ?? 0,
    largest: inputs.map(([path, { bytesInOutput }]) => `${path}: ${bytesInOutput}`),
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
  for (const { name, size, budget, largest } of await bundleFunctions(join(root, 'dist'))) {
    process.stdout.write(`dist/${name}.mjs ${kib(size)} of ${kib(budget)}\n`)
    if (size > budget) {
      process.stderr.write(`${name} is over its budget; the most of it is\n  ${largest.join('\n  ')}\n`)
      process.exitCode = 1
    }
  }
}
