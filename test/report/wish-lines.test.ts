import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type Digest, parseDigest } from '../../lib/digest.ts'
import { shellWord } from '../../lib/report/shell-word.ts'
import { wishLines } from '../../lib/report/wish-lines.ts'
import { evidenceKey } from '../../lib/store/layout.ts'
import { frameOf } from './sample-report.ts'

const digest = `sha256:${'0a'.repeat(32)}`
const file = `sha256-${'0a'.repeat(32)}.json`

const linesFor = (manifests: readonly string[], more = 0): readonly string[] => {
  return wishLines(frameOf({ summary: { wanted: { manifests: [...manifests], more } } }).summary, 80)
}

const commands = (lines: readonly string[]) => lines.filter((line) => line.startsWith('  '))

describe('what is wanted', () => {
  it('is a command for each manifest', () => {
    const lines = linesFor([`registry.example.com:5000/team/app@${digest}`, `library/app@${digest}`])
    assert.deepEqual(commands(lines), [
      `  skopeo inspect --raw docker://registry.example.com:5000/team/app@${digest} > ${file}`,
      `  skopeo inspect --raw docker://library/app@${digest} > ${file}`,
    ])
  })

  it('is nothing where nothing is wanted', () => assert.deepEqual(linesFor([]), []))

  it('tells how many more there are', () => {
    const text = linesFor([`a/b@${digest}`], 4).join(' ')
    assert.match(text, /5 raw manifests would settle that/)
    assert.match(text, /4 more: --format json/)
  })

  const hostile = [
    `a/b';touch owned;'@${digest}`,
    `a/b$(touch owned)@${digest}`,
    `a/b\`touch owned\`@${digest}`,
    `a/b > owned #@${digest}`,
    `a/b\ntouch owned\n@${digest}`,
    `a/b@${digest}\n  touch owned`,
    `a/b@${digest}; touch owned`,
    `-o owned@${digest}`,
    `--command-timeout=1@${digest}`,
    `a/b\u001b[2J@${digest}`,
    `a/b\u202e@${digest}`,
    `../../owned@${digest}`,
    `a/b@sha256:../../owned`,
    digest,
    '',
  ]
  for (const reference of hostile)
    it(`is never made a command of ${JSON.stringify(reference)}`, () => {
      const lines = linesFor([reference, `a/b@${digest}`])
      assert.equal(commands(lines).length, 1)
      assert.ok(!lines.join('').includes('owned'))
    })

  it('runs nothing but skopeo in a shell, with the reference as one argument', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-wish-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const script = commands(linesFor([...hostile, `a/b@${digest}`])).join('\n')
    const ended = spawnSync('sh', ['-c', `skopeo() { printf '%s\\n' "$@"; }\n${script}`], { cwd: folder })
    assert.equal(ended.status, 0)
    assert.deepEqual(readdirSync(folder), [file])
  })
})

describe('what is wanted of an audit', () => {
  it('is fetched to where the next audit of the store looks', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-wish-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const other = `sha512:${'0b'.repeat(64)}`
    const names = [`a/b@${digest}`, `a/c@${digest}`, `a/d@${other}`]
    const { summary } = frameOf({ summary: { wanted: { manifests: names, more: 0 } } })
    const lines = wishLines(summary, 80, 'audit')
    assert.doesNotMatch(lines.join(' '), /--evidence/)
    assert.match(lines.join(' '), /audit again/)
    const script = commands(lines).join('\n')
    const ended = spawnSync('sh', ['-c', `skopeo() { printf %s "$3"; }\n${script}`], { cwd: folder })
    assert.equal(ended.status, 0)
    const found = [digest, other].map((each) =>
      readFileSync(join(folder, evidenceKey(parseDigest(each) as Digest)), 'utf8'),
    )
    assert.deepEqual(found, [`docker://a/c@${digest}`, `docker://a/d@${other}`])
  })
})

describe('a word of a shell', () => {
  const texts = [
    '',
    'a b',
    "it's",
    '$HOME',
    '`id`',
    '\\',
    '"',
    '*',
    '~',
    '!',
    'a\nb',
    '-x',
    "''",
    'é',
    '#',
    'plain.txt',
  ]
  for (const text of texts)
    it(`is what it was: ${JSON.stringify(text)}`, () => {
      const { stdout } = spawnSync('sh', ['-c', `printf '%s' ${shellWord(text)}`], { encoding: 'utf8' })
      assert.equal(stdout, text)
    })
})
