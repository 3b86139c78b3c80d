import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileStore } from '../../lib/store/file.ts'
import { type Disk, ignoresCase } from '../../lib/store/file-place.ts'
import { isAssayError } from './assay-error.ts'
import { storeConformance } from './conformance.ts'

const top = await mkdtemp(join(tmpdir(), 'assay-store-'))
after(() => rm(top, { recursive: true, force: true }))

const newFolder = (): Promise<string> => mkdtemp(join(top, 'store-'))
const listed = async (folder: string) =>
  (await Array.fromAsync(fileStore(folder).list(''))).map(({ key, size }) => ({ key, size }))
const object = Buffer.from('object')

const errno = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'link' })
const disks: Readonly<Record<string, Disk>> = {
  'a file store on a disk that ignores case': { ignoresCase: async () => true, link },
  'a file store on a disk without hard links': {
    ignoresCase,
    link: () => Promise.reject(errno('EPERM')),
  },
}

storeConformance('the file store', async () => fileStore(join(await newFolder(), 'made', 'by', 'put')))
for (const [name, disk] of Object.entries(disks)) {
  storeConformance(name, async () => fileStore(await newFolder(), disk))
}

const start = (
  folder: string,
  act: string,
  key: string,
  fill: string,
  megabytes: number,
  stderr: 'inherit' | 'pipe' = 'inherit',
): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), folder, act, key, fill, `${megabytes}`], {
    stdio: ['ignore', 'pipe', stderr],
  })

describe('the file store, between processes', () => {
  it('lets exactly one of 8 processes create', { timeout: 60_000 }, async () => {
    const folder = await newFolder()
    const fills = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const answers = await Promise.all(
      fills.map(async (fill) => {
        const child = start(folder, 'put', 'by-version/v', fill, 1)
        const said = await Array.fromAsync(child.stdout ?? [])
        return Buffer.concat(said).toString().split('\n')[1]
      }),
    )
    assert.deepEqual(answers.map(String).toSorted(), ['created', ...Array<string>(7).fill('present')])
    const winner = fills[answers.indexOf('created')] ?? ''
    assert.deepEqual(await readFile(join(folder, 'by-version/v')), Buffer.alloc(2 ** 20, winner))
  })

  it('has all or nothing under the key when a writer is killed at any moment', async (context) => {
    const folder = await newFolder()
    const megabytes = 16
    const outcomes = { nothing: 0, whole: 0, leftover: 0 }
    for (let round = 0; round < 12; round += 1) {
      const key = `by-version/${round}`
      const child = start(folder, 'put', key, 'x', megabytes)
      const closed = once(child, 'close')
      await once(child.stdout ?? child, 'data')
      // Spread evenly over twice the time that such a put takes here; the first rounds hit its beginning.
      await setTimeout(round * 6)
      child.kill('SIGKILL')
      await closed
      const found = await fileStore(folder).get(key)
      outcomes[found === null ? 'nothing' : 'whole'] += 1
      if (found !== null) assert.deepEqual(found, Buffer.alloc(megabytes * 2 ** 20, 'x'), key)
      assert.equal(await fileStore(folder).put(key, object), found === null ? 'created' : 'present', key)
    }
    outcomes.leftover = (await readdir(join(folder, '.unfinished'))).length
    context.diagnostic(JSON.stringify(outcomes))
    assert.ok(outcomes.nothing > 0, 'no kill came before the end')
    const sizes = new Set((await listed(folder)).map(({ size }) => size))
    for (const size of sizes) assert.ok([object.length, megabytes * 2 ** 20].includes(size), `${size}`)
    assert.equal((await listed(folder)).length, 12)
  })

  const drafts = async (folder: string): Promise<string[]> =>
    (await readdir(join(folder, '.unfinished')).catch(() => [])).filter((name) => !name.endsWith('.lock'))
  const untilDrafted = async (folder: string): Promise<void> => {
    for (const signal = AbortSignal.timeout(20_000); (await drafts(folder)).length === 0; )
      await setTimeout(1, undefined, { signal })
  }

  it('is rid of what a writer left that was killed as soon as another writes', {
    skip: process.platform !== 'linux' && 'nothing tells who is alive',
  }, async () => {
    const folder = await newFolder()
    const child = start(folder, 'put', 'by-version/killed', 'x', 500)
    const closed = once(child, 'close')
    await untilDrafted(folder)
    child.kill('SIGKILL')
    await closed
    assert.equal((await drafts(folder)).length, 1)
    await fileStore(folder).put('policy.json', object)
    assert.deepEqual(await drafts(folder), [])
  })

  it('leaves its draft to a writer that lives, however long it stands still', async () => {
    const folder = await newFolder()
    const child = start(folder, 'put', 'by-version/slow', 'x', 200)
    const said = Array.fromAsync(child.stdout ?? [])
    await untilDrafted(folder)
    child.kill('SIGSTOP')
    const [draft] = await drafts(folder)
    await fileStore(folder).put('policy.json', object)
    assert.deepEqual(await drafts(folder), [draft])
    child.kill('SIGCONT')
    assert.equal(Buffer.concat(await said).toString(), 'started\ncreated\n')
  })

  it('has the old or the new bytes when a replacing writer is killed', { timeout: 60_000 }, async () => {
    const folder = await newFolder()
    for (const fill of 'abc') {
      const child = start(folder, 'replace', 'index.html', fill, 1)
      const closed = once(child, 'close')
      await once(child.stdout ?? child, 'data')
      await setTimeout(40 + Math.random() * 20)
      child.kill('SIGKILL')
      await closed
      const found = await fileStore(folder).get('index.html')
      const letter = String.fromCharCode(found?.[0] ?? 0x61)
      if (found !== null) assert.deepEqual(found, Buffer.alloc(2 ** 20, letter))
    }
    assert.equal(await fileStore(folder).replace('index.html', object, () => true), 'written')
    assert.deepEqual(await listed(folder), [{ key: 'index.html', size: object.length }])
  })
})

describe('the file store, on disk', () => {
  it('names a file as its key, capitals included, where case counts', async (context) => {
    const folder = await newFolder()
    const store = fileStore(folder)
    await store.put('reports/Prod/A.json/0/report.json', object)
    if (await ignoresCase(folder)) return context.skip('the temporary folder ignores case')
    assert.deepEqual(await readFile(join(folder, 'reports/Prod/A.json/0/report.json')), object)
  })

  it('marks capitals under reports, and there only, where case does not count', async () => {
    const folder = await newFolder()
    const store = fileStore(folder, { ignoresCase: async () => true, link })
    await store.put('reports/Prod/a.json/0/report.json', object)
    await store.put('reports/prod/a.json/0/report.json', object)
    await store.put('keys/Red-Hat.asc', object)
    assert.deepEqual((await readdir(join(folder, 'reports'))).toSorted(), ['prod', 'prod!1'])
    assert.deepEqual(await readdir(join(folder, 'keys')), ['Red-Hat.asc'])
  })

  it('sees that case does not count when both spellings are one entry', async () => {
    const folder = await newFolder()
    assert.equal(await ignoresCase(folder), false)
    await mkdir(join(folder, 'reports'))
    const here = await ignoresCase(folder)
    if (here) return
    await symlink('reports', join(folder, 'REPORTS'))
    assert.equal(await ignoresCase(folder), true)
    await rm(join(folder, 'REPORTS'))
    await mkdir(join(folder, 'REPORTS'))
    assert.equal(await ignoresCase(folder), false)
  })

  it('leaves no draft and no empty staging folder behind', async () => {
    const folder = await newFolder()
    const store = fileStore(folder)
    await store.put('staging/job/deep/a', object)
    await store.put('staging/job/deep/a', object)
    await store.replace('index.html', object, () => true)
    await store.delete('staging/job/deep/a')
    assert.deepEqual(await readdir(join(folder, '.unfinished')), [])
    assert.deepEqual(await readdir(join(folder, 'staging')), [])
  })

  it('sweeps drafts that a dead writer left a day ago, and no younger ones', async () => {
    const folder = await newFolder()
    const drafts = join(folder, '.unfinished')
    await mkdir(drafts)
    await writeFile(join(drafts, 'old'), 'x')
    await writeFile(join(drafts, 'young'), 'x')
    // Of a process of another machine, which may live whatever is alive here.
    const elsewhere = `${'0'.repeat(32)}-${2 ** 22 - 1}-draft`
    await writeFile(join(drafts, elsewhere), 'x')
    const dayAgo = Date.now() / 1000 - 25 * 60 * 60
    await utimes(join(drafts, 'old'), dayAgo, dayAgo)
    await fileStore(folder).put('policy.json', object)
    assert.deepEqual((await readdir(drafts)).toSorted(), [elsewhere, 'young'])
  })

  it('reads what was put there by hand, and lists no files that are none of its objects', async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'keys'))
    await writeFile(join(folder, 'keys', 'Mine ü.asc'), 'key')
    await writeFile(join(folder, '.DS_Store'), 'x')
    await mkdir(join(folder, 'empty'))
    assert.deepEqual(await listed(folder), [{ key: 'keys/Mine ü.asc', size: 3 }])
    assert.equal((await fileStore(folder).get('keys/Mine ü.asc'))?.length, 3)
  })

  it('opens a store through a link, and from a relative path', async () => {
    const folder = await newFolder()
    await symlink(folder, `${folder}-link`)
    await fileStore(`${folder}-link`).put('policy.json', object)
    assert.deepEqual(await fileStore(relative(process.cwd(), folder)).get('policy.json'), object)
  })
})

const outside = async () => {
  const folder = await newFolder()
  const elsewhere = await newFolder()
  await writeFile(join(elsewhere, 'secret'), 'secret')
  return { folder, elsewhere, leadsOut: isAssayError('store-unavailable', 'symbolic link', folder) }
}

describe('the file store, naming an object twice', () => {
  it('gives a file that stays when the object goes', async () => {
    const folder = await newFolder()
    const store = fileStore(folder)
    await store.put('staging/a', object)
    const path = join(await newFolder(), 'other')
    assert.equal(await store.link?.('staging/a', path), true)
    await store.delete('staging/a')
    assert.deepEqual(await readFile(path), object)
  })
  it('gives none where there is no object, where the name is taken and where the disk cannot', async () => {
    const folder = await newFolder()
    const other = await newFolder()
    assert.equal(await fileStore(join(folder, 'none')).link?.('a', join(other, 'a')), false)
    const store = fileStore(folder)
    assert.equal(await store.link?.('keys/a', join(other, 'a')), false)
    await store.put('keys/a', object)
    await writeFile(join(other, 'taken'), 'b')
    assert.equal(await store.link?.('keys/a', join(other, 'taken')), false)
    assert.equal(await readFile(join(other, 'taken'), 'utf8'), 'b')
    const bare = fileStore(folder, disks['a file store on a disk without hard links'])
    assert.equal(await bare.link?.('keys/a', join(other, 'a')), false)
  })
})

describe('the file store and symbolic links', () => {
  it('does not read or list a file through one that leads out', async () => {
    const { folder, elsewhere, leadsOut } = await outside()
    await mkdir(join(folder, 'keys'))
    await symlink(join(elsewhere, 'secret'), join(folder, 'keys', 'a'))
    await assert.rejects(fileStore(folder).get('keys/a'), leadsOut)
    assert.deepEqual(await listed(folder), [])
  })

  it('does not read, list, write or delete in a folder through one that leads out', async () => {
    const { folder, elsewhere, leadsOut } = await outside()
    const store = fileStore(folder)
    for (const name of ['reports', 'staging', 'audits']) await symlink(elsewhere, join(folder, name))
    await assert.rejects(store.get('staging/secret'), leadsOut)
    await assert.rejects(store.delete('staging/secret'), leadsOut)
    await assert.rejects(store.put('staging/new', object), leadsOut)
    await assert.rejects(store.put('reports/deep/new', object), leadsOut)
    await assert.rejects(
      store.replace('audits/latest.json', object, () => true),
      leadsOut,
    )
    await assert.rejects(Array.fromAsync(store.list('staging/')), leadsOut)
    assert.deepEqual(await listed(folder), [])
    assert.deepEqual(await readdir(elsewhere), ['secret'])
  })

  it('does not draft in a folder through one that leads out', async () => {
    const { folder, elsewhere, leadsOut } = await outside()
    await symlink(elsewhere, join(folder, '.unfinished'))
    await assert.rejects(fileStore(folder).put('policy.json', object), leadsOut)
    assert.deepEqual(await readdir(elsewhere), ['secret'])
  })

  it('follows one that stays inside, as mounted secrets need', async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'keys', '..data'), { recursive: true })
    await writeFile(join(folder, 'keys', '..data', 'a.asc'), 'key')
    await symlink(join('..data', 'a.asc'), join(folder, 'keys', 'a.asc'))
    assert.equal((await fileStore(folder).get('keys/a.asc'))?.length, 3)
    assert.deepEqual(
      (await listed(folder)).map(({ key }) => key),
      ['keys/..data/a.asc', 'keys/a.asc'],
    )
  })

  it('does not take a dangling one for an object, nor write through it', async () => {
    const { folder, elsewhere } = await outside()
    await symlink(join(elsewhere, 'new'), join(folder, 'policy.json'))
    await assert.rejects(fileStore(folder).put('policy.json', object), isAssayError('store-unavailable'))
    assert.deepEqual(await readdir(elsewhere), ['secret'])
  })
})

const unavailable = (folder: string, key: string, code: string) =>
  isAssayError('store-unavailable', folder, key, code)

describe('the file store, when the machine fails', () => {
  for (const [what, below, said] of [
    ['is a file', '', (path: string) => `the store "${path}"`],
    ['lies below one', '/a/b', (path: string) => `the store "${path}/a/b" cannot be made: "${path}"`],
  ] as const)
    it(`says that the store ${what}, whatever is asked of it`, async () => {
      const path = join(await newFolder(), 'file')
      await writeFile(path, 'x')
      const store = fileStore(path + below)
      const message = `${said(path)} is a file, where a folder is due. Move the file away.`
      const refused = { code: 'store-unavailable', message }
      await assert.rejects(store.get('policy.json'), refused)
      await assert.rejects(store.put('staging/a', object), refused)
      await assert.rejects(store.put('policy.json', object), refused)
      await assert.rejects(store.delete('staging/a'), refused)
      await assert.rejects(Array.fromAsync(store.list('keys/')), refused)
    })

  it('says so when a file stands where a folder is due, or a folder where a file is', async () => {
    const folder = await newFolder()
    const store = fileStore(folder)
    await writeFile(join(folder, 'audits'), 'x')
    await mkdir(join(folder, 'index.html'))
    const latest = store.replace('audits/latest.json', object, () => true)
    await assert.rejects(latest, unavailable(folder, 'audits/latest.json', 'EEXIST'))
    const index = store.replace('index.html', object, () => true)
    await assert.rejects(index, unavailable(folder, 'index.html', 'EISDIR'))
    await assert.rejects(store.put('index.html', object), unavailable(folder, 'index.html', 'EEXIST'))
    assert.deepEqual(await readdir(join(folder, '.unfinished')), [])
  })

  it('says so when a name is too long for the disk', async () => {
    const folder = await newFolder()
    const key = `staging/${'x'.repeat(300)}`
    await assert.rejects(fileStore(folder).put(key, object), unavailable(folder, key, 'ENAMETOOLONG'))
  })

  it('says so where no folder can be made', {
    skip: process.platform !== 'linux' && 'no /proc',
  }, async () => {
    // In a process of its own: a call of the system that does not return cannot be ended otherwise.
    const child = start('/proc/assay', 'put', 'by-version/v', 'x', 1, 'pipe')
    const [said] = await Promise.all([
      Array.fromAsync(child.stderr ?? []),
      once(child, 'close', { signal: AbortSignal.timeout(20_000) }).finally(() => child.kill('SIGKILL')),
    ])
    assert.match(
      Buffer.concat(said).toString(),
      /cannot write .* cannot be made \(ENOENT\)\. Use a folder on a disk/,
    )
  })

  for (const code of ['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT', 'EIO']) {
    it(`turns ${code} into a remedy`, async () => {
      const folder = await newFolder()
      const store = fileStore(folder, { ignoresCase, link: () => Promise.reject(errno(code)) })
      await assert.rejects(store.put('policy.json', object), unavailable(folder, 'policy.json', code))
      assert.equal(await store.get('policy.json'), null)
      assert.deepEqual(await readdir(join(folder, '.unfinished')), [])
    })
  }

  it('says so when it may not write', { skip: process.getuid?.() === 0 && 'root may' }, async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'shut'), { mode: 0o500 })
    const path = join(folder, 'shut')
    await assert.rejects(fileStore(path).put('a', object), unavailable(path, 'a', 'EACCES'))
  })
})
