import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { audit } from '../../lib/audit/audit.ts'
import type { AuditReport } from '../../lib/audit/schema.ts'
import { writeAudit } from '../../lib/audit/write.ts'
import { fileStore } from '../../lib/store/file.ts'
import type { Store } from '../../lib/store/store.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-audit-write-'))
after(() => rmSync(work, { recursive: true, force: true }))
const newStore = (): Store => fileStore(mkdtempSync(join(work, 'store-')))

const empty = await audit(newStore(), new Date(0))
const auditAt = (at: string, reports = 0): AuditReport => ({ ...empty, at, reports })
const noon = '2026-03-01T12:00:00.000Z'

const latest = async (store: Store): Promise<AuditReport> =>
  JSON.parse(
    Buffer.from((await store.get('audits/latest.json')) ?? assert.fail('no latest audit')).toString(),
  )

describe('writeAudit', () => {
  it('stores under the moment, in canonical JSON, and as the latest', async () => {
    const store = newStore()
    assert.deepEqual(await writeAudit(store, auditAt(noon)), {
      key: 'audits/2026/03/01/120000.000Z/audit.json',
      outcome: 'created',
      latest: 'written',
    })
    const stored = Buffer.from((await store.get('audits/2026/03/01/120000.000Z/audit.json')) ?? '')
    assert.match(stored.toString(), /^\{"analyzer":/)
    assert.ok(stored.equals((await store.get('audits/latest.json')) ?? Buffer.alloc(0)))
  })

  it('the same again changes nothing', async () => {
    const store = newStore()
    await writeAudit(store, auditAt(noon))
    const again = await writeAudit(store, auditAt(noon))
    assert.deepEqual([again.outcome, again.latest], ['same', 'kept'])
  })

  it('another of the same moment leaves the first in both places', async () => {
    const store = newStore()
    await writeAudit(store, auditAt(noon, 1))
    const other = await writeAudit(store, auditAt(noon, 2))
    assert.deepEqual([other.outcome, other.latest, (await latest(store)).reports], ['other', 'kept', 1])
  })

  it('an earlier one is stored and does not become the latest; a later one does', async () => {
    const store = newStore()
    await writeAudit(store, auditAt(noon))
    const earlier = await writeAudit(store, auditAt('2026-03-01T11:59:59.999Z'))
    assert.deepEqual([earlier.outcome, earlier.latest, (await latest(store)).at], ['created', 'kept', noon])
    const later = await writeAudit(store, auditAt('2026-03-01T12:00:00.001Z'))
    assert.deepEqual([later.latest, (await latest(store)).at], ['written', '2026-03-01T12:00:00.001Z'])
  })

  it('completes what an interrupted run left out', async () => {
    const store = newStore()
    const halfway: Store = { ...store, replace: () => Promise.reject(new Error('killed')) }
    await assert.rejects(writeAudit(halfway, auditAt(noon)))
    const again = await writeAudit(store, auditAt(noon))
    assert.deepEqual([again.outcome, again.latest], ['same', 'written'])
  })

  it('replaces a latest audit that is none', async () => {
    const store = newStore()
    await store.replace('audits/latest.json', Buffer.from('{"at":'), () => true)
    assert.equal((await writeAudit(store, auditAt(noon))).latest, 'written')
  })

  it('of 16 at once, in any order, the latest moment stays; of one moment one is created', async () => {
    const store = newStore()
    const times = Array.from({ length: 8 }, (_, index) => `2026-03-01T12:00:0${(index * 5) % 8}.000Z`)
    const written = await Promise.all([...times, ...times].map((time) => writeAudit(store, auditAt(time))))
    assert.equal((await latest(store)).at, '2026-03-01T12:00:07.000Z')
    assert.equal(written.filter(({ outcome }) => outcome === 'created').length, 8)
    assert.equal(written.filter(({ outcome }) => outcome === 'same').length, 8)
  })
})
