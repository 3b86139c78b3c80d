import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../lib/checks/catalogue.ts'
import { assayDocument, kinds } from './assay-document.ts'
import { assayMutation, described, expectedOf, mutationKinds } from './mutation.ts'
import { mutations } from './mutations/mutations.ts'
import { valid } from './valid.ts'

describe('a valid document', () => {
  for (const [shape, build] of Object.entries(valid))
    for (const kind of kinds)
      it(`gives no finding: ${shape}, ${kind}`, async () => {
        const { proof, findings } = await assayDocument(build(), kind)
        assert.equal(proof.verification.verdict, 'verified')
        assert.deepEqual(findings, [])
      })
})

for (const [family, table] of Object.entries(mutations))
  describe(`${family}: a mutation gives exactly its findings`, () => {
    for (const mutation of table)
      it(`${mutation.of}: ${mutation.name}`, async () => {
        for (const kind of mutationKinds(mutation)) {
          const { proof, findings } = await assayMutation(mutation, kind)
          assert.deepEqual(described(findings), expectedOf(mutation, kind), kind)
          assert.equal(proof.verification.verdict, mutation.verdict, kind)
        }
      })
  })

// `digest-conflict` stands in the summary, not in an image's findings: conflict.test.ts.
const elsewhere = ({ id }: { id: string }) =>
  /^(?:signature|policy)-/.test(id) || id === 'field-contradicted' || id === 'digest-conflict'

describe('the tables of mutations', () => {
  const all = Object.values(mutations).flat()
  const found = new Set(all.flatMap(({ findings }) => findings.map((each) => each.split(' ')[0])))

  for (const check of checks.filter((each) => !elsewhere(each)))
    it(`hold a case of ${check.id}`, () => assert.ok(found.has(check.id)))

  for (const [family, table] of Object.entries(mutations))
    it(`name no case twice: ${family}`, () => {
      const names = table.map(({ of, name }) => `${of}: ${name}`)
      assert.deepEqual(
        names.filter((name, i) => names.indexOf(name) !== i),
        [],
      )
    })
})
