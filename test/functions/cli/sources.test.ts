import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { openSources } from '../../../functions/cli/sources.ts'

let folder = ''
const stdin = (): AsyncIterable<Uint8Array> => Readable.from([Buffer.from('piped')])
const open = (...names: readonly string[]) =>
  openSources(
    names.map((name) => (name === '-' ? name : join(folder, name))),
    stdin(),
  )

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-sources-'))
  const files = {
    'one.json': '1',
    'dir/b.json': 'bb',
    'dir/a/z.json': 'zzz',
    'dir/a.json': 'a',
    'dir/B.json': 'B',
    'dir/.hidden': 'h',
    'dir/.git/config': 'h',
    'broken/good.json': 'g',
    'twice/a.json': 'a',
  }
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  await mkdir(join(folder, 'empty'))
  await symlink('..', join(folder, 'dir', 'a', 'loop'))
  await symlink('../../one.json', join(folder, 'dir', 'a', 'link.json'))
  await symlink('nowhere', join(folder, 'broken', 'gone.json'))
})
after(() => rm(folder, { recursive: true }))

describe('openSources', () => {
  for (const [operands, names] of [
    [['one.json'], ['one.json']],
    [['dir'], ['B.json', 'a.json', 'link.json', 'z.json', 'b.json']],
    [
      ['dir/b.json', 'one.json', 'dir/a'],
      ['b.json', 'one.json', 'link.json', 'z.json'],
    ],
    [['-'], ['-']],
    [
      ['one.json', '-'],
      ['one.json', '-'],
    ],
  ] as const)
    it(`${operands.join(' ')}: ${names.join(' ')}`, async () => {
      const { sources, problems } = await open(...operands)
      assert.deepEqual(problems, [])
      assert.deepEqual(
        sources.map(({ name }) => name),
        names,
      )
    })

  it('reads what a file or standard input holds, and knows the size of files', async () => {
    const { sources } = await open('dir/a/z.json', '-')
    assert.deepEqual(await Promise.all(sources.map((source) => text(source.open()))), ['zzz', 'piped'])
    assert.deepEqual(
      sources.map(({ size }) => size),
      [3, undefined],
    )
  })

  for (const [operands, names, message] of [
    [['gone.json', 'one.json'], ['one.json'], /gone\.json: no such file or directory$/],
    [['empty'], [], /empty: the folder holds no files$/],
    [['broken'], ['good.json'], /gone\.json: no such file or directory$/],
  ] as const)
    it(`${operands.join(' ')}: names what is not to be had, and gives the rest`, async () => {
      const { sources, problems } = await open(...operands)
      assert.deepEqual(
        sources.map(({ name }) => name),
        names,
      )
      assert.equal(problems.length, 1)
      assert.match(problems[0]?.message ?? '', message)
      assert.equal(problems[0]?.code, 'input-unreadable')
    })

  for (const [operands, names] of [
    [
      ['dir/a.json', 'one.json'],
      ['a.json', 'one.json'],
    ],
    [
      ['dir/a.json', 'one.json', 'twice', '-'],
      ['@/dir/a.json', 'one.json', '@/twice/a.json', '-'],
    ],
  ] as const)
    it(`${operands.join(' ')}: calls those by their paths whose names are alike`, async () => {
      const found = await open(...operands)
      assert.deepEqual(
        found.names.map((name) => name.replace(folder, '@')),
        names,
      )
      assert.deepEqual(
        found.sources.map(({ name }) => name),
        names.map((name) => name.split('/').at(-1)),
      )
    })

  it('names a file that goes away before it is read', async () => {
    await writeFile(join(folder, 'short.json'), 'x')
    const { sources } = await open('short.json')
    await rm(join(folder, 'short.json'))
    const [gone] = sources
    assert.ok(gone)
    await assert.rejects(text(gone.open()), {
      code: 'input-unreadable',
      message: /short\.json: no such file/,
    })
  })
})
