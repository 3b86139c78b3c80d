import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { account, region } from './resolve-template.ts'
import { simulateRole, statementsOf } from './simulate.ts'
import { at, defaultStack, exportsKmsKeyArn, fullStack, kmsKeyArn, ofType, type Stack } from './stacks.ts'
import { textOf } from './template.ts'

const roles = ['UploadRole', 'HttpRole', 'AuditRole'] as const
type Role = (typeof roles)[number]

/** One letter for each thing that can be done to an object. */
const objectActions = {
  r: 's3:GetObject',
  v: 's3:GetObjectVersion',
  w: 's3:PutObject',
  a: 's3:AbortMultipartUpload',
  d: 's3:DeleteObject',
  x: 's3:DeleteObjectVersion',
} as const

/** Everything that any role may do to any object: an object of each part of both buckets, in the order of `roles`. */
const objectAccess: readonly (readonly [object: string, upload: string, http: string, audit: string])[] = [
  // object                                   upload  http  audit
  ['exportsbucket/cluster/images.json', 'rv', '', ''],
  ['exportsbucket/evidence/manifest.json', 'rv', '', ''],
  ['exportsbucket/staging/images.json', 'rv', '', ''],
  ['reportsbucket/evidence/sha256/0a', 'rwa', 'r', 'r'],
  ['reportsbucket/keys/release.asc', 'r', 'r', 'r'],
  ['reportsbucket/policy.json', 'r', 'r', 'r'],
  ['reportsbucket/reports/a.json/0/report.json', 'rwa', 'rwa', 'r'],
  ['reportsbucket/by-version/0a', 'rwa', 'rwa', 'r'],
  ['reportsbucket/staging/0a/answer.json', 'rwad', 'rwa', 'rwad'],
  ['reportsbucket/data/images/day=2026-01-01/0.parquet', '', 'r', 'rwad'],
  ['reportsbucket/data/by-digest/sha256/0a.ndjson.gz', '', 'r', 'rwa'],
  ['reportsbucket/data/audits/day=2026-01-01/0.parquet', '', 'r', 'rwa'],
  ['reportsbucket/audits/2026/01/01/000000.000Z/audit.json', '', 'r', 'rwa'],
  ['reportsbucket/audits/latest.json', '', 'r', 'rwa'],
  ['reportsbucket/index.html', '', 'r', 'rwa'],
  ['reportsbucket/stagings/0a', '', 'r', 'r'],
  ['reportsbucket/other', '', 'r', 'r'],
  ['otherbucket/reports/a.json/0/report.json', '', '', ''],
]

const accessOf = async (stack: Stack, role: Role, object: string): Promise<string> => {
  const letters = Object.entries(objectActions).map(async ([letter, action]) => {
    const context =
      action === 's3:PutObject' ? { 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' } : {}
    const { allowed } = await simulateRole(stack, role, {
      action,
      resource: `arn:aws:s3:::${object}`,
      context,
    })
    return allowed ? letter : ''
  })
  return (await Promise.all(letters)).join('')
}

suite('what the functions may do to objects', () => {
  for (const [object, ...expected] of objectAccess)
    for (const [index, role] of roles.entries())
      test(`${role} ${object}: ${expected[index] || 'nothing'}`, async () =>
        assert.equal(await accessOf(defaultStack, role, object), expected[index]))

  test('UploadRole reads an existing exports bucket, and only that', async () => {
    assert.equal(await accessOf(fullStack, 'UploadRole', 'company-exports/a.json'), 'rv')
    assert.equal(await accessOf(fullStack, 'UploadRole', 'company-exports-2/a.json'), '')
  })
})

/** The prefixes that each role may list; a read, which names none, is told apart from a refusal: 404, not 403. */
const listing: readonly (readonly [
  bucket: string,
  prefix: string | null,
  upload: boolean,
  http: boolean,
  audit: boolean,
])[] = [
  ['reportsbucket', null, true, true, true],
  ['reportsbucket', 'evidence/', true, true, true],
  ['reportsbucket', 'keys/', true, true, true],
  ['reportsbucket', 'reports/', false, true, true],
  ['reportsbucket', 'reports/team-a/', false, true, true],
  ['reportsbucket', 'audits/', false, false, true],
  ['reportsbucket', 'data/', false, false, true],
  ['reportsbucket', 'staging/', false, false, true],
  ['reportsbucket', 'by-version/', false, false, false],
  ['reportsbucket', '', false, false, false],
  ['exportsbucket', null, true, false, false],
  ['exportsbucket', 'evidence/', false, false, false],
  ['exportsbucket', '', false, false, false],
]

suite('what the functions may list', () => {
  for (const [bucket, prefix, ...expected] of listing)
    for (const [index, role] of roles.entries())
      test(`${role} ${bucket} ${prefix ?? '(a read)'}: ${expected[index]}`, async () => {
        const context = prefix === null ? {} : { 's3:prefix': prefix }
        const access = { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, context }
        assert.equal((await simulateRole(defaultStack, role, access)).allowed, expected[index])
      })
})

const queueArn = `arn:aws:sqs:${region}:${account}:UploadQueue`
const deadLetterArn = `arn:aws:sqs:${region}:${account}:UploadDeadLetters`
const stream = (group: string) => `arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:a`
const athenaArn = `arn:aws:athena:${region}:${account}:workgroup/`
const glueArn = `arn:aws:glue:${region}:${account}:`
const throughS3 = { 'kms:ViaService': `s3.${region}.amazonaws.com` }

/** What else there is, with everything configured: who may, in the order of `roles`. */
const otherAccess: readonly (readonly [
  action: string,
  resource: string,
  upload: boolean,
  http: boolean,
  audit: boolean,
  context?: Readonly<Record<string, string>>,
])[] = [
  ['sqs:ReceiveMessage', queueArn, true, false, false],
  ['sqs:DeleteMessage', queueArn, true, false, false],
  ['sqs:GetQueueAttributes', queueArn, true, false, false],
  ['sqs:SendMessage', queueArn, false, false, false],
  ['sqs:PurgeQueue', queueArn, false, false, false],
  ['sns:Publish', `arn:aws:sns:${region}:${account}:alarms`, false, false, true],
  ['sqs:SetQueueAttributes', queueArn, false, false, false],
  ['sqs:ReceiveMessage', deadLetterArn, false, false, false],
  ['sqs:DeleteMessage', deadLetterArn, false, false, false],
  ['athena:StartQueryExecution', `${athenaArn}image-assay-test`, false, false, true],
  ['athena:GetQueryExecution', `${athenaArn}image-assay-test`, false, false, true],
  ['athena:GetQueryResults', `${athenaArn}image-assay-test`, false, false, true],
  ['athena:StopQueryExecution', `${athenaArn}image-assay-test`, false, false, true],
  ['athena:StartQueryExecution', `${athenaArn}primary`, false, false, false],
  ['athena:UpdateWorkGroup', `${athenaArn}image-assay-test`, false, false, false],
  ['glue:GetDatabase', `${glueArn}database/image-assay-test`, false, false, true],
  ['glue:GetTable', `${glueArn}table/image-assay-test/images`, false, false, true],
  ['glue:GetTable', `${glueArn}table/other/images`, false, false, false],
  ['glue:UpdateTable', `${glueArn}table/image-assay-test/images`, false, false, false],
  ['s3:GetBucketLocation', 'arn:aws:s3:::reportsbucket', false, false, true],
  ['s3:ListMultipartUploadParts', 'arn:aws:s3:::reportsbucket/staging/athena/0.csv', false, false, true],
  ['s3:ListMultipartUploadParts', 'arn:aws:s3:::reportsbucket/data/a', false, false, false],
  ['logs:CreateLogStream', stream('UploadLogGroup'), true, false, false],
  ['logs:PutLogEvents', stream('UploadLogGroup'), true, false, false],
  ['logs:CreateLogStream', stream('HttpLogGroup'), false, true, false],
  ['logs:PutLogEvents', stream('HttpLogGroup'), false, true, false],
  ['logs:CreateLogStream', stream('AuditLogGroup'), false, false, true],
  ['logs:PutLogEvents', stream('AuditLogGroup'), false, false, true],
  ['logs:GetLogEvents', stream('UploadLogGroup'), false, false, false],
  ['kms:Decrypt', kmsKeyArn, true, true, true, throughS3],
  ['kms:GenerateDataKey', kmsKeyArn, true, true, true, throughS3],
  ['kms:Decrypt', kmsKeyArn, false, false, false, { 'kms:ViaService': `sqs.${region}.amazonaws.com` }],
  ['kms:Decrypt', kmsKeyArn, false, false, false],
  ['kms:Decrypt', exportsKmsKeyArn, true, false, false, throughS3],
  ['kms:GenerateDataKey', exportsKmsKeyArn, false, false, false, throughS3],
  ['kms:PutKeyPolicy', kmsKeyArn, false, false, false],
  ['kms:ScheduleKeyDeletion', kmsKeyArn, false, false, false],
]

suite('what the functions may do to queues, logs and keys', () => {
  for (const [action, resource, upload, http, audit, context = {}] of otherAccess) {
    const expected = [upload, http, audit]
    for (const [index, role] of roles.entries())
      test(`${role} ${action} ${resource} ${Object.values(context).join(' ')}: ${expected[index]}`, async () =>
        assert.equal(
          (await simulateRole(fullStack, role, { action, resource, context })).allowed,
          expected[index],
        ))
  }

  test('no role may ask Athena where DuckDB answers', () => {
    for (const role of roles)
      assert.doesNotMatch(JSON.stringify(statementsOf(defaultStack, role)), /athena:|glue:/)
  })

  test('no role has a key where none is given', () => {
    for (const role of roles) assert.doesNotMatch(JSON.stringify(statementsOf(defaultStack, role)), /kms:/)
  })
})

const objectArn = 'arn:aws:s3:::reportsbucket/reports/a.json/0/report.json'
const bucketArns = ['arn:aws:s3:::reportsbucket', 'arn:aws:s3:::exportsbucket']

suite('what nobody may', () => {
  const bucketActions = [
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:DeleteBucket',
    's3:PutBucketVersioning',
    's3:PutBucketPublicAccessBlock',
    's3:PutEncryptionConfiguration',
    's3:PutLifecycleConfiguration',
    's3:PutBucketNotification',
    's3:PutBucketObjectLockConfiguration',
    's3:ListBucketVersions',
  ]
  const lockActions = [
    's3:BypassGovernanceRetention',
    's3:PutObjectRetention',
    's3:PutObjectLegalHold',
    's3:PutObjectAcl',
    's3:RestoreObject',
  ]
  const wholeAccess = [
    ...bucketArns.flatMap((resource) => bucketActions.map((action) => ({ action, resource }))),
    ...lockActions.map((action) => ({ action, resource: objectArn })),
    {
      action: 'lambda:UpdateFunctionCode',
      resource: `arn:aws:lambda:${region}:${account}:function:image-assay-dev-http`,
    },
    {
      action: 'lambda:InvokeFunction',
      resource: `arn:aws:lambda:${region}:${account}:function:image-assay-dev-audit`,
    },
    { action: 'iam:PutRolePolicy', resource: `arn:aws:iam::${account}:role/UploadRole` },
    { action: 'iam:PassRole', resource: `arn:aws:iam::${account}:role/UploadRole` },
    { action: 'sts:AssumeRole', resource: `arn:aws:iam::${account}:role/AuditRole` },
  ]
  for (const { action, resource } of wholeAccess)
    test(`${action} ${resource}`, async () => {
      for (const role of [...roles, 'AuditTimerRole'] as const) {
        const { allowed } = await simulateRole(defaultStack, role, { action, resource })
        const isTimer = role === 'AuditTimerRole' && action === 'lambda:InvokeFunction'
        assert.equal(allowed, isTimer, role)
      }
    })
})

const list = (value: unknown): string[] => [value].flat().map(String)

suite('statements', () => {
  const all = (['UploadRole', 'HttpRole', 'AuditRole'] as const).flatMap((role) =>
    statementsOf(fullStack, role).map((statement) => ({ role, statement })),
  )
  const timer = statementsOf(defaultStack, 'AuditTimerRole').map((statement) => ({
    role: 'AuditTimerRole',
    statement,
  }))
  for (const { role, statement } of [...all, ...timer])
    test(`${role} ${textOf(statement.Sid)} names its actions and narrows its resources`, () => {
      assert.equal(statement.Effect, 'Allow')
      assert.deepEqual(
        Object.keys(statement).filter((key) => key.startsWith('Not')),
        [],
      )
      for (const action of list(statement.Action)) assert.doesNotMatch(action, /\*/)
      for (const resource of list(statement.Resource))
        assert.match(resource, /^arn:aws:[a-z0-9]+:[^:*]*:[^:*]*:[^:*][^*]*\*?$/)
    })

  test('are all of them needed: each allows something above that no other does', async () => {
    const seen = new Set<string>()
    const ask = async (stack: Stack, role: Role, action: string, resource: string, context = {}) => {
      const { allowed, statements } = await simulateRole(stack, role, { action, resource, context })
      if (allowed && statements.length === 1) seen.add(`${role} ${statements[0]}`)
    }
    for (const role of roles) {
      const objects = objectAccess.map(([object]) => `arn:aws:s3:::${object}`)
      const put = { 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' }
      for (const resource of objects)
        for (const action of Object.values(objectActions))
          await ask(defaultStack, role, action, resource, action === 's3:PutObject' ? put : {})
      for (const [bucket] of listing) await ask(defaultStack, role, 's3:ListBucket', `arn:aws:s3:::${bucket}`)
      for (const [action, resource, , , , context] of otherAccess)
        await ask(fullStack, role, action, resource, context)
    }
    const named = all.map(({ role, statement }) => `${role} ${textOf(statement.Sid)}`)
    assert.deepEqual(
      named.filter((name) => !seen.has(name)),
      [],
    )
  })

  test('carry no managed policy along', () => {
    for (const [, role] of ofType(fullStack, 'AWS::IAM::Role'))
      assert.equal(at(role, 'ManagedPolicyArns'), undefined)
  })
})
