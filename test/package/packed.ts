import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageFile from '../../package.json' with { type: 'json' }

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const work = mkdtempSync(join(tmpdir(), 'assay-package-'))
/** A checkout of its own: packing writes into `dist`, which others may be using. */
export const checkout = join(work, 'checkout')
/** A folder that had nothing in it before the package was installed. */
export const consumer = join(work, 'consumer')
/** Where the package was installed. */
export const installed = join(consumer, 'node_modules', 'image-assay')

/** What a checkout may hold beside the sources, and nobody else shall see. */
const planted = [
  '.env',
  '.npmrc.bak',
  'dist/stale.mjs',
  'dist/chunk-STALE.mjs',
  'dist/types/lib/stale.d.ts',
  'dist/id_rsa',
  'notes.log',
  '.assay/data',
]

/** The content of what is planted. */
export const plantedText = 'not for others'

/** Where the installed command keeps what Node compiles of it. */
export const compiled = join(work, 'compiled')

/** As a terminal has it, without what an `npm test` around this one sets. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  XDG_CACHE_HOME: compiled,
  npm_config_cache: join(work, 'cache'),
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
}

/** What a command prints; throws where it fails. */
export const run = (folder: string, command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Every file below a folder, as paths from there, in order. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()

/** Packages are linked, but `.bin` is the checkout's own: `prepare` writes there. */
const linkPackages = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from))
    if (name === '.bin') cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true })
    else symlinkSync(join(from, name), join(to, name))
}

const makeCheckout = (): void => {
  const parts = [
    'lib',
    'functions',
    'events',
    'infra',
    'test/docs',
    'package.json',
    'esbuild.ts',
    'tsconfig.json',
  ]
  const texts = ['README.md', 'LICENSE', 'CHANGELOG.md', 'CONTRIBUTING.md']
  for (const part of [...parts, ...texts]) cpSync(join(root, part), join(checkout, part), { recursive: true })
  linkPackages(join(root, 'node_modules'), join(checkout, 'node_modules'))
  for (const file of planted) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true })
    writeFileSync(join(checkout, file), plantedText)
  }
}

/** Installs the tarball as a user would, its dependencies taken from this checkout instead of a registry. */
const install = (tarball: string): void => {
  const names = Object.keys(packageFile.dependencies)
  const local = Object.fromEntries(names.map((name) => [name, `file:${join(root, 'node_modules', name)}`]))
  mkdirSync(consumer)
  writeFileSync(
    join(consumer, 'package.json'),
    JSON.stringify({
      type: 'module',
      private: true,
      dependencies: { 'image-assay': `file:${tarball}`, ...local },
    }),
  )
  // Without scripts: npm would build each package that is linked, as it does not where it comes from a registry.
  run(consumer, 'npm', 'install', '--omit=optional', '--install-links=false', '--ignore-scripts')
}

/** What `tsc` says to a program of the consumer's, and on demand to the declarations too; nothing where all is well. */
export const compile = (program: string, { declarationsToo = false } = {}): string => {
  writeFileSync(join(consumer, 'use.ts'), program)
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    skipLibCheck: !declarationsToo,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
  }
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
  try {
    return run(consumer, join(root, 'node_modules', '.bin', 'tsc'))
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}

/** Packs a checkout that holds more than it should, and installs what comes out; all of it offline. */
export const packAndInstall = (): void => {
  makeCheckout()
  run(checkout, 'npm', 'pack', '--pack-destination', work)
  const [tarball, ...others] = readdirSync(work).filter((name) => name.endsWith('.tgz'))
  assert.deepEqual([tarball, others], [`image-assay-${packageFile.version}.tgz`, []])
  install(join(work, tarball ?? ''))
}

export const cleanUp = (): void => rmSync(work, { recursive: true, force: true })
