import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { jsonRenderer, ndjsonRenderer, terminalSafeJson } from '../../lib/report/json.ts'
import type { Renderer } from '../../lib/report/renderer.ts'
import { reportedObject } from '../../lib/report/reported.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { frameOf, imageReport, mismatch } from './sample-report.ts'

const render = (renderer: Renderer, images: readonly ImageReport[]): string =>
  [
    renderer.head(),
    ...images.map((image) => renderer.image(reportedObject(image))),
    renderer.tail(frameOf()),
  ].join('')

describe('jsonRenderer', () => {
  for (const images of [[], [imageReport()], [imageReport(), mismatch(), imageReport({ source: 1 })]])
    it(`writes ${images.length} images as the canonical JSON of the whole report`, () =>
      assert.equal(render(jsonRenderer(), images), canonicalJson({ ...frameOf(), images })))
})

describe('ndjsonRenderer', () => {
  it('writes one image a line and nothing else', () => {
    const images = [imageReport({ name: 'a\nb\u2028c' }), mismatch()]
    const lines = render(ndjsonRenderer(), images).split('\n')
    assert.deepEqual(
      lines.slice(0, -1).map((line) => JSON.parse(line)),
      images,
    )
    assert.equal(lines.at(-1), '')
  })
})

describe('canonicalJson', () => {
  it('sorts names and writes no white space', () =>
    assert.equal(canonicalJson({ b: 1, a: [{ d: null, c: 'x' }] }), '{"a":[{"c":"x","d":null}],"b":1}'))
  it('writes names such as __proto__ as they are', () =>
    assert.equal(canonicalJson(JSON.parse('{"__proto__":1,"a":2}')), '{"__proto__":1,"a":2}'))
})

describe('terminalSafeJson', () => {
  it('escapes what a terminal obeys or hides, and keeps the value', () => {
    const value = { name: 'a\u001b\u009b31m\u007f\u202e\u200b\u2028\u{e0041}日本🐳"\\' }
    const safe = terminalSafeJson(canonicalJson(value))
    assert.doesNotMatch(safe, /[\p{Cc}\p{Cf}\u2028]/u)
    assert.deepEqual(JSON.parse(safe), value)
  })
})
