import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { account } from './resolve-template.ts'
import { at, defaultStack, fullStack, ofType } from './stacks.ts'
import { textOf } from './template.ts'

suite('functions', () => {
  const functions = ofType(defaultStack, 'AWS::Lambda::Function')
  test('are upload, http and audit', () =>
    assert.deepEqual(
      functions.map(([, one]) => at(one, 'Handler')),
      ['dist/upload.handler', 'dist/http.handler', 'dist/audit.handler'],
    ))

  for (const [id, one] of functions) {
    test(`${id} runs Node 24 on arm64`, () => {
      assert.equal(at(one, 'Runtime'), 'nodejs24.x')
      assert.deepEqual(at(one, 'Architectures'), ['arm64'])
    })
    test(`${id} has a role of its own`, () => {
      const role = at(one, 'Role')
      assert.equal(role, `arn:aws:iam::${account}:role/${id.replace('LambdaFunction', 'Role')}`)
      assert.equal(functions.filter(([, { Properties }]) => Properties?.Role === role).length, 1)
    })
    test(`${id} knows the store`, () => {
      assert.equal(at(one, 'Environment/Variables/STORE'), 's3://reportsbucket')
      assert.equal(at(one, 'Environment/Variables/POWERTOOLS_SERVICE_NAME'), 'image-assay')
    })
    test(`${id} logs where its role may, for a bounded time`, () => {
      const group = defaultStack[id.replace('LambdaFunction', 'LogGroup')]
      assert.equal(at(group, 'LogGroupName'), `/aws/lambda/${textOf(at(one, 'FunctionName'))}`)
      assert.equal(at(group, 'RetentionInDays'), 30)
    })
  }

  test('ask the engine that is set, over the workgroup and the database of the stack', () => {
    const engine = 'Environment/Variables/AUDIT_ENGINE'
    assert.equal(at(defaultStack.AuditLambdaFunction, engine), 'duckdb')
    const remote = textOf(at(fullStack.AuditLambdaFunction, engine) ?? null)
    assert.equal(remote, 'athena:image-assay-test')
    const [[, group] = []] = ofType(fullStack, 'AWS::Athena::WorkGroup')
    const [[, database] = []] = ofType(fullStack, 'AWS::Glue::Database')
    for (const name of [at(group, 'Name'), at(database, 'DatabaseInput/Name')])
      assert.equal(remote, `athena:${textOf(name ?? null)}`)
  })

  test('reserve concurrency for http only where a number is given', () => {
    assert.equal(at(defaultStack.HttpLambdaFunction, 'ReservedConcurrentExecutions'), undefined)
    assert.equal(at(fullStack.HttpLambdaFunction, 'ReservedConcurrentExecutions'), '5')
  })
})
