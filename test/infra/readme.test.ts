import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { parse } from 'yaml'
import { handleEvent } from '../../functions/upload/handle.ts'
import { fileStore } from '../../lib/store/file.ts'
import type { Store } from '../../lib/store/store.ts'
import { exportsBucket } from '../functions/upload/exports-bucket.ts'
import { created } from '../functions/upload/sample-events.ts'
import { at, defaultStack, ofType } from './stacks.ts'
import { isObject, type Json, textOf } from './template.ts'

const infra = join(import.meta.dirname, '../../infra')
const readme = readFileSync(join(infra, 'README.md'), 'utf8')

/** The rows of the table whose first column has this heading, as plain text. */
const table = (heading: string): string[][] => {
  const lines = readme.split('\n').map((line) => line.split('|').slice(1, -1))
  const start = lines.findIndex(([first = '']) => first.trim() === heading)
  assert.notEqual(start, -1, `no table ${heading}`)
  const rows = lines.slice(start + 2)
  const end = rows.findIndex((row) => row.length === 0)
  return rows.slice(0, end).map((row) => row.map((cell) => cell.trim().replaceAll(/^[`*]+|[`*]+$/g, '')))
}

/** serverless.yml without CloudFormation's own tags, which say nothing of parameters. */
const serverless: Json = parse(readFileSync(join(infra, '../serverless.yml'), 'utf8'), { logLevel: 'silent' })
const member = (value: Json | undefined, key: string): Json | undefined =>
  isObject(value) ? value[key] : undefined

suite('infra/README.md', () => {
  test('lists every parameter with its default', () => {
    const defaults = member(member(serverless, 'params'), 'default')
    assert.ok(isObject(defaults))
    assert.deepEqual(
      table('parameter').map(([name, value]) => [name, value]),
      Object.entries(defaults).map(([name, value]) => [name, textOf(value)]),
    )
  })

  test('lists every environment variable and who gets it', () => {
    const functions = ofType(defaultStack, 'AWS::Lambda::Function').map(([id, one]) => {
      const variables = at(one, 'Environment/Variables')
      return {
        name: id.replace('LambdaFunction', '').toLowerCase(),
        names: isObject(variables) ? Object.keys(variables) : [],
      }
    })
    const all = [...new Set(functions.flatMap(({ names }) => names))]
    const who = (variable: string) =>
      functions.filter(({ names }) => names.includes(variable)).map(({ name }) => name)
    const expected = all.map((name) => {
      const given = who(name)
      return [name, given.length === functions.length ? 'all' : given.join(', ')] as const
    })
    const listed = table('variable').map(([variable = '', whom]) => [variable, whom] as const)
    assert.deepEqual(new Map(listed), new Map(expected))
    assert.equal(listed.length, all.length)
  })

  test('explains every alarm', () => {
    const named = table('alarm').flatMap(([names = '']) => names.split(/`, `/))
    const alarms = ofType(defaultStack, 'AWS::CloudWatch::Alarm').map(([, alarm]) =>
      textOf(at(alarm, 'AlarmName')),
    )
    assert.deepEqual(named.toSorted(), alarms.map((name) => name.replace('image-assay-test-', '')).toSorted())
  })

  test('adds up the cost', () => {
    const rows = table('what')
    const costs = rows.slice(0, -1).map(([what, count, price, cost]) => {
      assert.equal((Number(count) * Number(price)).toFixed(4), cost, what)
      return Number(cost)
    })
    assert.equal(costs.reduce((sum, cost) => sum + cost, 0).toFixed(4), rows.at(-1)?.[3])
  })

  test('counts what an export asks of S3', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-cost-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const store = fileStore(folder)
    const bucket = exportsBucket()
    const asked = { put: 1, list: 0, get: 1 }
    const counted = (kind: keyof typeof asked): Store => {
      asked[kind]++
      return store
    }
    const counting: Store = {
      ...store,
      put: (...given) => counted('put').put(...given),
      stage: (...given) => counted('put').stage(...given),
      list: (...given) => counted('list').list(...given),
      get: (...given) => counted('get').get(...given),
    }
    const sample = readFileSync(join(infra, '../events/exports/blanked-imagestreamimage.json'))
    await handleEvent(created(bucket.put('images.json', sample)), {
      store: counting,
      bucket: 'exports',
      open: (...given) => bucket.open(...given),
      log: () => {},
    })
    // Two pieces of evidence are what the table takes for granted.
    const expected = { ...asked, get: asked.get + 2 }
    const stated = table('what').flatMap(([what = '', count]) => {
      const kind = /^S3, (put|list|get):/.exec(what)?.[1]
      return kind === undefined ? [] : [[kind, Number(count) / 1000] as const]
    })
    assert.deepEqual(Object.fromEntries(stated), expected)
  })

  test('counts the memory that the upload function has', () => {
    const memory = Number(at(defaultStack.UploadLambdaFunction, 'MemorySize'))
    assert.equal(Math.round((1000 * 0.5 * memory) / 1024), Number(table('what')[0]?.[1]))
  })
})
