import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import packageFile from '../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'assay-package-'))
/** A checkout of its own: packing writes into `dist`, which others may be using. */
const checkout = join(work, 'checkout')
const consumer = join(work, 'consumer')
const installed = join(consumer, 'node_modules', 'image-assay')
const sample = join(root, 'events', 'exports', 'blanked-imagestreamimage.json')

/** What a checkout may hold beside the sources, and nobody else shall see. */
const planted = [
  '.env',
  '.npmrc.bak',
  'dist/stale.mjs',
  'dist/chunk-STALE.mjs',
  'dist/id_rsa',
  'notes.log',
  '.assay/data',
]

const environment = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  npm_config_cache: join(work, 'cache'),
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
}

const run = (folder: string, command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()

const makeCheckout = (): void => {
  const parts = ['lib', 'functions', 'events', 'test/docs', 'package.json', 'esbuild.ts', 'tsconfig.json']
  const texts = ['tsconfig.types.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'CONTRIBUTING.md']
  for (const part of [...parts, ...texts]) cpSync(join(root, part), join(checkout, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
  for (const file of planted) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true })
    writeFileSync(join(checkout, file), 'not for others')
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
  run(consumer, 'npm', 'install', '--omit=optional', '--install-links=false')
}

suite('the packed package', () => {
  before(() => {
    makeCheckout()
    run(checkout, 'npm', 'pack', '--pack-destination', work)
    const [tarball, ...others] = readdirSync(work).filter((name) => name.endsWith('.tgz'))
    assert.deepEqual([tarball, others], [`image-assay-${packageFile.version}.tgz`, []])
    install(join(work, tarball ?? ''))
  })
  after(() => rmSync(work, { recursive: true, force: true }))

  test('holds bundles, declarations and texts, nothing else', () => {
    const allowed = [
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
      /^dist\/(cli|index|chunk-[A-Z0-9]{8})\.mjs$/,
      /^dist\/licenses\.txt$/,
      /^dist\/types\/lib\/([a-z0-9-]+\/)?[a-z0-9-]+\.d\.ts$/,
    ]
    const files = filesIn(installed)
    assert.deepEqual(
      files.filter((file) => !allowed.some((shape) => shape.test(file))),
      [],
    )
    const needed = ['LICENSE', 'README.md', 'dist/cli.mjs', 'dist/index.mjs', 'dist/types/lib/index.d.ts']
    assert.deepEqual(
      needed.filter((file) => !files.includes(file)),
      [],
    )
  })

  test('holds nothing of the machine that packed it', () => {
    const traces = [work, root.replace(/\/$/, ''), homedir(), 'PRIVATE KEY', 'not for others']
    const found = filesIn(installed).flatMap((file) => {
      const text = readFileSync(join(installed, file), 'utf8')
      return traces
        .filter((trace) => trace.length > 1 && text.includes(trace))
        .map((trace) => `${file}: ${trace}`)
    })
    assert.deepEqual(found, [])
  })

  test('names the licence of every package in its bundles', () => {
    const licences = readFileSync(join(installed, 'dist/licenses.txt'), 'utf8')
    for (const name of Object.keys(packageFile.dependencies))
      assert.match(licences, new RegExp(`^${name}\\n\\n[^]*?copyright`, 'im'), name)
  })

  test('runs `assay --version` by its bin', () => {
    assert.equal(
      run(consumer, join('node_modules', '.bin', 'assay'), '--version'),
      `${packageFile.version}\n`,
    )
  })

  test('runs `assay report` by its bin, as the sources do', () => {
    const args = ['report', sample, '--format', 'json']
    assert.equal(
      run(consumer, join('node_modules', '.bin', 'assay'), ...args),
      run(root, process.execPath, join(root, 'functions', 'cli.ts'), ...args),
    )
  })

  test('is imported by an ES module', () => {
    const program = `
      import { readFile } from 'node:fs/promises'
      import { assay } from 'image-assay'
      const report = await assay(await readFile(process.argv[2]), { name: 'one.json' })
      console.log(JSON.stringify([report.analyzer.version, report.sources[0].name, report.summary.verdicts]))`
    writeFileSync(join(consumer, 'use.mjs'), program)
    assert.deepEqual(JSON.parse(run(consumer, process.execPath, 'use.mjs', sample)), [
      packageFile.version,
      'one.json',
      { verified: 1, mismatch: 0, unverifiable: 0 },
    ])
  })

  test('needs no other package to run', () => {
    const alone = join(work, 'alone', 'node_modules', 'image-assay')
    cpSync(installed, alone, { recursive: true })
    const report = JSON.parse(
      run(dirname(alone), process.execPath, join(alone, 'dist', 'cli.mjs'), 'report', sample),
    )
    assert.equal(report.summary.verdicts.verified, 1)
  })

  suite('its types', () => {
    const compile = (program: string): string => {
      writeFileSync(join(consumer, 'use.ts'), program)
      const compilerOptions = {
        ...{ module: 'nodenext', target: 'es2024', strict: true, noEmit: true, skipLibCheck: false },
        ...{ types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] },
      }
      writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
      try {
        return run(consumer, join(root, 'node_modules', '.bin', 'tsc'))
      } catch (error) {
        return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
      }
    }

    test('check a program that uses them, strictly', () => {
      const program = `
        import { createReadStream } from 'node:fs'
        import { AssayError, type AssayOptions, assay, type ExportReport, type ImageReport } from 'image-assay'
        const options: AssayOptions = { onProgress: ({ images, bytes }) => images + bytes }
        const report: ExportReport = await assay(createReadStream('images.json'), { name: 'images.json', ...options })
        const verdictOf = (image: ImageReport): 'verified' | 'mismatch' | 'unverifiable' => image.verification.verdict
        export const verdicts = report.images.map(verdictOf)
        export const codeOf = (error: unknown): string | null => error instanceof AssayError ? error.code : null`
      assert.equal(compile(program), '')
    })

    test('refuse a program that misuses them', () => {
      const program = `
        import { assay } from 'image-assay'
        export const size: string = (await assay('{}')).summary.size.total`
      assert.match(
        compile(program),
        /^use\.ts\(3,22\): error TS2322: Type 'number' is not assignable to type 'string'/,
      )
    })
  })
})
