import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'

const definition = JSON.parse(readFileSync(new URL('../../infra/audit.asl.json', import.meta.url), 'utf8'))
const aslValidator: (definition: unknown) => { isValid: boolean; errorsText: (separator: string) => string } =
  createRequire(import.meta.url)('asl-validator')

describe('the state machine', () => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = aslValidator(definition)
    assert.ok(isValid, isValid ? '' : errorsText('\n'))
  })
  it('is not valid with a state that is not there', () => {
    const broken = structuredClone(definition)
    broken.States.TakeInReports.Next = 'Nowhere'
    assert.equal(aslValidator(broken).isValid, false)
  })
})
