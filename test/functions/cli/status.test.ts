import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { statusWatch } from '../../../functions/cli/status.ts'
import type { Severity } from '../../../lib/checks/finding.ts'
import { reportedObject } from '../../../lib/report/reported.ts'
import { findingOf, frameOf, imageReport, source } from '../../report/sample-report.ts'

const rejection = { source: 0, document: 0, path: '', code: 'x', message: 'y' }
const having = (severity: Severity) => imageReport({ findings: [findingOf({ severity })] })
const fine = imageReport()

describe('the exit status', () => {
  for (const [what, failOn, images, frame, status] of [
    ['nothing found', 'error', [fine], frameOf(), 0],
    ['an error', 'error', [fine, having('error')], frameOf(), 1],
    ['a warning', 'error', [having('warning')], frameOf(), 0],
    ['a warning that fails', 'warning', [having('warning')], frameOf(), 1],
    ['an error where warnings fail', 'warning', [having('error')], frameOf(), 1],
    ['info', 'warning', [having('info')], frameOf(), 0],
    ['an error that must not fail', 'never', [having('error')], frameOf(), 0],
    [
      'a conflict across images',
      'error',
      [fine],
      frameOf({ summary: { findings: { error: 1, warning: 0, info: 0 } } }),
      1,
    ],
    ['a rejection', 'error', [fine], frameOf({ rejected: [rejection] }), 2],
    ['a rejection and an error', 'error', [having('error')], frameOf({ rejected: [rejection] }), 2],
    ['a rejection that nothing excuses', 'never', [fine], frameOf({ rejected: [rejection] }), 2],
    ['no image', 'never', [], frameOf(), 2],
    ['one source of two without an image', 'never', [fine], frameOf({ sources: [source(), source()] }), 2],
  ] as const)
    it(`${what}, --fail-on ${failOn}: ${status}`, () => {
      const watch = statusWatch(failOn)
      for (const image of images) watch.image(reportedObject(image))
      watch.end(frame)
      assert.equal(watch.status(), status)
    })

  it('before the end speaks of what was seen so far', () => {
    const watch = statusWatch('error')
    assert.equal(watch.status(), 0)
    watch.image(reportedObject(having('error')))
    assert.equal(watch.status(), 1)
  })

  it('names the sources that held nothing, unless a rejection does', () => {
    const frame = frameOf({ sources: [source(), source(), source()], rejected: [rejection] })
    const watch = statusWatch('error')
    watch.image(reportedObject(imageReport({ source: 1 })))
    assert.deepEqual(watch.end(frame), [2])
  })
})
