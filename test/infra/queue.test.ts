import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { account, region } from './resolve-template.ts'
import { at, defaultStack, fullStack, functionArn, ofType, template } from './stacks.ts'

suite('from the exports bucket to the upload function', () => {
  test('the bucket sends its events to EventBridge', () =>
    assert.deepEqual(at(defaultStack.ExportsBucket, 'NotificationConfiguration'), {
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    }))

  for (const [name, resources, bucket] of [
    ['its own bucket', defaultStack, 'exportsbucket'],
    ['an existing bucket', fullStack, 'company-exports'],
  ] as const)
    test(`every object put into ${name} arrives, below evidence/ too`, () => {
      assert.deepEqual(at(resources.ExportCreated, 'EventPattern'), {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [bucket] } },
      })
      assert.equal(at(resources.UploadLambdaFunction, 'Environment/Variables/EXPORTS_BUCKET'), bucket)
    })

  test('no event of the reports bucket goes anywhere', () =>
    assert.equal(at(defaultStack.ReportsBucket, 'NotificationConfiguration'), undefined))

  const queue = defaultStack.UploadQueue
  const deadLetters = defaultStack.UploadDeadLetters
  const deadLetterArn = `arn:aws:sqs:${region}:${account}:UploadDeadLetters`

  test('events go to the queue, and to the dead letters where that fails', () => {
    assert.equal(
      at(defaultStack.ExportCreated, 'Targets/0/Arn'),
      `arn:aws:sqs:${region}:${account}:UploadQueue`,
    )
    assert.equal(at(defaultStack.ExportCreated, 'Targets/0/DeadLetterConfig/Arn'), deadLetterArn)
  })
  test('a message that fails again and again becomes a dead letter', () =>
    assert.deepEqual(at(queue, 'RedrivePolicy'), { deadLetterTargetArn: deadLetterArn, maxReceiveCount: 5 }))
  test('the visibility timeout is 6 times the timeout of the function', () =>
    assert.equal(
      at(queue, 'VisibilityTimeout'),
      6 * Number(at(defaultStack.UploadLambdaFunction, 'Timeout')),
    ))
  test('a dead letter is kept for as long as SQS can, and longer than it waited', () => {
    assert.equal(at(deadLetters, 'MessageRetentionPeriod'), 14 * 24 * 60 * 60)
    assert.ok(Number(at(queue, 'MessageRetentionPeriod')) < Number(at(deadLetters, 'MessageRetentionPeriod')))
  })
  test('all receives of a message fit in its time in the queue', () => {
    const receives =
      Number(at(queue, 'RedrivePolicy/maxReceiveCount')) * Number(at(queue, 'VisibilityTimeout'))
    assert.ok(receives < Number(at(queue, 'MessageRetentionPeriod')))
  })
  test('the version that a dead letter names outlives it', () => {
    const days = template.Parameters.NoncurrentDays?.MinValue ?? 0
    assert.ok(days * 24 * 60 * 60 > Number(at(deadLetters, 'MessageRetentionPeriod')))
  })
  test('queues are encrypted', () => {
    for (const [, one] of ofType(defaultStack, 'AWS::SQS::Queue'))
      assert.equal(at(one, 'SqsManagedSseEnabled'), true)
  })
  test('the function takes messages one by one, reports failures of each, and not too many at once', () => {
    const [[, mapping] = [], ...others] = ofType(defaultStack, 'AWS::Lambda::EventSourceMapping')
    assert.deepEqual(others, [])
    assert.deepEqual(mapping?.Properties, {
      BatchSize: 1,
      Enabled: true,
      EventSourceArn: `arn:aws:sqs:${region}:${account}:UploadQueue`,
      FunctionName: functionArn('upload'),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    })
  })
})
