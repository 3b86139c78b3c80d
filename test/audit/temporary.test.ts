import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { makeTemporary } from '../../lib/audit/dataset/temporary.ts'
import { defaultMachine, openWorkspace } from '../../lib/audit/dataset/workspace.ts'
import { fileStore } from '../../lib/store/file.ts'
import { spawnCli } from '../functions/run-cli.ts'
import { asBucket } from '../store/as-bucket.ts'
import { isAssayError } from '../store/assay-error.ts'
import { manyImage, storeMany } from './many.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-temporary-'))
after(() => rmSync(work, { recursive: true, force: true }))
const newFolder = (): string => mkdtempSync(join(work, 'x-'))

suite('a temporary folder', () => {
  const host = hostname().replaceAll(/[^A-Za-z0-9.]/g, '_')
  const { pid: dead } = spawnSync(process.execPath, ['--version'])
  for (const [whose, name, stays] of [
    ['of a process that is dead', `assay-audit-${host}-${dead}-abcdef`, false],
    ['of one before with the same number', `assay-audit-${host}-${process.pid}-abcdef`, false],
    ['of a process that lives', `assay-audit-${host}-${process.ppid}-abcdef`, true],
    ['of another machine', `assay-audit-elsewhere-${dead}-abcdef`, true],
    ['of something else', 'assay-audit-abcdef', true],
  ] as const)
    test(`${whose} ${stays ? 'stays' : 'is swept away'}`, async () => {
      const parent = newFolder()
      mkdirSync(join(parent, name, 'objects'), { recursive: true })
      const made = await makeTemporary(parent)
      await made.remove()
      assert.deepEqual(readdirSync(parent), stays ? [name] : [])
    })
  test('of this process stays while it is in use', async () => {
    const parent = newFolder()
    const all = await Promise.all(Array.from({ length: 8 }, () => makeTemporary(parent)))
    assert.equal(readdirSync(parent).length, 8)
    for (const one of all) await one.remove()
    assert.deepEqual(readdirSync(parent), [])
  })
})

test('an object that the disk does not take fails with the path of its file', async () => {
  const store = fileStore(newFolder())
  await store.put('evidence/x', Buffer.from('x'))
  const space = await openWorkspace(asBucket(store), { ...defaultMachine, temporary: newFolder() })
  const path = join(work, 'no folder', 'x')
  await assert.rejects(
    space.copy('evidence/x', path),
    isAssayError('temporary-folder', `cannot write ${path}: no such file or directory`),
  )
  await space.close()
})

suite('an audit on the command line takes its temporary folder along', async () => {
  const store = newFolder()
  const images = Array.from({ length: 12 }, (_, index) => manyImage(index, 0))
  await storeMany(fileStore(store), { name: 'a/x.json', images })
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    test(`on ${signal}`, async () => {
      const parent = newFolder()
      const child = spawnCli(['audit', '--store', `file:${store}`], { env: { TMPDIR: parent } })
      const ended = new Promise((resolve) => child.on('close', resolve))
      while (readdirSync(parent).length === 0 && child.exitCode === null) await wait(2)
      child.kill(signal)
      assert.equal(await ended, status)
      assert.deepEqual(readdirSync(parent), [])
    })
})
