import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, suite, test } from 'node:test'
import { parseCall } from '../../functions/cli/parse.ts'
import { blocksOf, shownCommands } from './blocks.ts'
import { differences, showsText } from './excerpt.ts'
import { markdowns, read, root } from './markdowns.ts'

/** Run by `.ci/run` itself: here they would replace or repeat the run that they stand in. */
const runByCi = ['npm ci && npm start\n', 'npm cit\n']

const work = mkdtempSync(join(tmpdir(), 'assay-docs-'))
after(() => rmSync(work, { recursive: true, force: true }))

/** A folder that looks like a checkout to a command, with `npx assay` as the sources have it. */
const folderFor = (file: string): string => {
  const folder = join(work, file.replaceAll('/', '-'))
  mkdirSync(join(folder, 'bin'), { recursive: true })
  for (const part of ['events', 'functions', 'lib', 'test', 'package.json'])
    symlinkSync(join(root, part), join(folder, part))
  const cli = join(root, 'functions', 'cli.ts')
  const npx = `#!/bin/sh\n[ "$1" = assay ] || exit 127\nshift\nexec node '${cli}' "$@"\n`
  writeFileSync(join(folder, 'bin', 'npx'), npx, { mode: 0o755 })
  return folder
}

const run = (folder: string, command: string) =>
  spawnSync('sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: [join(folder, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: folder,
      COLUMNS: '80',
    },
  })

suite('commands that the pages show', () => {
  for (const file of markdowns)
    for (const { command, line, status, output } of shownCommands(read(file))) {
      if (runByCi.includes(command)) continue
      test(`${file}, line ${line}: ${command.trim()}`, (t) => {
        const folder = folderFor(`${file}-${line}`)
        t.after(() => rmSync(folder, { recursive: true }))
        const ended = run(folder, command)
        assert.equal(ended.status, status, `ended with ${ended.status}: ${ended.stderr}`)
        if (output?.language === 'json')
          assert.deepEqual(differences(JSON.parse(output.text), JSON.parse(ended.stdout)), [], ended.stdout)
        else if (output !== null)
          assert.ok(showsText(output.text, ended.stdout), `it prints\n${ended.stdout}`)
      })
    }

  test('the README shows a report as a table and as JSON', () => {
    const shown = shownCommands(read('README.md')).filter(({ command }) =>
      command.startsWith('npx assay report'),
    )
    assert.deepEqual([...new Set(shown.flatMap(({ output }) => output?.language ?? []))].toSorted(), [
      'json',
      'text',
    ])
  })

  test("the README's first two commands are run by .ci/run", () => {
    const shown = shownCommands(read('README.md')).map(({ command }) => command)
    assert.deepEqual(shown.slice(0, runByCi.length), runByCi)
    for (const step of ['npm cit', 'npm start'])
      assert.match(read('.ci/run'), new RegExp(`^step ${step}$`, 'm'))
  })

  test('those that need a cluster or a registry are well formed', () => {
    const lines = markdowns.flatMap((file) =>
      blocksOf(read(file))
        .filter(({ language }) => language === 'console')
        .flatMap(({ text }) => text.trimEnd().split('\n')),
    )
    assert.ok(lines.length > 0)
    for (const line of lines) {
      assert.match(line, /^\$ (oc|skopeo|gpg|npx assay|mkdir) /)
      assert.equal(spawnSync('sh', ['-n', '-c', line.slice(2)]).status, 0, line)
    }
  })

  test('every call of assay has a command and options that there are', () => {
    const calls = markdowns.flatMap((file) =>
      blocksOf(read(file))
        .filter(({ language }) => ['sh', 'console'].includes(language))
        .flatMap(({ text }) => [...text.matchAll(/\bassay ([^|>&;#\n]*)/g)].map((match) => match[1] ?? '')),
    )
    assert.ok(calls.length > 0)
    for (const call of calls) assert.doesNotThrow(() => parseCall(call.trim().split(/\s+/)), `assay ${call}`)
  })
})
