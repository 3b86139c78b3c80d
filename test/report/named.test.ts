import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseCall } from '../../functions/cli/parse.ts'
import { report } from '../../functions/cli/report.ts'
import type { ExportReport } from '../../lib/report/schema.ts'
import { fakeConsole } from '../functions/cli/fake-console.ts'
import { saidBy } from './html/rendered.ts'

const run = async (text: string, ...args: readonly string[]) => {
  const console = fakeConsole({ stdin: text })
  const status = await report(parseCall(['report', '-', ...args]), console)
  return { status, printed: console.printed(), said: console.said }
}

const asJson = async (text: string, ...args: readonly string[]): Promise<ExportReport> =>
  JSON.parse((await run(text, '--format', 'json', ...args)).printed)

const list = (items: readonly unknown[]): string => JSON.stringify({ kind: 'List', items })

suite('of more rejections than the limit', () => {
  const text = list([1, ...Array.from({ length: 39 }, () => ({ kind: 'Pod' }))])
  const few = ['--limit', 'rejections=30'] as const

  test('the report names the first and counts all', async () => {
    const { summary, rejected } = await asJson(text, ...few)
    assert.deepEqual(
      rejected.map(({ path }) => path),
      Array.from({ length: 30 }, (_, item) => `/items/${item}`),
    )
    assert.equal(summary.rejected, 40)
    assert.equal((await asJson(text)).rejected.length, 40)
  })

  test('standard error says how many others there are, and which option names them', async () => {
    const { status, said } = await run(text, '--format', 'json', ...few)
    assert.equal(status, 2)
    assert.equal(said.length, 31)
    assert.equal(said[30], '10 more were rejected (--limit rejections=VALUE sets how many are named)')
    assert.equal((await run(text, '--format', 'json')).said.length, 40)
  })

  test('none named is a failure all the same', async () => {
    const { status, said } = await run(text, '--format', 'json', '--limit', 'rejections=1')
    assert.equal(status, 2)
    assert.equal(said.length, 2)
  })

  test('table and page say what the JSON names', async () => {
    const { printed } = await run(text, '--format', 'table', ...few)
    assert.match(
      printed.replaceAll(/\s+/g, ' '),
      /and 20 more: --format json names 30 in all \(--limit rejections=VALUE sets how many\)/,
    )
    assert.match(printed, /^Rejected {4}40$/m)
    assert.match((await run(text, '--format', 'table')).printed, /and 20 more: see --format json/)
    const page = saidBy((await run(text, '--format', 'html', ...few)).printed)
    assert.match(page, /and 10 more; the JSON names 30 in all/)
    const all = saidBy((await run(text, '--format', 'html')).printed)
    assert.match(all, /and 10 more, which the JSON names/)
  })
})

suite('of more conflicts than the limit', () => {
  const digest = (n: number): string => `sha256:${String(n).padStart(64, '0')}`
  const image = (n: number, size: number): object => ({
    kind: 'Image',
    metadata: { name: digest(n) },
    dockerImageMetadata: { Size: size },
  })
  const pairs = (count: number): object[] =>
    Array.from({ length: count }, (_, n) => [image(n, 1), image(n, 2)]).flat()
  const text = list(pairs(12))

  test('the summary names some, by digest, and counts all', async () => {
    const { summary } = await asJson(text, '--limit', 'conflicts=5')
    assert.equal(summary.conflicts.length, 5)
    const digests = summary.conflicts.map((conflict) => conflict.digest)
    assert.deepEqual(digests, digests.toSorted())
    assert.equal(summary.moreConflicts, 7)
    const all = (await asJson(text)).summary
    assert.equal(all.conflicts.length, 12)
    assert.ok(!('moreConflicts' in all))
    assert.deepEqual(summary.findings, all.findings)
    for (const conflict of summary.conflicts)
      assert.ok(all.conflicts.some((other) => JSON.stringify(other) === JSON.stringify(conflict)))
  })

  test('table and page say what the JSON names', async () => {
    const { printed } = await run(text, '--format', 'table', '--limit', 'conflicts=11')
    assert.match(
      printed.replaceAll(/\s+/g, ' '),
      /and 2 more: --format json names 11 in all \(--limit conflicts=VALUE sets how many\)/,
    )
    const page = saidBy((await run(text, '--format', 'html', '--limit', 'conflicts=5')).printed)
    assert.match(page, /and 7 more; the JSON names 5 in all/)
  })
})
