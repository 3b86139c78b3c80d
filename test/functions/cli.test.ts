import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { analyzer } from '../../lib/report/analyzer.ts'
import { exportReport } from '../../lib/report/schema.ts'
import { broken, runCli, runCliOn, samples, spawnCli } from './run-cli.ts'

const good = join(samples, 'blanked-imagestreamimage.json')
const tampered = join(samples, 'tampered-image.json')

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-cli-'))
})
after(() => rm(folder, { recursive: true }))

describe('help and version', () => {
  for (const [args, expected] of [
    [['--help'], /^assay: prove .*\n\nUsage: assay COMMAND/],
    [['-h'], /^assay: prove /],
    [['report', '--help'], /^Usage: assay report /],
    [['checks', '--store', 'x', '--help'], /^Usage: assay checks /],
  ] as const)
    it(`assay ${args.join(' ')}`, async () => {
      const { status, stdout, stderr } = await runCli(args)
      assert.equal(status, 0)
      assert.match(stdout, expected)
      assert.equal(stderr, '')
    })
  it('assay --version', async () =>
    assert.deepEqual(await runCli(['--version']), {
      status: 0,
      signal: null,
      stdout: `${analyzer.version}\n`,
      stderr: '',
    }))
})

describe('a wrong call is one line on standard error, and 2', () => {
  for (const [args, line] of [
    [['reprot'], 'assay: unknown command reprot; did you mean assay report? See `assay --help`.'],
    [
      ['report', '--fromat', 'json'],
      'assay: unknown option --fromat; did you mean --format? See `assay --help`.',
    ],
    [
      ['checks', '--format', 'html'],
      'assay: --format html: assay checks takes table, json. See `assay --help`.',
    ],
    [['audit'], 'assay: assay audit needs --store URI, where the reports are. See `assay --help`.'],
    [['serve'], 'assay: assay serve needs --store URI, where the reports go. See `assay --help`.'],
    [
      ['schema', 'ImageReprot'],
      'assay: assay schema: no document is called ImageReprot; did you mean ImageReport? See `assay --help`.',
    ],
    [['schema', 'a', 'b'], 'assay: assay schema takes one NAME, not 2. See `assay --help`.'],
    [
      ['checks', 'layer-match'],
      'assay: no check is called layer-match; did you mean layers-match? See `assay --help`.',
    ],
    [['manifest', 'abc'], 'assay: assay manifest needs a DIGEST and at least one FILE. See `assay --help`.'],
    [['manifest', 'file.json', 'abc'], 'assay: assay manifest: file.json is no digest. See `assay --help`.'],
    [
      ['report', '/no/such.json'],
      'assay: /no/such.json: no such file or directory. Name a file that exists and that this user may read.',
    ],
    [
      ['report', 'evil\u001b[2J\n.json'],
      'assay: evil\\u001b[2J\\u000a.json: no such file or directory. Name a file that exists and that this user may read.',
    ],
    [
      ['report', good, '--policy', samples],
      `assay: ${samples}: it is a folder, where a file is due. Name a file that exists and that this user may read.`,
    ],
    [
      ['policy', 'check', samples],
      `assay: ${samples}: it is a folder, where a file is due. Name a file that exists and that this user may read.`,
    ],
    [['report', ''], 'assay: an argument is empty: is a variable of the shell not set? See `assay --help`.'],
    [['report', good, '--store', 'nonsense'], /^assay: --store "nonsense": is neither file:DIR nor s3:/],
  ] as const)
    it(`assay ${JSON.stringify(args.join(' '))}`, async () => {
      const { status, stdout, stderr } = await runCli(args)
      assert.equal(status, 2)
      assert.equal(stdout, '')
      if (typeof line === 'string') assert.equal(stderr, `${line}\n`)
      else assert.match(stderr, line)
      assert.equal(stderr.match(/\n/g)?.length, 1)
    })

  for (const [what, args, usage] of [
    ['no command', [], 'Usage: assay COMMAND'],
    ['nothing to read', ['report'], 'Usage: assay report'],
  ] as const)
    it(`but ${what} shows the help first`, async () => {
      const { status, stdout, stderr } = await runCli(args, { as: 'stdin-terminal' })
      assert.equal(status, 2)
      assert.equal(stdout, '')
      assert.ok(stderr.includes(usage))
      assert.match(stderr.trimEnd().split('\n').at(-1) ?? '', new RegExp(`^assay: ${what}`))
    })
})

describe('a fault of our own', () => {
  it('is one line that says how to report it, and 2', async () => {
    const { status, stderr } = await runCli(['report'], { as: 'fault' })
    assert.equal(status, 2)
    assert.match(stderr, /^assay: internal error: TypeError: a fault\. .*report it.*\n$/)
  })
  it('shows its stack when DEBUG is set', async () => {
    const { status, stderr } = await runCli(['report'], { as: 'fault', env: { DEBUG: '1' } })
    assert.equal(status, 2)
    assert.match(stderr, /\n {4}at /)
  })
})

describe('assay schema', () => {
  it('writes all schemas keyed by name, and one of them alone', async () => {
    const all = JSON.parse((await runCli(['schema'])).stdout)
    assert.deepEqual(Object.keys(all), ['ExportReport', 'ImageReport', 'AuditReport', 'policy'])
    assert.deepEqual(JSON.parse((await runCli(['schema', 'ImageReport'])).stdout), all.ImageReport)
  })
})

describe('assay report', () => {
  for (const [what, args, expected] of [
    ['nothing wrong', [good], 0],
    ['a tampered image', [tampered], 1],
    ['a tampered image that must not fail', [tampered, '--fail-on', 'never'], 0],
    ['a warning', [join(samples, 'unverifiable-image.json')], 0],
    ['a warning that fails', [join(samples, 'unverifiable-image.json'), '--fail-on', 'warning'], 1],
    ['an export of another kind', [join(broken, 'wrong-kind-pods.json'), '--fail-on', 'never'], 2],
    ['a missing file among good ones', [good, '/no/such.json'], 2],
    ['a missing file among bad ones', [tampered, '/no/such.json'], 2],
  ] as const)
    it(`${what}: exit ${expected}`, async () =>
      assert.equal((await runCli(['report', ...args])).status, expected))

  it('piped gives the canonical JSON that the schema describes', async () => {
    const { stdout, stderr } = await runCli(['report', samples, '--fail-on', 'never'])
    const report: unknown = JSON.parse(stdout)
    assert.ok(v.is(exportReport, report))
    assert.equal(canonicalJson(report), stdout)
    assert.equal(stderr, '')
  })

  it('reads standard input, named or not, as it reads the file', async () => {
    const stdin = await readFile(good)
    const named = await runCli(['report', '-', '--name', 'blanked-imagestreamimage.json'], { stdin })
    assert.equal(named.stdout, (await runCli(['report', good])).stdout)
    assert.equal(JSON.parse((await runCli(['report'], { stdin })).stdout).sources[0].name, '-')
  })

  it('tells two files of one name apart by their paths, but in the report', async () => {
    for (const part of ['one', 'two']) {
      await mkdir(join(folder, part))
      await writeFile(join(folder, part, 'e.json'), '{"kind":"Pod"}')
    }
    await cp(good, join(folder, 'two', 'f.json'))
    const run = (format: string) => runCli(['report', 'one', 'two', '--format', format], { cwd: folder })
    const { stdout, stderr } = await run('json')
    const { stdout: table } = await run('table')
    const names = (printed: string) => printed.match(/(?<=^(?:assay: |── | {2}))[a-z/]*[ef]\.json/gm)
    assert.deepEqual(names(stderr), ['one/e.json', 'two/e.json'])
    assert.deepEqual(names(table), ['f.json', 'one/e.json', 'two/e.json'])
    const report = v.parse(exportReport, JSON.parse(stdout))
    assert.deepEqual(
      report.sources.map(({ name }) => name),
      ['e.json', 'e.json', 'f.json'],
    )
  })

  for (const [what, args] of [
    ['report', ['report']],
    ['manifest', ['manifest', 'abc', '-']],
    ['policy', ['policy', 'check', join(samples, '..', 'policy.json'), '-']],
  ] as const)
    it(`says that standard input is a folder: ${what}`, () => {
      const { status, stderr } = runCliOn(samples, args)
      assert.equal(status, 2)
      assert.equal(
        stderr,
        'assay: standard input (-) is a folder. Name a file that exists and that this user may read.\n',
      )
    })

  it('reports the files beside a standard input that is a folder', () => {
    const { status, stdout } = runCliOn(samples, ['report', '-', good])
    assert.equal(status, 2)
    assert.equal(JSON.parse(stdout).images.length, 1)
  })

  it('reads a file that is standard input', () => {
    const { status, stdout } = runCliOn(good, ['report'])
    assert.equal(status, 0)
    assert.equal(JSON.parse(stdout).images.length, 1)
  })

  it('gives the same bytes from another folder and in another time zone', async () => {
    await cp(samples, join(folder, 'elsewhere'), { recursive: true })
    const here = await runCli(['report', samples], { env: { TZ: 'Asia/Tokyo' } })
    const there = await runCli(['report', 'elsewhere'], {
      cwd: folder,
      env: { TZ: 'America/New_York', LANG: 'C' },
    })
    assert.ok(here.stdout.length > 1000)
    assert.equal(there.stdout, here.stdout)
  })

  it('stores what it prints, byte for byte, and says where', async () => {
    const args = ['report', samples, '--name', 'samples', '--store', 'file:kept', '--fail-on', 'never']
    const first = await runCli(args, { cwd: folder })
    const [, path = ''] =
      /^assay: report stored: file:(kept\/reports\/samples\/.*)$/m.exec(first.stderr) ?? []
    assert.equal(await readFile(join(folder, path), 'utf8'), first.stdout)
    assert.deepEqual(await runCli(args, { cwd: folder }), first)
  })

  it('reports what is good beside every broken sample, names each on one line without a stack, and ends with 2', async () => {
    const { status, stdout, stderr } = await runCli(['report', good, broken])
    const report = v.parse(exportReport, JSON.parse(stdout))
    assert.equal(status, 2)
    assert.ok(report.images.some(({ source }) => source === 0))
    assert.ok(report.rejected.length > 5)
    for (const line of stderr.trimEnd().split('\n')) assert.match(line, /^assay: [\w.-]+: |^assay: [\w.-]+, /)
    assert.doesNotMatch(stderr, /\n\s+at |internal error/)
  })
})

describe('on a terminal', () => {
  it('shows a coloured table', async () => {
    const { stdout } = await runCli(['report', tampered], { as: 'terminal' })
    assert.ok(stdout.includes('\u001b[31m'))
  })
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }])
    it(`colours nothing with ${JSON.stringify(env)}`, async () => {
      const { stdout } = await runCli(['report', tampered], { as: 'terminal', env })
      assert.match(stdout, /^VERDICT/)
      assert.ok(!stdout.includes('\u001b'))
    })
  it('fits 80 columns', async () => {
    const { stdout } = await runCli(['report', samples, '--format', 'table'])
    // A command that is meant to be copied stands on one line, however long.
    const lines = stdout.split('\n').filter((line) => !line.startsWith('  skopeo inspect '))
    for (const line of lines) assert.ok(line.length <= 80, line)
  })
})

describe('a reader that goes away', () => {
  for (const format of ['table', 'json', 'ndjson'])
    it(`ends ${format} quietly`, async () => {
      const child = spawnCli(['report', ...Array<string>(300).fill(tampered), '--format', format])
      const stderr = text(child.stderr)
      child.stdout.once('data', () => child.stdout.destroy())
      const [status, signal] = await once(child, 'close')
      assert.deepEqual([status, signal, await stderr], [1, null, ''])
    })

  it('does not hold on to a standard input that goes on', async () => {
    const child = spawnCli(['checks'])
    const [status] = await once(child, 'close')
    assert.equal(status, 0)
  })
})

describe('a reader that takes its time', () => {
  it('gets all of standard error, more than a pipe holds', async () => {
    const child = spawnCli(['report', '-', '--format', 'json'])
    const ended = once(child, 'exit')
    child.stdin.end(JSON.stringify({ kind: 'List', items: Array(3000).fill(1) }))
    const stdout = text(child.stdout)
    // By then a process that does not wait for its reader has ended.
    await setTimeout(1500)
    const said = await text(child.stderr)
    assert.equal(said.trimEnd().split('\n').length, 3000)
    assert.deepEqual(await ended, [2, null])
    assert.equal(JSON.parse(await stdout).summary.rejected, 3000)
  })
})

describe('an interrupt', () => {
  it('ends with 130, quietly, while input is awaited', async () => {
    const child = spawnCli(['report', '-'], { as: 'tell-ready' })
    const stdout = text(child.stdout)
    let stderr = ''
    for await (const chunk of child.stderr) {
      stderr += chunk
      if (stderr === 'ready\n') child.kill('SIGINT')
    }
    if (child.exitCode === null) await once(child, 'exit')
    assert.deepEqual([child.exitCode, child.signalCode, stderr], [130, null, 'ready\n'])
    assert.doesNotMatch(await stdout, /\}$/)
  })
})

describe('an interrupt of assay report --store', () => {
  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    it(`${signal} leaves nothing in the store, and ends with ${expected}`, async () => {
      const store = join(folder, signal)
      const child = spawnCli(['report', '-', '--store', `file:${store}`, '--name', 'n', '--format', 'json'])
      const stdout = text(child.stdout)
      const stderr = text(child.stderr)
      const ended = once(child, 'exit')
      const item = JSON.stringify(JSON.parse(await readFile(good, 'utf8')))
      child.stdin.write(`{"kind":"List","items":[${item},${item},`)
      const left = () => readdir(join(store, '.unfinished')).catch(() => [])
      while ((await left()).length === 0) await setTimeout(20)
      child.kill(signal)
      assert.deepEqual(await ended, [expected, null])
      assert.deepEqual([await left(), await stderr], [[], ''])
      assert.deepEqual(await readdir(store), ['.unfinished'])
      assert.doesNotMatch(await stdout, /\}$/)
    })
})

describe('assay manifest', () => {
  it('writes the bytes that hash to the digest, and nothing else', async () => {
    const { createHash } = await import('node:crypto')
    const { digest } = JSON.parse((await runCli(['report', good])).stdout).images[0]
    for (const wanted of [digest, digest.slice('sha256:'.length, 20)]) {
      const { status, stdout, stderr } = await runCli(['manifest', wanted, good])
      assert.equal(`sha256:${createHash('sha256').update(stdout).digest('hex')}`, digest)
      assert.deepEqual([status, stderr], [0, ''])
    }
  })
  it('writes them where something else was rejected, and names that: exit 2', async () => {
    const { createHash } = await import('node:crypto')
    const { status, stdout, stderr } = await runCli([
      'manifest',
      'fced5e53',
      join(broken, 'mixed-kinds.json'),
    ])
    assert.match(createHash('sha256').update(stdout).digest('hex'), /^fced5e53/)
    assert.match(stderr, /^assay: mixed-kinds\.json, \/items\/1: found kind Pod; .*\(unknown-kind\)\n$/)
    assert.equal(status, 2)
  })
  it('counts what was rejected beyond the limit', async () => {
    const pods = '{"kind":"Pod"}'.repeat(3)
    const { stderr } = await runCli(['manifest', 'abc', '-', '--limit', 'rejections=1'], { stdin: pods })
    assert.match(stderr, /^assay: -, document 1 of 3: found kind Pod; /)
    assert.match(stderr, /\nassay: 2 more were rejected \(--limit rejections=VALUE/)
  })
  for (const [what, wanted, file, line] of [
    [
      'that may stand behind the place where the file is cut off',
      'deadbeef',
      join(broken, 'truncated.json'),
      /^assay: truncated\.json, \/items\/2: .*\(truncated\)\nassay: no image here has a digest that is or begins with/,
    ],
    [
      'that is not there',
      'sha256:0000',
      good,
      /^assay: no image here has a digest that is or begins with sha256:0000/,
    ],
    [
      'that is in no file that is there',
      'sha256:0000',
      '/no/such.json',
      /^assay: \/no\/such\.json: no such file/,
    ],
  ] as const)
    it(`writes nothing for a digest ${what}: exit 2`, async () => {
      const { status, stdout, stderr } = await runCli(['manifest', wanted, file])
      assert.deepEqual([status, stdout], [2, ''])
      assert.match(stderr, line)
    })
})
