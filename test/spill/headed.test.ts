import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readHeaded, writeHeaded } from '../../lib/spill/headed.ts'

suite('records with a head', () => {
  const rows: [what: string, head: object, bytes: string][] = [
    ['bytes', { source: 0 }, 'bytes'],
    ['none', { source: 1 }, ''],
    ['line feeds in both', { name: 'a\nb' }, '\n{}\n'],
    ['text beyond ASCII', { name: 'Größe ☃' }, '☃'],
  ]
  for (const [what, head, bytes] of rows)
    test(`come back as they were: ${what}`, () => {
      const read = readHeaded(writeHeaded(head, Buffer.from(bytes)))
      assert.deepEqual({ ...read, bytes: read.bytes.toString() }, { head, bytes })
    })

  test('give bytes that stay when the record is overwritten', () => {
    const record = writeHeaded({}, Buffer.from('bytes'))
    const { bytes } = readHeaded(record)
    record.fill(0)
    assert.equal(bytes.toString(), 'bytes')
  })
})
