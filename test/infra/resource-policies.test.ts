import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { account, region } from './resolve-template.ts'
import { type Access, bucketPolicy, type Policy, simulate } from './simulate.ts'
import { at, defaultStack, fullStack, ofType } from './stacks.ts'

/** Nobody's rights are wider, so what is denied to it is denied to all. */
const administrator: Policy = {
  name: 'administrator',
  policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
}
const principal = `arn:aws:iam::${account}:role/Administrator`

const onBucket = (access: Omit<Access, 'principal'>) =>
  simulate({ principal, ...access }, [administrator], bucketPolicy(defaultStack, access.resource))

const sent = { 's3:ObjectCreationOperation': 'true' }
const once = { ...sent, 's3:if-none-match': '*' }
const part = { 's3:ObjectCreationOperation': 'false' }

suite('buckets', () => {
  for (const bucket of ['exportsbucket', 'reportsbucket']) {
    const access = { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/a.json` }
    const cases = [
      ['TLS 1.3', { 's3:TlsVersion': '1.3' }, true],
      ['TLS 1.2', { 's3:TlsVersion': '1.2' }, true],
      ['TLS 1.1', { 's3:TlsVersion': '1.1' }, false],
      ['plain HTTP', { 'aws:SecureTransport': 'false' }, false],
    ] as const
    for (const [name, context, allowed] of cases) {
      test(`${bucket} is read over ${name}: ${allowed}`, async () =>
        assert.equal((await onBucket({ ...access, context })).allowed, allowed))
      test(`${bucket} is listed over ${name}: ${allowed}`, async () =>
        assert.equal(
          (await onBucket({ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, context })).allowed,
          allowed,
        ))
    }
    test(`${bucket}'s policy lets nobody in`, async () => {
      const policy = bucketPolicy(defaultStack, access.resource)
      assert.equal((await simulate({ principal, ...access }, [], policy)).allowed, false)
    })
  }

  test("the deployment bucket's policy asks for TLS too", () =>
    assert.deepEqual(bucketPolicyStatement('serverlessdeploymentbucket'), {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::serverlessdeploymentbucket/*', 'arn:aws:s3:::serverlessdeploymentbucket'],
      Condition: { Bool: { 'aws:SecureTransport': false } },
    }))
})

const bucketPolicyStatement = (bucket: string) => {
  const [[, policy] = []] = ofType(defaultStack, 'AWS::S3::BucketPolicy').filter(
    ([, one]) => at(one, 'Bucket') === bucket,
  )
  return at(policy, 'PolicyDocument/Statement/0')
}

suite('what is written once in the reports bucket', () => {
  const cases: readonly (readonly [key: string, overwritable: boolean])[] = [
    ['reports/a.json/0/report.json', false],
    ['reports/a.json/0/images.ndjson.gz', false],
    ['by-version/0a', false],
    ['evidence/sha256/0a', false],
    ['audits/2026/01/01/000000.000Z/audit.json', false],
    ['audits/2026/01/01/000000.000Z/told', false],
    ['audits/2026/01/01/000000.000Z/audit.html', false],
    ['audits/latest.json', true],
    ['audits/latest.html', true],
    ['index.html', true],
    ['staging/0a/answer.json', true],
    ['keys/release.asc', true],
    ['policy.json', true],
    ['data/by-digest/sha256/0a.ndjson.gz', true],
  ]
  for (const [key, overwritable] of cases) {
    const access = { action: 's3:PutObject', resource: `arn:aws:s3:::reportsbucket/${key}` }
    test(`${key} is put where nothing is`, async () =>
      assert.equal((await onBucket({ ...access, context: once })).allowed, true))
    test(`${key} ${overwritable ? 'may' : 'may not'} be overwritten, even by an administrator`, async () =>
      assert.equal((await onBucket({ ...access, context: sent })).allowed, overwritable))
    test(`${key} may be put in parts`, async () =>
      assert.equal((await onBucket({ ...access, context: part })).allowed, true))
  }

  test('exports may be overwritten: each version has its own report', async () => {
    const access = { action: 's3:PutObject', resource: 'arn:aws:s3:::exportsbucket/a.json', context: sent }
    assert.equal((await onBucket(access)).allowed, true)
  })
})

suite('queues', () => {
  const rule = `arn:aws:events:${region}:${account}:rule/ExportCreated`
  for (const queue of ['UploadQueue', 'UploadDeadLetters']) {
    const policy = at(defaultStack[`${queue}Policy`], 'PolicyDocument')
    const resource = `arn:aws:sqs:${region}:${account}:${queue}`
    const cases: readonly (readonly [string, Omit<Access, 'resource'>, boolean])[] = [
      [
        'the rule of the exports bucket',
        { principal: 'events.amazonaws.com', action: 'sqs:SendMessage', context: { 'aws:SourceArn': rule } },
        true,
      ],
      [
        'another rule',
        {
          principal: 'events.amazonaws.com',
          action: 'sqs:SendMessage',
          context: { 'aws:SourceArn': `${rule}2` },
        },
        false,
      ],
      ['no rule at all', { principal: 'events.amazonaws.com', action: 'sqs:SendMessage' }, false],
      [
        'another service',
        { principal: 's3.amazonaws.com', action: 'sqs:SendMessage', context: { 'aws:SourceArn': rule } },
        false,
      ],
      [
        'the rule, to receive',
        {
          principal: 'events.amazonaws.com',
          action: 'sqs:ReceiveMessage',
          context: { 'aws:SourceArn': rule },
        },
        false,
      ],
    ]
    for (const [name, access, allowed] of cases)
      test(`${queue} takes from ${name}: ${allowed}`, async () =>
        assert.equal((await simulate({ resource, ...access }, [], policy)).allowed, allowed))

    test(`${queue} is not used over plain HTTP`, async () => {
      const access = { principal, action: 'sqs:ReceiveMessage', resource }
      assert.equal((await simulate(access, [administrator], policy)).allowed, true)
      const plain = { ...access, context: { 'aws:SecureTransport': 'false' } }
      assert.equal((await simulate(plain, [administrator], policy)).allowed, false)
    })
  }
})

const services: Readonly<Record<string, string>> = {
  AuditTimerRole: 'scheduler.amazonaws.com',
  AuditMachineRole: 'states.amazonaws.com',
}
const service = (role: string) => services[role] ?? 'lambda.amazonaws.com'

const assume = async (role: string, by: string, context: Access['context'] = {}) => {
  const trust = at(defaultStack[role], 'AssumeRolePolicyDocument')
  const resource = `arn:aws:iam::${account}:role/${role}`
  return (
    await simulate({ principal: by, action: 'sts:AssumeRole', resource, context }, [administrator], trust)
  ).allowed
}

suite('who takes on the roles', () => {
  const fromTimers = {
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:aws:scheduler:${region}:${account}:schedule-group/AuditTimers`,
  }
  const contexts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    AuditTimerRole: fromTimers,
    AuditMachineRole: { 'aws:SourceAccount': account },
  }
  for (const [role] of ofType(defaultStack, 'AWS::IAM::Role')) {
    const context = contexts[role] ?? {}
    test(`${role}: ${service(role)}`, async () =>
      assert.equal(await assume(role, service(role), context), true))
    test(`${role}: no other service, and no administrator`, async () => {
      for (const by of ['ec2.amazonaws.com', 'events.amazonaws.com', principal])
        assert.equal(await assume(role, by, context), false, by)
    })
  }

  test('AuditTimerRole: no schedule of another group or account', async () => {
    const others = [
      {},
      { ...fromTimers, 'aws:SourceAccount': '444455556666' },
      { ...fromTimers, 'aws:SourceArn': `arn:aws:scheduler:${region}:${account}:schedule-group/default` },
    ]
    for (const context of others)
      assert.equal(await assume('AuditTimerRole', 'scheduler.amazonaws.com', context), false)
  })

  test('no role is left out', () =>
    assert.deepEqual(
      ofType(fullStack, 'AWS::IAM::Role').map(([id]) => id),
      ['UploadRole', 'HttpRole', 'AuditRole', 'AuditMachineRole'],
    ))
})
