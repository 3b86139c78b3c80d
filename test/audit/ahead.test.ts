import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { latestAhead } from '../../lib/audit/ahead.ts'
import { auditIntoStore } from '../../lib/audit/audit.ts'
import { writeAuditPage } from '../../lib/audit/write-page.ts'
import { momentOfPage } from '../../lib/report/html/moment.ts'
import { fileStore } from '../../lib/store/file.ts'
import { manyImage, storeMany } from './many.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-ahead-'))
after(() => rmSync(folder, { recursive: true, force: true }))

it('a latest audit that is ahead is named with what to delete, and then another is the latest', async () => {
  const store = fileStore(folder)
  await storeMany(store, { name: 'a/x.json', images: [manyImage(1, 0)] })
  const audited = async (at: string) => {
    const { report, written } = await auditIntoStore(store, new Date(at))
    await writeAuditPage(store, report)
    return written
  }
  const now = new Date('2026-03-02T00:00:00.000Z')
  assert.equal(latestAhead(await audited('2126-03-01T02:00:00.000Z'), now), null)
  const kept = await audited('2026-03-01T02:00:00.000Z')
  assert.equal(kept.latest, 'kept')
  const said = latestAhead(kept, now) ?? ''
  assert.equal(
    said,
    'audits/latest.json is of 2126-03-01T02:00:00.000Z, which lies ahead: until then no other audit is the latest. To have that sooner, delete audits/latest.json, audits/latest.html, index.html, data/audits/day=2126-03-01/2126-03-01T020000.000Z.parquet and all under data/by-digest/',
  )
  assert.equal(latestAhead(kept, new Date('2126-03-02T00:00:00.000Z')), null)

  const [, keys = ''] = /delete (.*) and all/.exec(said) ?? []
  for (const key of [...keys.split(', '), 'data/by-digest']) rmSync(join(folder, key), { recursive: true })
  const at = '2026-03-01T03:00:00.000Z'
  const { latest, later } = await audited(at)
  assert.deepEqual([latest, later], ['written', undefined])
  for (const key of ['audits/latest.html', 'index.html'])
    assert.equal(momentOfPage(Buffer.from((await store.get(key)) ?? '').toString()), Date.parse(at))
})
