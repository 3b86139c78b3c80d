import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { account, resolveTemplate } from './resolve-template.ts'
import { at, defaultStack, fullStack, functionArn, ofType, template } from './stacks.ts'

suite('the audit', () => {
  test('is started daily, on the hour that is given, or never', () => {
    assert.equal(at(defaultStack.AuditTimer, 'ScheduleExpression'), 'rate(1 day)')
    const nightly = resolveTemplate(template, { AuditSchedule: 'cron(0 3 * * ? *)' })
    assert.equal(at(nightly.AuditTimer, 'ScheduleExpression'), 'cron(0 3 * * ? *)')
    assert.deepEqual(ofType(fullStack, 'AWS::Scheduler::Schedule'), [])
  })
  test('is started through a role that may do nothing else', () => {
    assert.equal(at(defaultStack.AuditTimer, 'Target/RoleArn'), `arn:aws:iam::${account}:role/AuditTimerRole`)
    assert.equal(at(defaultStack.AuditTimer, 'Target/Arn'), functionArn('audit'))
  })
})
