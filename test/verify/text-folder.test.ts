import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Digest, digestBytes } from '../../lib/digest.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { evidenceKey } from '../../lib/store/layout.ts'
import { s3Store } from '../../lib/store/s3.ts'
import { s3PlaceOf } from '../../lib/store/s3-place.ts'
import { openEvidence } from '../../lib/verify/open-evidence.ts'
import { memoryS3 } from '../store/memory-s3.ts'

const textOf = (at: number): string => `{"text":${at}}`
const absentOf = (at: number): Digest => digestBytes(`absent ${at}`)
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at)
const byDigest = (count: number): readonly Digest[] =>
  numbers(count)
    .map((at) => digestBytes(textOf(at)))
    .toSorted()

const signed = digestBytes('signed')
const signaturePlace = (folder: string): string =>
  `evidence/${folder}/shop@${signed.replace(':', '=')}/signature-1`

/** A bucket with so many texts and what is given, its evidence, and what was asked of it since that was opened. */
const opened = async (count: number, more: Readonly<Record<string, string>> = {}) => {
  const objects = new Map<string, Uint8Array>()
  const put = (key: string, text: string) => objects.set(key, Buffer.from(text))
  for (const at of numbers(count)) put(evidenceKey(digestBytes(textOf(at))), textOf(at))
  for (const [key, text] of Object.entries(more)) put(key, text)
  const { connect, asked } = memoryS3(objects)
  const evidence = await openEvidence([], s3Store(s3PlaceOf('s3://bucket'), connect), defaultLimits)
  const get = async (digest: Digest): Promise<string | null> => {
    const bytes = await evidence.get(digest)
    return bytes === null ? null : String(bytes)
  }
  return { evidence, get, asked, put }
}

suite('of evidence in a bucket', () => {
  test('a thousand texts are known by one listing, and no other is asked for', async () => {
    const { get, asked } = await opened(999)
    for (const at of numbers(100)) assert.equal(await get(absentOf(at)), null)
    assert.deepEqual(asked, { lists: 1, reads: [] })
    assert.equal(await get(digestBytes(textOf(7))), textOf(7))
    assert.equal(asked.reads.length, 1)
  })

  test('any number takes two listings, and a read for a text that is asked for', async () => {
    const { get, asked } = await opened(12_000)
    assert.deepEqual(asked, { lists: 2, reads: [] })
    for (const at of numbers(5)) assert.equal(await get(digestBytes(textOf(at))), textOf(at))
    for (const at of numbers(5)) assert.equal(await get(absentOf(at)), null)
    assert.equal(asked.lists, 2)
    assert.ok(asked.reads.length <= 10)
  })

  test('all is listed once as many texts were asked for as listings are needed', async () => {
    const { get, asked } = await opened(12_000)
    for (const at of numbers(1000)) assert.equal(await get(absentOf(at)), null)
    assert.equal(asked.lists, 13)
    assert.ok(asked.reads.length > 5 && asked.reads.length < 20, `${asked.reads.length} reads`)
    for (const at of numbers(12_000))
      if (at % 1000 === 0) assert.equal(await get(digestBytes(textOf(at))), textOf(at))
    assert.equal(asked.lists, 13)
  })

  test('as many are asked for as listings are needed, whatever the first ones look like', async () => {
    const low = numbers(1000).map((at) => [`evidence/sha256/${at.toString(16).padStart(64, '0')}`, 'x'])
    const { get, asked } = await opened(3000, Object.fromEntries(low))
    for (const at of numbers(1200)) assert.equal(await get(absentOf(at)), null)
    assert.deepEqual([asked.lists, asked.reads.length], [5, 1000])
  })

  test('what was not there when it was asked for stays so', async () => {
    const { evidence, get, asked, put } = await opened(12_000)
    const late = digestBytes('tardy')
    assert.deepEqual(await Promise.all([get(late), get(late)]), [null, null])
    assert.equal(asked.reads.length, 1)
    put(evidenceKey(late), 'tardy')
    assert.equal(await get(late), null)
    assert.equal((await evidence.first?.(20_000))?.includes(late), false)
    assert.equal(await get(late), null)
  })

  test('what was put there after the listing counts where nobody had asked for it', async () => {
    const { get, put } = await opened(12_000)
    const late = digestBytes('tardy')
    put(evidenceKey(late), 'tardy')
    assert.equal(await get(late), 'tardy')
  })

  test('what others ask for meanwhile is found while the rest is listed', async () => {
    const { get, asked } = await opened(5000)
    const texts = await Promise.all(numbers(1000).map((at) => get(digestBytes(textOf(at)))))
    assert.deepEqual(texts, numbers(1000).map(textOf))
    assert.equal(asked.lists, 6)
    assert.equal(new Set(asked.reads).size, 1000)
  })

  test('the first ones are listed no further than that', async () => {
    const { evidence, asked } = await opened(12_000)
    const all = byDigest(12_000)
    for (const count of [10, 2500, 2500, 1])
      assert.deepEqual(await evidence.first?.(count), all.slice(0, count))
    assert.equal(asked.lists, 4)
    assert.deepEqual(await evidence.first?.(20_000), all)
    assert.deepEqual(asked, { lists: 14, reads: [] })
  })

  for (const [folder, lists] of [
    // The first thousand texts then end on the second page.
    ['a', 3],
    ['sha256-signed', 3],
    ['signatures/0', 2],
    ['z/y', 2],
  ] as const)
    test(`signatures in ${folder} are found beside any number of texts`, async () => {
      const { evidence, asked } = await opened(12_000, { [signaturePlace(folder)]: 'signature' })
      assert.deepEqual([...(evidence.signatures?.digests ?? [])], [signed])
      assert.deepEqual(
        (await evidence.signatures?.read(signed))?.map(({ bytes }) => String(bytes)),
        ['signature'],
      )
      assert.equal(asked.lists, lists)
    })

  for (const count of [1, 2000])
    test(`none is a signature in the folder of ${count === 1 ? 'few' : 'many'} texts`, async () => {
      const { evidence } = await opened(count, { [signaturePlace('sha256')]: 'signature' })
      assert.equal(evidence.signatures, undefined)
    })

  test('texts of every algorithm are found', async () => {
    const wide = digestBytes('wide', 'sha512')
    const { get } = await opened(12_000, { [evidenceKey(wide)]: 'wide' })
    assert.equal(await get(wide), 'wide')
    assert.equal(await get(digestBytes('wide', 'sha384')), null)
  })
})
