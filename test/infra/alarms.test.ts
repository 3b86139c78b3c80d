import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { account, region } from './resolve-template.ts'
import { at, defaultStack, everyParameter, fullStack, ofType, type Stack } from './stacks.ts'
import { textOf } from './template.ts'

const alarms = (resources: Stack) => ofType(resources, 'AWS::CloudWatch::Alarm')

suite('alarms', () => {
  const watched = alarms(defaultStack).map(([, alarm]) =>
    ['MetricName', 'Dimensions/0/Value', 'Threshold'].map((path) => textOf(at(alarm, path))).join(' '),
  )

  test('watch dead letters, waiting exports, errors, throttles, failed answers and dropped audits', () =>
    assert.deepEqual(watched.toSorted(), [
      '5xx HttpApi 0',
      'ApproximateAgeOfOldestMessage UploadQueue 7200',
      'ApproximateNumberOfMessagesVisible UploadDeadLetters 0',
      'Errors image-assay-dev-audit 0',
      'Errors image-assay-dev-http 0',
      'Errors image-assay-dev-upload 0',
      'InvocationDroppedCount AuditTimers 0',
      'Throttles image-assay-dev-audit 0',
      'Throttles image-assay-dev-http 0',
      'Throttles image-assay-dev-upload 0',
    ]))
  test('do not go off for an export that fails once', () => {
    const retried = Number(at(defaultStack.UploadQueue, 'VisibilityTimeout'))
    const timeout = Number(at(defaultStack.UploadLambdaFunction, 'Timeout'))
    assert.ok(Number(at(defaultStack.QueueAgeAlarm, 'Threshold')) > retried + timeout)
  })
  test('are silent while nothing runs', () => {
    for (const [, alarm] of alarms(defaultStack)) {
      assert.equal(at(alarm, 'TreatMissingData'), 'notBreaching')
      assert.equal(at(alarm, 'ComparisonOperator'), 'GreaterThanThreshold')
    }
  })
  test('go to the given topic and the given mailbox', () => {
    for (const [, alarm] of alarms(defaultStack)) assert.deepEqual(at(alarm, 'AlarmActions'), [])
    for (const [, alarm] of alarms(fullStack))
      assert.deepEqual(at(alarm, 'AlarmActions'), [
        everyParameter.AlarmTopicArn,
        `arn:aws:sns:${region}:${account}:AlarmTopic`,
      ])
    assert.equal(defaultStack.AlarmTopic, undefined)
    assert.deepEqual(at(fullStack.AlarmTopic, 'Subscription'), [
      { Protocol: 'email', Endpoint: 'operator@example.com' },
    ])
  })
})
