import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { bundleFunctions, functionBundles } from '../../infra/bundle.ts'
import { deploymentFolder, emptyBundles, oslsPackage } from './packaged-template.ts'

const functions = join(import.meta.dirname, '../../functions')
const absent = functionBundles.find(({ name }) => !existsSync(join(functions, `${name}.ts`)))?.name
const skip = absent === undefined ? false : `functions/${absent}.ts does not exist yet`

const packaged = async () => {
  let sizes: Awaited<ReturnType<typeof bundleFunctions>> = []
  const folder = await deploymentFolder(async (dist) => {
    sizes = await bundleFunctions(dist)
  })
  await oslsPackage(folder)
  const zips = (await readdir(join(folder, '.serverless'))).filter((name) => name.endsWith('.zip')).toSorted()
  const digests = zips.map(async (name) => {
    const bytes = await readFile(join(folder, '.serverless', name))
    return `${name} ${hash('sha256', bytes, 'hex')}`
  })
  return { folder, sizes, zips: await Promise.all(digests) }
}

suite('packaging with a wrong parameter', () => {
  const wrong = [
    ['uploadMemory', 'big'],
    ['uploadConcurrency', '1'],
    ['logRetentionDays', '31'],
  ] as const
  for (const [name, value] of wrong)
    test(`${name}=${value} is refused`, async () => {
      const folder = await deploymentFolder(emptyBundles)
      try {
        await assert.rejects(oslsPackage(folder, { [name]: value }), /Configuration error/)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })
})

suite('packaging the functions', { skip }, () => {
  const runs = skip === false ? Promise.all([packaged(), packaged()]) : Promise.resolve([])
  after(async () => {
    for (const { folder } of await runs) await rm(folder, { recursive: true, force: true })
  })

  test('every bundle is within its budget', async (t) => {
    for (const { name, size, budget, largest } of (await runs)[0]?.sizes ?? []) {
      t.diagnostic(`${name}: ${size} of ${budget} bytes`)
      assert.ok(size > 0 && size <= budget, `${name}: ${size} of ${budget} bytes; ${largest.join(', ')}`)
    }
  })

  test('nothing stands in a bundle that it never loads', async () => {
    for (const { name, unused } of (await runs)[0]?.sizes ?? []) assert.deepEqual(unused, [], name)
  })

  test('each bundle exports its handler', async () => {
    const folder = (await runs)[0]?.folder ?? ''
    // Handlers read their settings when they are loaded: a wrong one must fail at once.
    Object.assign(process.env, { STORE: 's3://reports', EXPORTS_BUCKET: 'exports', AWS_REGION: 'us-east-1' })
    for (const { name } of functionBundles) {
      const bundle: { handler?: unknown } = await import(join(folder, `dist/${name}.mjs`))
      assert.equal(typeof bundle.handler, 'function', name)
    }
  })

  test('two runs give the same archives, byte for byte', async () => {
    const [one, other] = await runs
    assert.deepEqual(
      one?.zips.map((zip) => zip.split(' ')[0]),
      ['audit.zip', 'http.zip', 'upload.zip'],
    )
    assert.deepEqual(one?.zips, other?.zips)
  })
})
