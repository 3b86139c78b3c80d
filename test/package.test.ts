import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import packageFile from '../package.json' with { type: 'json' }
import { blocksOf } from './docs/blocks.ts'
import {
  checkout,
  cleanUp,
  compile,
  compiled,
  consumer,
  filesIn,
  installed,
  packAndInstall,
  plantedText,
  root,
  run,
  work,
} from './package/packed.ts'

const sample = join(root, 'events', 'exports', 'blanked-imagestreamimage.json')

/** The begin of a key, not the mere words that a reader of keys looks for. */
const privateKey = /PRIVATE KEY(?: BLOCK)?-----\s+[\w+/=: ]{16}/

suite('package-lock.json', () => {
  interface Locked {
    readonly optionalDependencies?: Readonly<Record<string, string>>
  }
  const packages: Readonly<Record<string, Locked>> = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  ).packages

  // A registry that lacks one makes npm leave it out of the lockfile, which `npm ci` then refuses.
  test('holds every optional package that another names', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
      ),
    )
    assert.deepEqual(missing, [])
  })

  test('names no host', () => {
    assert.doesNotMatch(readFileSync(join(root, 'package-lock.json'), 'utf8'), /"resolved": "https?:/)
  })
})

suite('the packed package', () => {
  before(packAndInstall)
  after(cleanUp)

  test('holds bundles, declarations and texts, nothing else', () => {
    const allowed = [
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
      /^dist\/(cli|index|chunk-[A-Z0-9]{8})\.mjs$/,
      /^dist\/licenses\.txt$/,
      /^dist\/types\/lib\/([a-z0-9-]+\/)*[a-z0-9-]+\.d\.ts$/,
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
    const traces = [work, root.replace(/\/$/, ''), homedir(), plantedText].filter((trace) => trace.length > 1)
    const found = filesIn(installed).flatMap((file) => {
      const text = readFileSync(join(installed, file), 'utf8')
      const here: string[] = traces.filter((trace) => text.includes(trace))
      return [...here, ...(text.match(privateKey) ?? [])].map((trace) => `${file}: ${trace}`)
    })
    assert.deepEqual(found, [])
  })

  test('names the licence of every package in its bundles', () => {
    const bundles = filesIn(installed).filter((file) => file.endsWith('.mjs'))
    const bundled = bundles.flatMap((file) =>
      [
        ...readFileSync(join(installed, file), 'utf8').matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm),
      ].map((match) => match[1] ?? ''),
    )
    assert.ok(bundled.includes('valibot'))
    const licences = readFileSync(join(installed, 'dist/licenses.txt'), 'utf8')
    for (const name of new Set(bundled))
      assert.match(licences, new RegExp(`^${name}\\n\\n[\\s\\S]*?copyright`, 'im'), name)
  })

  test('is at hand in a checkout after `npm ci`, too', () => {
    assert.equal(run(checkout, 'npx', 'assay', '--version'), `${packageFile.version}\n`)
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

  test('keeps what Node compiled of the large modules of a report', () => {
    rmSync(compiled, { recursive: true, force: true })
    run(consumer, join('node_modules', '.bin', 'assay'), 'report', sample)
    const sizes = filesIn(compiled).map((file) => statSync(join(compiled, file)).size)
    assert.ok(Math.max(...sizes) > 50_000, `the largest of ${sizes.join()}`)
  })

  // Each file costs a report a millisecond before its first image.
  test('loads a report from few files', () => {
    const count = `
      import { registerHooks } from 'node:module'
      let files = 0
      registerHooks({
        load(url, context, next) {
          if (url.startsWith('file:')) files++
          return next(url, context)
        },
      })
      process.on('exit', () => process.stderr.write(String(files)))`
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        `--import=data:text/javascript,${encodeURIComponent(count)}`,
        join(installed, 'dist', 'cli.mjs'),
        'report',
        sample,
        '--format=ndjson',
      ],
      { encoding: 'utf8' },
    )
    assert.equal(status, 0, stderr)
    assert.ok(Number(stderr) > 1 && Number(stderr) <= 25, `${stderr} files`)
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

  test("is used as the README's example does", () => {
    const example = blocksOf(readFileSync(join(root, 'README.md'), 'utf8')).find(
      ({ language }) => language === 'ts',
    )
    assert.ok(example)
    cpSync(sample, join(consumer, 'images.json'))
    writeFileSync(join(consumer, 'example.mjs'), example.text)
    assert.equal(compile(example.text), '')
    assert.match(run(consumer, process.execPath, 'example.mjs'), /^verified frontend@sha256:[0-9a-f]{64}\n$/)
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
    test('check, strictly, with a program that uses them', () => {
      const program = `
        import { createReadStream } from 'node:fs'
        import { AssayError, type AssayOptions, assay, type ExportReport, type ImageReport } from 'image-assay'
        const options: AssayOptions = { onProgress: ({ images, bytes }) => images + bytes }
        const report: ExportReport = await assay(createReadStream('images.json'), { name: 'images.json', ...options })
        const verdictOf = (image: ImageReport): 'verified' | 'mismatch' | 'unverifiable' => image.verification.verdict
        export const verdicts = report.images.map(verdictOf)
        export const codeOf = (error: unknown): string | null => error instanceof AssayError ? error.code : null`
      assert.equal(compile(program, { declarationsToo: true }), '')
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
