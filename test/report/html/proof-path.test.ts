import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { textOf } from '../../../lib/report/html/html.ts'
import { proofPath } from '../../../lib/report/html/proof-path.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { findingOf, imageReport, mismatch } from '../sample-report.ts'
import { saidBy } from './rendered.ts'

const layers = 'which layers the image has, in which order'
const sizes = 'their sizes and media types'
const config = "the config's digest and size"
const history = 'the history that is written in the manifest'
const entries = 'which manifests the index names'

/** What a page lists under "proven", and all that it says of the scope. */
const scopeOf = (report: ImageReport): { readonly proven: string; readonly said: string } => {
  const page = textOf(proofPath(report))
  const scope = page.slice(page.indexOf('What that covers'))
  const proven = scope.slice(0, scope.indexOf('not proven')).split('<ul>')[1] ?? ''
  return { proven: saidBy(proven).replaceAll('&#39;', "'"), said: saidBy(scope) }
}

const onManifest = (check: string, path = '/dockerImageManifest'): Partial<ImageReport> => ({
  findings: [findingOf({ check, path, severity: 'error' })],
})

const schema1Type = 'application/vnd.docker.distribution.manifest.v1+prettyjws'

const cases: readonly [what: string, report: ImageReport, proven: readonly string[]][] = [
  ['schema 2', imageReport(), [layers, sizes, config]],
  ['an index', imageReport({ type: 'index', config: null }), [entries]],
  ['schema 1', imageReport({ mediaType: schema1Type, config: null }), [layers, history]],
  ['schema 1 that does not say so', imageReport({ mediaType: null, config: null }), [layers, history]],
  ['no media type, but a config', imageReport({ mediaType: null }), [layers, sizes, config]],
  ['bytes that differ', mismatch(), ['nothing']],
  ...['manifest-malformed', 'manifest-ambiguous', 'manifest-duplicate-key', 'number-unsafe'].map(
    (check): [string, ImageReport, string[]] => [
      `a text with ${check}`,
      imageReport(onManifest(check)),
      ['nothing'],
    ],
  ),
  [
    'the same inside an ImageStreamImage',
    imageReport(onManifest('manifest-ambiguous', '/image/dockerImageManifest')),
    ['nothing'],
  ],
  [
    'an object that says another schema than its manifest',
    imageReport(onManifest('manifest-ambiguous', '/image/dockerImageManifestMediaType')),
    [layers, sizes, config],
  ],
  [
    'an unsafe number beside the manifest',
    imageReport(onManifest('number-unsafe', '/image/dockerImageLayers/0/size')),
    [layers, sizes, config],
  ],
]

suite('what a proof covers', () => {
  for (const [what, report, due] of cases)
    test(what, () => {
      const { proven } = scopeOf(report)
      for (const text of [layers, sizes, config, history, entries, 'nothing'])
        assert.equal(proven.includes(text), due.includes(text), `${text}: ${proven}`)
    })

  test('a text of no one meaning is told in a line', () => {
    const line = /not all readers take it for the same/
    assert.match(scopeOf(imageReport(onManifest('manifest-ambiguous'))).said, line)
    assert.doesNotMatch(scopeOf(imageReport()).said, line)
  })
})
