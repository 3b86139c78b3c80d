import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, beforeEach, suite, test } from 'node:test'
import type { S3Settings } from '../../lib/store/s3-settings.ts'
import { samples } from '../functions/run-cli.ts'
import { contentOf, timelessContentOf } from '../functions/upload/stored.ts'
import { testClient } from './bucket.ts'
import { type Fault, type SeenCall, startFaultyProxy } from './faulty-proxy.ts'
import { simulatedQueue } from './queue.ts'
import { rgwSkip, startRgw } from './rgw.ts'
import { quickSamples, reportedNames, uploadWorld } from './upload-world.ts'

const rgw = rgwSkip === false ? await startRgw() : null
Object.assign(process.env, rgw?.environment)
const proxy = await startFaultyProxy(rgw?.endpoint ?? 'http://localhost:9')
after(async () => {
  await proxy.close()
  await rgw?.stop()
})

const client = testClient()
const options = { skip: rgwSkip, timeout: 900_000 }
const sample = (index: number): Buffer =>
  readFileSync(join(samples, quickSamples[index % quickSamples.length] ?? ''))

/** Times that tests can wait for, and so few tries that messages come back too. */
const impatient: Partial<S3Settings> = { endpoint: proxy.endpoint, answerMs: 1000, idleMs: 500, attempts: 2 }

/** Where one export is to fail and no other, a busy machine must not look like a broken store. */
const patient: Partial<S3Settings> = { ...impatient, answerMs: 30_000, idleMs: 3000 }

/** Park and Miller's generator: the same faults in every run. */
const random = (seed: number) => {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const passing: readonly Fault[] = [
  { status: 500, code: 'InternalError' },
  { status: 503, code: 'SlowDown' },
  { delay: 1500 },
  'reset',
  'lose-answer',
  'truncate',
  'end-early',
  'stall',
]

const keyIn = (event: string): string => {
  const parsed: { Records: { s3: { object: { key: string } } }[] } = JSON.parse(event)
  return parsed.Records[0]?.s3.object.key ?? assert.fail()
}

/** Exports put, a key's each time another, and the events of the puts. */
const putAll = async (
  { put }: Awaited<ReturnType<typeof uploadWorld>>,
  keys: readonly string[],
): Promise<string[]> => {
  const events: string[] = []
  for (const [index, key] of keys.entries()) {
    const shift = Math.trunc(index / quickSamples.length)
    events.push(JSON.stringify(await put(key, sample(index + shift))))
  }
  return events
}

const keysOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `export-${index}.json`)

/** What the store holds of each report without any fault. */
const undisturbed = async (keys: readonly string[]): Promise<string[]> => {
  const calm = await uploadWorld(client)
  for (const event of await putAll(calm, keys)) await calm.handle(JSON.parse(event))
  return Object.entries(await timelessContentOf(calm.truth)).map((entry) => entry.join('\n'))
}

suite('a store that fails', options, () => {
  beforeEach(() => proxy.plan(() => null))

  for (const fault of passing)
    test(`${JSON.stringify(fault)} at one call in four: nothing is lost, nothing is half`, async (t) => {
      const keys = keysOf(24)
      const world = await uploadWorld(client, { settings: impatient })
      const events = await putAll(world, keys)
      const next = random(7)
      proxy.plan(() => (next() < 0.25 ? fault : null))
      const queue = simulatedQueue(world.handle, { concurrency: 4 })
      for (const event of events) queue.send(event)
      await queue.idle()
      proxy.plan(() => null)
      const failures = world.log.filter(({ level }) => level === 'ERROR').length
      const dead = queue.dead.map(keyIn)
      const reported = await reportedNames(world.truth, dead)
      t.diagnostic(
        `${keys.length} exports: ${reported.length} reported, ${dead.length} dead letters, ${failures} failed tries`,
      )
      assert.deepEqual(new Set([...reported, ...dead]), new Set(keys))
      assert.equal(new Set(reported).size, reported.length)
      queue.redrive()
      await queue.idle()
      assert.deepEqual(queue.dead, [])
      const content = Object.entries(await timelessContentOf(world.truth)).map((entry) => entry.join('\n'))
      assert.deepEqual(content, await undisturbed(keys))
    })

  const lasting: Readonly<Record<string, readonly [Fault, (call: SeenCall) => boolean]>> = {
    'every body of it is cut short': ['truncate', ({ method }) => method === 'GET'],
    'every body of it comes to a stop': ['stall', ({ method }) => method === 'GET'],
    'every body of it ends early': ['end-early', ({ method }) => method === 'GET'],
    'its report cannot be written': [
      { status: 503, code: 'SlowDown' },
      ({ method, path }) => method === 'PUT' && path.includes('report.json'),
    ],
  }
  for (const [what, [fault, hits]] of Object.entries(lasting))
    test(`an export of which ${what} becomes a dead letter, the others are reported`, async () => {
      const keys = keysOf(6)
      const world = await uploadWorld(client, { settings: patient })
      const events = await putAll(world, keys)
      proxy.plan((call) => (call.path.includes('export-3.json') && hits(call) ? fault : null))
      const queue = simulatedQueue(world.handle)
      for (const event of events) queue.send(event)
      await queue.idle()
      assert.deepEqual(queue.dead.map(keyIn), ['export-3.json'])
      assert.deepEqual(
        await reportedNames(world.truth),
        keys.filter((key) => key !== 'export-3.json'),
      )
      proxy.plan(() => null)
      queue.redrive()
      await queue.idle()
      assert.deepEqual(await reportedNames(world.truth), keys)
    })

  test('logs say what failed, and neither where nor with which keys', async () => {
    const world = await uploadWorld(client, { settings: { ...impatient, attempts: 1 } })
    const [event = ''] = await putAll(world, ['a.json'])
    for (const fault of passing) {
      proxy.plan(() => fault)
      await world.handle(JSON.parse(event)).catch(() => {})
    }
    const text = JSON.stringify(world.log)
    assert.ok(world.log.some(({ level }) => level === 'ERROR'))
    for (const secret of Object.entries(rgw?.environment ?? {}).filter(([name]) => name !== 'AWS_REGION'))
      assert.ok(!text.includes(secret[1]), secret[0])
    assert.doesNotMatch(text, /localhost|127\.0\.0\.1|https?:/)
  })
})

suite('events that come', options, () => {
  test('three times each, in any order, 32 at once: each version has its one report', async (t) => {
    const world = await uploadWorld(client)
    const keys = [...keysOf(8), ...keysOf(8), ...keysOf(8)]
    const events = await putAll(world, keys)
    const next = random(11)
    const shuffled = [...events, ...events, ...events]
      .map((event) => [next(), event] as const)
      .toSorted(([one], [other]) => one - other)
    const queue = simulatedQueue(world.handle, { concurrency: 32 })
    for (const [, event] of shuffled) queue.send(event)
    await queue.idle()
    assert.deepEqual(
      world.log.filter(({ level }) => level !== 'INFO'),
      [],
    )
    assert.deepEqual(queue.dead, [])
    const reported = await reportedNames(world.truth)
    t.diagnostic(`${queue.sent()} events of ${events.length} versions: ${reported.length} reports`)
    assert.deepEqual(reported, keys.toSorted())
  })

  test('32 times at once gives one set of objects and no error', async () => {
    const world = await uploadWorld(client)
    const [event = ''] = await putAll(world, ['a.json'])
    await Promise.all(Array.from({ length: 32 }, () => world.handle(JSON.parse(event))))
    assert.deepEqual(
      world.log.filter(({ level }) => level !== 'INFO'),
      [],
    )
    assert.equal(Object.keys(await contentOf(world.truth)).length, 5)
    assert.deepEqual(await reportedNames(world.truth), ['a.json'])
  })

  test('late, in a bucket without versions: the newest is reported, the others are done', async () => {
    const world = await uploadWorld(client, { versioned: false })
    const events = await putAll(world, ['a.json', 'a.json', 'a.json'])
    for (const event of events.toReversed()) await world.handle(JSON.parse(event))
    assert.deepEqual(
      world.log.map(({ fields }) => fields?.outcome),
      ['reported', 'superseded', 'superseded'],
    )
    assert.deepEqual(await reportedNames(world.truth), ['a.json'])
  })
})
