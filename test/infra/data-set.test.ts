import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { allTables } from '../../lib/audit/dataset/tables.ts'
import { at, defaultStack, ofType } from './stacks.ts'

const types = { VARCHAR: 'string', BIGINT: 'bigint', BOOLEAN: 'boolean', TIMESTAMP: 'timestamp' } as const

suite('the tables that Athena knows', () => {
  const tables = new Map(
    ofType(defaultStack, 'AWS::Glue::Table').map(([, table]) => [at(table, 'TableInput/Name'), table]),
  )
  test('are those of the data set', () =>
    assert.deepEqual([...tables.keys()].map(String).toSorted(), allTables.map(({ name }) => name).toSorted()))
  for (const { name, columns } of allTables)
    test(`${name} has the columns that audits write`, () =>
      assert.deepEqual(
        at(tables.get(name), 'TableInput/StorageDescriptor/Columns'),
        columns.map((column) => ({ Name: column.name, Type: types[column.type] })),
      ))
  test('are read through a workgroup with a limit', () => {
    const [[, group] = []] = ofType(defaultStack, 'AWS::Athena::WorkGroup')
    assert.equal(at(group, 'WorkGroupConfiguration/BytesScannedCutoffPerQuery'), 100_000_000_000)
    assert.equal(at(group, 'WorkGroupConfiguration/EnforceWorkGroupConfiguration'), true)
  })
  test('and the workgroup goes with the stack, though queries have run', () => {
    const [[, group] = []] = ofType(defaultStack, 'AWS::Athena::WorkGroup')
    assert.equal(at(group, 'RecursiveDeleteOption'), true)
  })
})
