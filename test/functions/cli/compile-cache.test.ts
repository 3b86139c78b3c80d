import assert from 'node:assert/strict'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, suite, test } from 'node:test'
import { runCli } from '../run-cli.ts'

const scratch = mkdtempSync(join(tmpdir(), 'compile-cache-'))
after(() => rmSync(scratch, { recursive: true }))

const isRoot = process.getuid?.() === 0
const somebodyElse = 4711

suite('compiled modules', () => {
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(join(scratch, 'home-'))
  })

  const compiledIn = (folder: string): string[] =>
    existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []

  const helpIn = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const { status, stdout, stderr } = await runCli(['--help'], { env })
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
    return stdout
  }

  test('are kept in the cache of the user, and say the same when they are taken from there', async () => {
    const kept = join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'image-assay')
    const first = await helpIn({ HOME: home })
    const compiled = compiledIn(kept)
    assert.ok(compiled.length > 5, compiled.join())
    assert.equal(await helpIn({ HOME: home }), first)
    assert.deepEqual(compiledIn(kept), compiled)
  })

  test('are kept where XDG_CACHE_HOME says', async () => {
    await helpIn({ HOME: home, XDG_CACHE_HOME: join(home, 'other') })
    assert.ok(compiledIn(join(home, 'other/image-assay')).length > 5)
    assert.deepEqual(readdirSync(home), ['other'])
  })

  test('are not kept where Node is told so', async () => {
    await helpIn({ HOME: home, XDG_CACHE_HOME: home, NODE_DISABLE_COMPILE_CACHE: '1' })
    assert.deepEqual(compiledIn(join(home, 'image-assay')), [])
  })

  test('are neither kept nor looked for in a folder that others may write', async () => {
    const kept = join(home, 'image-assay')
    mkdirSync(kept)
    chmodSync(kept, 0o777)
    await helpIn({ HOME: home, XDG_CACHE_HOME: home })
    assert.deepEqual(compiledIn(kept), [])
  })

  test('are neither kept nor looked for in the home of somebody else', {
    skip: isRoot ? false : 'only root can give a folder to somebody else',
  }, async () => {
    chownSync(home, somebodyElse, somebodyElse)
    await helpIn({ HOME: home })
    assert.deepEqual(readdirSync(home), [])
  })

  test('are not kept where there is no home, and none is made', async () => {
    await helpIn({ HOME: join(home, 'missing') })
    assert.deepEqual(readdirSync(home), [])
  })

  test('are not kept where nothing can be written', async () => {
    await helpIn({ HOME: home, XDG_CACHE_HOME: '/dev/null' })
    assert.deepEqual(readdirSync(home), [])
  })
})
