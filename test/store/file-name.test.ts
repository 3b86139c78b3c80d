import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { foldedName, unfoldedName } from '../../lib/store/file-name.ts'

const cases: Readonly<Record<string, string>> = {
  'prod.json': 'prod.json',
  'Prod.json': 'prod.json!1',
  'prod.JSON': 'prod.json!1e0',
  A: 'a!1',
  '%C3%BC.json': '%c3%bc.json!32',
  'a.': 'a.!0',
  'a!1': 'a!1!0',
  '': '',
}

const segment = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'B', '.', '!', '0', '1', '%', '-', '~'),
  maxLength: 12,
})

describe('file names where case does not count', () => {
  for (const [key, name] of Object.entries(cases)) {
    it(`writes ${JSON.stringify(key)} as ${JSON.stringify(name)}`, () => {
      assert.equal(foldedName(key), name)
      assert.equal(unfoldedName(name), key)
    })
  }

  it('has no capital and no trailing dot, and gives the segment back', () => {
    fc.assert(
      fc.property(segment, (key) => {
        assert.doesNotMatch(foldedName(key), /[A-Z]|\.$/)
        assert.equal(unfoldedName(foldedName(key)), key)
      }),
    )
  })

  it('fits a file name for the longest segment of an export key', () => {
    assert.equal(foldedName('A'.repeat(200)).length, 251)
  })

  it('leaves a name that it did not write alone', () => {
    for (const name of ['README', 'a!', 'a!x', '!']) assert.equal(unfoldedName(name), name)
  })
})
