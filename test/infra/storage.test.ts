import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { at, defaultStack, fullStack, kmsKeyArn, ofType, type Stack } from './stacks.ts'
import { isObject, textOf } from './template.ts'

const buckets = [...ofType(defaultStack, 'AWS::S3::Bucket'), ...ofType(fullStack, 'AWS::S3::Bucket')]
const ours = buckets.filter(([id]) => id !== 'ServerlessDeploymentBucket')

const bucketIds = (stack: Stack) => ofType(stack, 'AWS::S3::Bucket').map(([id]) => id)

suite('buckets', () => {
  test('are an exports bucket and a reports bucket, and one for deployments', () => {
    assert.deepEqual(bucketIds(defaultStack), [
      'ServerlessDeploymentBucket',
      'ExportsBucket',
      'ReportsBucket',
    ])
    assert.deepEqual(bucketIds(fullStack), ['ServerlessDeploymentBucket', 'ReportsBucket'])
  })

  for (const [id, bucket] of buckets) {
    test(`${id} blocks public access`, () =>
      assert.deepEqual(at(bucket, 'PublicAccessBlockConfiguration'), {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      }))
    test(`${id} keeps versions`, () => assert.equal(at(bucket, 'VersioningConfiguration/Status'), 'Enabled'))
    test(`${id} is encrypted`, () => {
      const rule = 'BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault'
      assert.match(textOf(at(bucket, `${rule}/SSEAlgorithm`)), /^(?:AES256|aws:kms)$/)
    })
    test(`${id} has a policy`, () => {
      const policies = [
        ...ofType(defaultStack, 'AWS::S3::BucketPolicy'),
        ...ofType(fullStack, 'AWS::S3::BucketPolicy'),
      ]
      assert.ok(policies.some(([, policy]) => at(policy, 'Bucket') === id.toLowerCase()))
    })
  }

  for (const [id, bucket] of ours) {
    test(`${id} outlives the stack`, () => {
      assert.equal(bucket.DeletionPolicy, 'Retain')
      assert.equal(bucket.UpdateReplacePolicy, 'Retain')
    })
    test(`${id} has no access control lists`, () =>
      assert.equal(at(bucket, 'OwnershipControls/Rules/0/ObjectOwnership'), 'BucketOwnerEnforced'))
    test(`${id} drops noncurrent versions, delete markers and incomplete uploads`, () => {
      const rules = at(bucket, 'LifecycleConfiguration/Rules')
      assert.ok(Array.isArray(rules))
      const whole = rules.filter((rule) => isObject(rule) && rule.Prefix === undefined)
      assert.deepEqual(
        whole.map((rule) => Object.keys(isObject(rule) ? rule : {}).at(-1)),
        ['NoncurrentVersionExpiration', 'ExpiredObjectDeleteMarker', 'AbortIncompleteMultipartUpload'],
      )
      assert.ok(rules.every((rule) => isObject(rule) && rule.Status === 'Enabled'))
    })
  }

  test('nothing but staging/ ever expires while it is current', () => {
    const expiring = ours.flatMap(([, bucket]) => {
      const rules = at(bucket, 'LifecycleConfiguration/Rules')
      return Array.isArray(rules) ? rules.filter((rule) => isObject(rule) && 'ExpirationInDays' in rule) : []
    })
    assert.deepEqual(
      [...new Set(expiring.map((rule) => (isObject(rule) ? rule.Prefix : null)))],
      ['staging/'],
    )
  })

  const encryption = 'BucketEncryption/ServerSideEncryptionConfiguration/0'
  test('are encrypted with the given key, else with the keys of S3', () => {
    assert.deepEqual(at(defaultStack.ReportsBucket, encryption), {
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    })
    assert.deepEqual(at(fullStack.ReportsBucket, encryption), {
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyArn },
    })
  })

  test('lock reports for the given days, and by default could without a new bucket', () => {
    assert.equal(at(defaultStack.ReportsBucket, 'ObjectLockEnabled'), true)
    assert.equal(at(defaultStack.ReportsBucket, 'ObjectLockConfiguration'), undefined)
    assert.equal(at(fullStack.ReportsBucket, 'ObjectLockEnabled'), true)
    assert.deepEqual(at(fullStack.ReportsBucket, 'ObjectLockConfiguration/Rule/DefaultRetention'), {
      Mode: 'GOVERNANCE',
      Days: '365',
    })
  })
})
