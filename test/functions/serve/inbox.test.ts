import assert from 'node:assert/strict'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { watchInbox } from '../../../functions/serve/inbox.ts'
import { filesInInbox, inboxAt } from '../../../functions/serve/inbox-files.ts'
import { inboxSource } from '../../../functions/serve/inbox-source.ts'
import { inboxTaker } from '../../../functions/serve/take.ts'
import type { DatedSource } from '../../../functions/upload/object.ts'
import { fileStore } from '../../../lib/store/file.ts'
import { newestReports, storedReports } from '../../../lib/store/reports.ts'
import { eventsFolder } from '../../events/make-samples.ts'
import { newFolder } from './serving.ts'

const settle = 150

const stops: AbortController[] = []
after(() => {
  for (const stop of stops) stop.abort()
})

/** Watches a folder; `taken` tells of each file that was taken, with its content. */
const watch = (folder: string, take: (key: string) => Promise<void> = async () => {}) => {
  const taken: string[] = []
  const failed: string[] = []
  const stop = new AbortController()
  stops.push(stop)
  const ended = watchInbox({
    folder,
    signal: stop.signal,
    settle,
    interval: 20,
    take: async (source) => {
      const content = (
        await buffer(source.open() as AsyncIterable<Uint8Array> & NodeJS.ReadableStream)
      ).toString()
      await take(source.name)
      taken.push(`${source.name}=${content}`)
    },
    onFailure: (key) => failed.push(String(key)),
  })
  return {
    taken,
    failed,
    stop: () => {
      stop.abort()
      return ended
    },
  }
}

/** Root may read every folder. */
const asNobody = async <T>(act: () => Promise<T>): Promise<T> => {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    return await act()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

const until = async (holds: () => boolean): Promise<void> => {
  const deadline = performance.now() + 10_000
  while (!holds()) {
    assert.ok(performance.now() < deadline, 'waited too long')
    await setTimeout(10)
  }
}
/** Long enough for a file that is to be taken to be taken. */
const aWhile = () => setTimeout(settle * 3)

describe('watchInbox', () => {
  it('takes what was there before, evidence first, named by the path below', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'evidence/sha256'), { recursive: true })
    mkdirSync(join(folder, 'a b'))
    writeFileSync(join(folder, 'a b', 'ü.json'), '1')
    writeFileSync(join(folder, 'a.json'), '2')
    writeFileSync(join(folder, 'evidence/sha256/x'), '3')
    const { taken, stop } = watch(folder)
    await until(() => taken.length === 3)
    await stop()
    assert.deepEqual(taken, ['evidence/sha256/x=3', 'a b/ü.json=1', 'a.json=2'])
  })

  it('takes what comes, once, and again when it is replaced', async () => {
    const folder = newFolder()
    const { taken, stop } = watch(folder)
    writeFileSync(join(folder, 'a'), '1')
    await until(() => taken.length === 1)
    await aWhile()
    assert.deepEqual(taken, ['a=1'])
    writeFileSync(join(folder, '.next'), '2')
    renameSync(join(folder, '.next'), join(folder, 'a'))
    await until(() => taken.length === 2)
    await stop()
    assert.deepEqual(taken, ['a=1', 'a=2'])
  })

  it('says when a file was last changed, which judgements about it stand for', async () => {
    const folder = newFolder()
    const modified = new Date('2026-03-01T12:00:00.250Z')
    writeFileSync(join(folder, 'a'), '1')
    utimesSync(join(folder, 'a'), modified, modified)
    const times: unknown[] = []
    const stop = new AbortController()
    stops.push(stop)
    const take = async ({ lastModified }: DatedSource) => void times.push(lastModified)
    const ended = watchInbox({
      folder,
      signal: stop.signal,
      settle,
      interval: 20,
      take,
      onFailure: assert.fail,
    })
    await until(() => times.length === 1)
    stop.abort()
    await ended
    assert.deepEqual(times, [modified])
  })

  for (const [how, give] of [
    ['moved', renameSync],
    ['copied with its times', (from: string, to: string) => cpSync(from, to, { preserveTimestamps: true })],
  ] as const)
    it(`counts an older file that is ${how} over another as the one that came last`, async () => {
      const [inbox, elsewhere, folder] = [newFolder(), newFolder(), newFolder()]
      const store = fileStore(folder)
      const take = inboxTaker({ store }, () => {})
      const path = join(inbox, 'a')
      const takeAll = async () => {
        for (const file of await filesInInbox(inbox)) await take(inboxSource(file))
        return newestReports(await storedReports(store)).map(({ version }) => version)
      }
      cpSync(join(eventsFolder, 'exports', 'multiarch-list.json'), path)
      const first = await takeAll()
      const older = join(elsewhere, 'a')
      cpSync(join(eventsFolder, 'exports', 'blanked-imagestreamimage.json'), older)
      utimesSync(older, new Date('2026-03-01'), new Date('2026-03-01'))
      give(older, path)
      assert.notDeepEqual(await takeAll(), first)
      const stored = async () => (await Array.fromAsync(store.list(''))).map(({ key }) => key)
      const before = await stored()
      await takeAll()
      assert.deepEqual(await stored(), before, 'taken again, it leaves the same objects')
    })

  it('waits until a file is left alone', async () => {
    const folder = newFolder()
    const { taken, stop } = watch(folder)
    const path = join(folder, 'slow')
    writeFileSync(path, '')
    for (let part = 0; part < 10; part++) {
      appendFileSync(path, String(part))
      await setTimeout(settle / 3)
    }
    await until(() => taken.length === 1)
    await stop()
    assert.deepEqual(taken, ['slow=0123456789'])
  })

  it('takes nothing of a file that is written to while it is read, and all of it afterwards', async () => {
    const folder = newFolder()
    const path = join(folder, 'a')
    const taken: string[] = []
    const failed: string[] = []
    const stop = new AbortController()
    stops.push(stop)
    let touched = false
    const ended = watchInbox({
      folder,
      signal: stop.signal,
      settle,
      interval: 20,
      take: async (source) => {
        const parts: Buffer[] = []
        for await (const part of source.open()) {
          parts.push(Buffer.from(part))
          if (!touched) appendFileSync(path, 'more')
          touched = true
        }
        taken.push(Buffer.concat(parts).toString())
      },
      onFailure: (key) => failed.push(String(key)),
    })
    writeFileSync(path, 'begin ')
    await until(() => taken.length === 1)
    stop.abort()
    await ended
    assert.deepEqual([taken, failed], [['begin more'], ['a']])
  })

  it('passes over hidden files, empty folders and links', async () => {
    const folder = newFolder()
    const outside = newFolder()
    writeFileSync(join(outside, 'secret'), 'x')
    symlinkSync(join(outside, 'secret'), join(folder, 'link'))
    symlinkSync(outside, join(folder, 'links'))
    writeFileSync(join(folder, '.hidden'), 'x')
    mkdirSync(join(folder, 'empty'))
    writeFileSync(join(folder, 'seen'), '1')
    const { taken, stop } = watch(folder)
    await until(() => taken.length === 1)
    await aWhile()
    await stop()
    assert.deepEqual(taken, ['seen=1'])
  })

  it('passes over a folder that this user may not read, and takes the others', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-inbox-'))
    t.after(() => rmSync(folder, { recursive: true }))
    chmodSync(folder, 0o755)
    mkdirSync(join(folder, 'lost+found'), { mode: 0 })
    writeFileSync(join(folder, 'seen'), '1')
    const files = await asNobody(() => filesInInbox(folder))
    assert.deepEqual(
      files.map(({ key }) => key),
      ['seen'],
    )
  })

  for (const [mode, found] of [
    [0o555, 'folder'],
    [0o333, 'closed folder'],
    [0o444, 'closed folder'],
    [0, 'closed folder'],
  ] as const)
    it(`is a ${found} of mode 0${mode.toString(8)}`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'assay-inbox-'))
      t.after(() => rmSync(folder, { recursive: true }))
      chmodSync(folder, mode)
      assert.equal(await asNobody(() => inboxAt(folder)), found)
    })

  // Other systems than Linux keep no such name.
  it('says once that a name is not UTF-8, and takes the others', {
    skip: process.platform !== 'linux',
  }, async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'in'))
    for (const name of ['\xe9', 'in/\xe9', 'in/z\xe9'])
      writeFileSync(Buffer.from(`${folder}/${name}`, 'latin1'), 'x')
    mkdirSync(Buffer.from(`${folder}/f\xe9`, 'latin1'))
    for (const name of ['a', 'z', 'in/a', 'in/z']) writeFileSync(join(folder, name), '1')
    const { taken, failed, stop } = watch(folder)
    await until(() => taken.length === 4)
    await aWhile()
    await stop()
    assert.deepEqual(taken, ['a=1', 'in/a=1', 'in/z=1', 'z=1'])
    assert.deepEqual(failed.toSorted(), ['f\ufffd', 'in/z\ufffd', 'in/\ufffd', '\ufffd'])
  })

  it('is no folder where a file stands', async () => {
    const path = join(newFolder(), 'file')
    writeFileSync(path, '')
    await assert.rejects(filesInInbox(path), { code: 'ENOTDIR' })
  })

  it('tries again what failed, and goes on with the others meanwhile', async () => {
    const folder = newFolder()
    let refused = false
    const { taken, failed, stop } = watch(folder, async (key) => {
      if (key !== 'a' || refused) return
      refused = true
      throw new Error('the store is gone')
    })
    writeFileSync(join(folder, 'a'), '1')
    writeFileSync(join(folder, 'b'), '2')
    await until(() => taken.length === 2)
    await stop()
    assert.deepEqual([taken, failed], [['b=2', 'a=1'], ['a']])
  })

  it('says once that the inbox is not there, and goes on when it is', async () => {
    const folder = join(newFolder(), 'later')
    const { taken, failed, stop } = watch(folder)
    await aWhile()
    assert.deepEqual(failed, ['null'])
    mkdirSync(folder)
    writeFileSync(join(folder, 'a'), '1')
    await until(() => taken.length === 1)
    await stop()
    assert.deepEqual(failed, ['null'])
  })

  it('forgets what is removed before its time', async () => {
    const folder = newFolder()
    const { taken, failed, stop } = watch(folder)
    writeFileSync(join(folder, 'a'), '1')
    await setTimeout(settle / 3)
    rmSync(join(folder, 'a'))
    await aWhile()
    await stop()
    assert.deepEqual([taken, failed], [[], []])
  })
})
