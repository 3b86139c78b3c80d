import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { templateFaults } from './cloudformation-spec.ts'
import { packagedTemplate } from './packaged-template.ts'
import { unusedNames } from './references.ts'
import { resolveTemplate } from './resolve-template.ts'
import { at, everyParameter, kmsKeyArn, ofType, template } from './stacks.ts'

const configured = await packagedTemplate({
  kmsKeyArn,
  lockDays: '365',
  uploadMemory: '3008',
  uploadStorage: '2048',
  uploadConcurrency: '50',
  logRetentionDays: '90',
})

suite('the template', () => {
  test('holds nothing that CloudFormation refuses', () => assert.deepEqual(templateFaults(template), []))
  test('holds nothing that is not used', () => assert.deepEqual(unusedNames(template), []))
  for (const [name, value] of Object.entries(everyParameter))
    test(`refers to nothing that is not there where ${name} is given`, () =>
      assert.doesNotThrow(() => resolveTemplate(template, { [name]: value })))
})

suite('parameters', () => {
  test('reach the template from the command line', () => {
    assert.equal(configured.Parameters.KmsKeyArn?.Default, kmsKeyArn)
    assert.equal(String(configured.Parameters.LockDays?.Default), '365')
    assert.equal(at(configured.Resources.UploadLambdaFunction, 'MemorySize'), 3008)
    assert.equal(at(configured.Resources.UploadLambdaFunction, 'EphemeralStorage/Size'), 2048)
    assert.equal(at(configured.Resources.UploadLogGroup, 'RetentionInDays'), 90)
    assert.equal(at(configured.Resources.HttpAccessLog, 'RetentionInDays'), '90')
    const [[, mapping] = []] = ofType(configured.Resources, 'AWS::Lambda::EventSourceMapping')
    assert.equal(at(mapping, 'ScalingConfig/MaximumConcurrency'), 50)
  })

  const values: readonly (readonly [name: string, taken: readonly string[], refused: readonly string[]])[] = [
    [
      'ExistingExportsBucket',
      ['', 'company-exports'],
      ['Company', 's3://company', 'a', 'arn:aws:s3:::company'],
    ],
    ['KmsKeyArn', ['', kmsKeyArn], ['alias/exports', kmsKeyArn.replace('key/', 'alias/'), '1234-5678']],
    ['ExportsKmsKeyArn', ['', kmsKeyArn], ['alias/exports']],
    ['AuditSchedule', ['off', 'rate(1 day)', 'cron(0 3 * * ? *)'], ['', 'daily', '0 3 * * *']],
    ['JwtIssuer', ['', 'https://issuer.example/realms/one'], ['http://issuer.example', 'issuer.example']],
    ['AlarmTopicArn', ['', everyParameter.AlarmTopicArn], ['alarms']],
    ['AlarmEmail', ['', 'operator@example.com'], ['operator']],
  ]
  for (const [name, taken, refused] of values)
    test(`${name} is checked before anything is created`, () => {
      const pattern = new RegExp(`^(?:${template.Parameters[name]?.AllowedPattern})$`)
      assert.deepEqual(
        taken.filter((value) => !pattern.test(value)),
        [],
      )
      assert.deepEqual(
        refused.filter((value) => pattern.test(value)),
        [],
      )
    })

  test('stay within bounds by default', () => {
    for (const { Default, AllowedPattern = '.*', AllowedValues, MinValue = 0, Type } of Object.values(
      template.Parameters,
    )) {
      assert.match(String(Default), new RegExp(`^(?:${AllowedPattern})$`))
      if (AllowedValues !== undefined) assert.ok(AllowedValues.includes(String(Default)))
      if (Type === 'Number') assert.ok(Number(Default) >= MinValue)
    }
  })
})
