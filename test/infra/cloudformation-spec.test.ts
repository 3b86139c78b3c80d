import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { templateFaults } from './cloudformation-spec.ts'
import { unusedNames } from './references.ts'
import type { Json, Resource, Template } from './template.ts'

const template = (resources: Record<string, Resource>, conditions: Record<string, Json> = {}): Template => ({
  Parameters: { Days: { Type: 'Number', Default: 1 } },
  Conditions: conditions,
  Resources: { Topic: { Type: 'AWS::SNS::Topic' }, ...resources },
  Outputs: {},
})

const bucket = (properties: { [key: string]: Json }, more: Partial<Resource> = {}) =>
  template(
    { Bucket: { Type: 'AWS::S3::Bucket', Properties: properties, ...more } },
    { On: { 'Fn::Equals': ['a', 'a'] } },
  )
const rule = (one: Json) => bucket({ LifecycleConfiguration: { Rules: [one] } })

const sound: readonly (readonly [name: string, template: Template])[] = [
  ['no properties', bucket({})],
  ['nested properties', rule({ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 3 } })],
  ['a number as text', rule({ Status: 'Enabled', ExpirationInDays: '3' })],
  ['a reference to a parameter', rule({ Status: 'Enabled', ExpirationInDays: { Ref: 'Days' } })],
  ['a pseudo parameter', bucket({ BucketName: { 'Fn::Sub': `\${AWS::AccountId}-exports` } })],
  ['a choice', bucket({ BucketName: { 'Fn::If': ['On', 'one', { Ref: 'AWS::NoValue' }] } })],
  ['an attribute', bucket({ BucketName: { 'Fn::GetAtt': ['Topic', 'TopicName'] } })],
  [
    'a substitution of its own',
    bucket({ BucketName: { 'Fn::Sub': [`\${Own}`, { Own: { Ref: 'Topic' } }] } }),
  ],
]

const faulty: readonly (readonly [fault: string, template: Template])[] = [
  ['Queue: unknown type AWS::SQS::Queues', template({ Queue: { Type: 'AWS::SQS::Queues' } })],
  ['Bucket/Versioning: unknown', bucket({ Versioning: {} })],
  ['Bucket/LifecycleConfiguration/Rules/0/Days: unknown', rule({ Status: 'Enabled', Days: 3 })],
  ['Bucket/LifecycleConfiguration/Rules/0/Status: missing', rule({ Id: 'a' })],
  [
    'Bucket/LifecycleConfiguration/Rules/0/ExpirationInDays: "soon" is no integer',
    rule({ Status: 'Enabled', ExpirationInDays: 'soon' }),
  ],
  ['Bucket/LifecycleConfiguration/Rules: no list', bucket({ LifecycleConfiguration: { Rules: 'all' } })],
  ['Bucket/VersioningConfiguration: no object', bucket({ VersioningConfiguration: 'Enabled' })],
  ['Bucket/BucketName: {"a":1} is no string', bucket({ BucketName: { a: 1 } })],
  [
    'Bucket/ObjectLockEnabled: "yes" is no boolean',
    bucket({ ObjectLockEnabled: { 'Fn::If': ['On', 'yes', true] } }),
  ],
  ['Bucket: Nothing: no such resource or parameter', bucket({ BucketName: { Ref: 'Nothing' } })],
  [
    'Bucket: Nothing.Arn: no such resource or parameter',
    bucket({ BucketName: { 'Fn::Sub': `\${Nothing.Arn}` } }),
  ],
  [
    'Bucket: Topic.Arn: no such attribute of AWS::SNS::Topic',
    bucket({ BucketName: { 'Fn::GetAtt': ['Topic', 'Arn'] } }),
  ],
  ['Bucket: Off: no such condition', bucket({ BucketName: { 'Fn::If': ['Off', 'a', 'b'] } })],
  ['Bucket: Off: no such condition', bucket({}, { Condition: 'Off' })],
  ['Bucket: Nothing: no such resource or parameter', bucket({}, { DependsOn: ['Topic', 'Nothing'] })],
]

suite('the CloudFormation specification', () => {
  for (const [name, one] of sound) test(`takes ${name}`, () => assert.deepEqual(templateFaults(one), []))
  for (const [fault, one] of faulty)
    test(`refuses ${fault}`, () =>
      assert.deepEqual(
        templateFaults(one).map((text) => text.replace('?', '')),
        [fault],
      ))

  test('names what nothing refers to', () => {
    assert.deepEqual(unusedNames(bucket({})), ['Days', '?On'])
    assert.deepEqual(unusedNames(bucket({ BucketName: { Ref: 'Days' } }, { Condition: 'On' })), [])
  })
})
