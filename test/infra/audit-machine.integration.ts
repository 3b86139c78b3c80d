import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileStore } from '../../lib/store/file.ts'
import { writeBenchReport } from '../bench/audit-store.ts'

const definition = JSON.parse(readFileSync(new URL('../../infra/audit.asl.json', import.meta.url), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'assay-machine-'))
after(() => rmSync(folder, { recursive: true, force: true }))
process.env.STORE = `file:${folder}`
const { handler } = await import('../../functions/audit.ts')

interface Task {
  readonly Type: string
  readonly Parameters: { readonly Payload: Readonly<Record<string, unknown>> }
}

/** A task's payload, its `.$` members taken from the input or the context. */
const payloadOf = ({ Parameters }: Task, input: Readonly<Record<string, unknown>>, startTime: string) =>
  Object.fromEntries(
    Object.entries(Parameters.Payload).map(([name, value]) => {
      if (!name.endsWith('.$')) return [name, value]
      const given = value === '$$.Execution.StartTime' ? startTime : input[String(value).replace('$.', '')]
      return [name.slice(0, -2), given]
    }),
  )

/** What Step Functions' map reads: the bucket's objects below a prefix, in batches. */
const batches = async (prefix: string, most: number): Promise<object[][]> => {
  const items: object[] = []
  for await (const { key, size, modified } of fileStore(folder).list(prefix))
    items.push({
      Key: key,
      Size: size,
      LastModified: modified.getTime() / 1000,
      Etag: '"0"',
      StorageClass: 'STANDARD',
    })
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  )
}

describe('its steps over 10,000 objects, with the real handlers', () => {
  it('take every report in once and answer about all of them', async () => {
    const reports = 5000
    for (let report = 0; report < reports; report++)
      writeBenchReport(folder, `cluster-${report % 20}/export-${report}.json`, 'only', report, 1)
    const { TakeInReports: map, Answer: answer } = definition.States
    const given = await batches(map.ItemReader.Parameters.Prefix, map.ItemBatcher.MaxItemsPerBatch)
    assert.equal(given.flat().length, 2 * reports)
    const task: Task = map.ItemProcessor.States[map.ItemProcessor.StartAt]
    let taken = 0
    // Two at once, as the map has many.
    const waiting = [...given]
    const work = async (): Promise<void> => {
      for (let items = waiting.shift(); items !== undefined; items = waiting.shift()) {
        const result = await handler(payloadOf(task, { Items: items }, ''))
        if (!('key' in result)) taken += result.reports
      }
    }
    await Promise.all([work(), work()])
    assert.equal(taken, reports)
    assert.equal(definition.States.TakeInReports.Next, 'Answer')
    const audited = await handler(payloadOf(answer, {}, '2026-03-01T02:00:00.000Z'))
    assert.deepEqual(audited, {
      key: 'audits/2026/03/01/020000.000Z/audit.json',
      at: '2026-03-01T02:00:00.000Z',
      reports,
      damaged: 0,
    })
    const { summary } = JSON.parse(readFileSync(join(folder, 'audits/latest.json'), 'utf8'))
    assert.equal(summary.images, reports)
    const again = await handler(payloadOf(task, { Items: given[0] }, ''))
    assert.deepEqual(again, { reports: 0, damaged: 0 })
  })
})
