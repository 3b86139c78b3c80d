import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checks } from '../../../lib/checks/catalogue.ts'
import { auditPage } from '../../../lib/report/html/audit-page.ts'
import { saidBy } from './rendered.ts'
import { sampleAudit } from './sample-audit.ts'

const page = auditPage(sampleAudit())
const section = (title: string): string =>
  page.split('<section>').find((each) => each.startsWith(`<h2>${title}</h2>`)) ?? ''

suite('who reads an audit alone', () => {
  test('is told what a check says, not only its id', () => {
    const found = saidBy(section('Findings by check'))
    for (const id of ['manifest-digest', 'metadata-size'])
      assert.ok(found.includes(checks.find((check) => check.id === id)?.says ?? '-'), id)
  })

  test('is told how to settle the unverifiable in the store: an audit takes no --evidence', () => {
    const told = section('What would settle the unverifiable')
    assert.match(told, /skopeo inspect --raw docker:\/\/WANTED &gt; evidence\/sha256\/HEX/)
    assert.doesNotMatch(told, /--evidence/)
  })

  test('sees which report of each export it is drawn from', () =>
    assert.match(saidBy(section('Exports')), /stage\/images\.json\.gz .*1{32}/))

  test('sees the export of a mismatch beside its name', () =>
    assert.match(
      section('Images that contradict their digests'),
      /<th[^>]*>Image<\/th><th[^>]*>Export<\/th>/,
    ))

  test('reads the areas of the picture beneath it, where a narrow screen has no room for names', () => {
    const storage = section('Storage by namespace')
    assert.doesNotMatch(storage, /<details/)
    assert.match(saidBy(storage), /prod\/sandbox/)
    assert.match(storage, /<title>prod\/sandbox: [\d.]+ MiB<\/title>/)
  })

  test('does not take images without a namespace for a whole cluster', () => {
    const namespaces = [
      { cluster: 'prod', namespace: null, images: 4, distinct_bytes: 5, exclusive_bytes: 5 },
    ]
    assert.match(saidBy(auditPage(sampleAudit({ answers: { namespaces } }))), /prod, no namespace/)
  })
})
