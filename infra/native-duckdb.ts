import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** The architecture of all functions in serverless.yml, as Node names it. */
export const functionArchitecture = 'arm64'

/** What of DuckDB's package for one platform is loaded; the first names the second, which stands beside it. */
export const nativeFiles = ['duckdb.node', 'libduckdb.so'] as const

/** DuckDB's native module beside the bundle that loads it, in a folder for each architecture. */
export const nativeDuckdb: Plugin = {
  name: 'native-duckdb',
  setup(build) {
    build.onResolve({ filter: /^@duckdb\/node-bindings$/ }, () => ({ path: 'bindings', namespace: 'duckdb' }))
    build.onLoad({ filter: /./, namespace: 'duckdb' }, () => ({
      // Named so that it is left to Node, which finds it when it is asked for.
      contents: "const load = require\nmodule.exports = load('./duckdb-' + process.arch + '/duckdb.node')",
      resolveDir: root,
    }))
  },
}

interface Locked {
  readonly version: string
  readonly integrity: string
}

const lockedPackage = (name: string): Locked => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return lock.packages[`node_modules/${name}`]
}

/** The package as npm gives it, held to the lockfile: npm installs only that of the machine that it runs on. */
const fetchPackage = (name: string): string => {
  const { version, integrity } = lockedPackage(name)
  const cache = join(root, 'node_modules/.cache/image-assay')
  const folder = join(cache, `${name.replace('/', '-')}-${version}`)
  if (existsSync(join(folder, 'package/duckdb.node'))) return join(folder, 'package')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  execFileSync(
    'npm',
    ['pack', '--silent', '--prefer-offline', '--pack-destination', folder, `${name}@${version}`],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (archive === undefined) throw new Error(`npm gave no archive of ${name}@${version}`)
  const found = `sha512-${createHash('sha512')
    .update(readFileSync(join(folder, archive)))
    .digest('base64')}`
  if (found !== integrity) throw new Error(`${name}@${version} is not what package-lock.json says`)
  execFileSync('tar', ['-xzf', archive], { cwd: folder })
  rmSync(join(folder, archive))
  return join(folder, 'package')
}

/** Puts DuckDB for Linux on `architecture` into the folder that a bundle in `outdir` loads it from. */
export const placeNativeDuckdb = (outdir: string, architecture: string): void => {
  const name = `@duckdb/node-bindings-linux-${architecture}`
  const installed = join(root, 'node_modules', name)
  const from = existsSync(join(installed, 'duckdb.node')) ? installed : fetchPackage(name)
  const to = join(outdir, `duckdb-${architecture}`)
  mkdirSync(to, { recursive: true })
  for (const file of [...nativeFiles, 'LICENSE']) copyFileSync(join(from, file), join(to, file))
}
