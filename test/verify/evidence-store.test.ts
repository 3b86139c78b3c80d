import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { fileStore } from '../../lib/store/file.ts'
import { evidenceKey } from '../../lib/store/layout.ts'
import { openEvidence } from '../../lib/verify/open-evidence.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-evidence-store-'))
after(() => rmSync(work, { recursive: true, force: true }))

/** Texts in a store, the bytes that stand in their places, and the evidence there. */
const opened = async (texts: readonly string[], present: (text: string) => string) => {
  const store = fileStore(mkdtempSync(join(work, 'store-')))
  for (const text of texts) await store.put(evidenceKey(digestBytes(text)), Buffer.from(present(text)))
  const notes: string[] = []
  const evidence = await openEvidence([], store, defaultLimits, (note) => notes.push(note))
  return { evidence, notes }
}

const cut = (text: string): string => text.slice(0, -1)

describe('evidence in a store', () => {
  it('is what it is named after', async () => {
    const { evidence, notes } = await opened(['{}'], (text) => text)
    assert.equal(String(await evidence.get(digestBytes('{}'))), '{}')
    assert.deepEqual(notes, [])
  })

  it('that is cut off is none, and is noted once, when it is asked for', async () => {
    const { evidence, notes } = await opened(['{"a":0}', '{}'], cut)
    assert.deepEqual(notes, [])
    for (const _ of 'twice') assert.equal(await evidence.get(digestBytes('{"a":0}')), null)
    assert.deepEqual(notes, [
      `evidence ${evidenceKey(digestBytes('{"a":0}'))}: its 6 bytes do not have the digest that it is named after, so it proves nothing: delete it and put the whole text there`,
    ])
  })

  it('that is cut off is named ten times, where more of it is', async () => {
    const texts = Array.from({ length: 12 }, (_, at) => `{"a":${at}}`)
    const { evidence, notes } = await opened(texts, cut)
    for (const text of texts) assert.equal(await evidence.get(digestBytes(text)), null)
    assert.deepEqual(
      notes.map((note) => note.split(':')[0]),
      [
        ...texts.slice(0, 10).map((text) => `evidence ${evidenceKey(digestBytes(text))}`),
        'evidence in the store',
      ],
    )
  })
})
