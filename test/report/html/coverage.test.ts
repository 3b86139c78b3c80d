import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { coverageOf } from '../../../lib/report/html/coverage.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { digest, imageReport } from '../sample-report.ts'

const platform = (text: string, of: string, attestation = false): ImageReport['platforms'][number] => ({
  platform: text,
  os: null,
  architecture: null,
  variant: null,
  digest: digest(of),
  manifestSize: 7,
  attestation,
  present: true,
})
const image = (stream: string, id: string, text: string): ImageReport =>
  imageReport({ stream, digest: digest(id), platforms: [platform(text, id)] })
const index = (stream: string): ImageReport =>
  imageReport({
    stream,
    type: 'index',
    digest: digest('f1'),
    platforms: [platform('linux/amd64', 'a1'), platform('unknown/unknown', 'a2', true)],
  })

const coveredBy = (reports: readonly ImageReport[]): string[] => {
  const coverage = coverageOf()
  for (const report of reports) coverage.add(report)
  const { platforms, streams } = coverage.finish()
  return streams.flatMap(({ stream, cells }) =>
    cells.flatMap((cell, at) => (cell === null ? [] : `${stream} ${platforms[at]} ${cell.images}`)),
  )
}

const amd64 = image('app', 'a1', 'linux/amd64')
const attestation = (stream: string): ImageReport => image(stream, 'a2', 'unknown/unknown')

suite('an attestation covers nothing, wherever it stands', () => {
  const cases: readonly [what: string, reports: readonly ImageReport[], covered: readonly string[]][] = [
    ['beside its index', [amd64, attestation('app'), index('app')], ['shop/app linux/amd64 1']],
    ['before the rest', [attestation('app'), index('app'), amd64], ['shop/app linux/amd64 1']],
    ['in another stream', [amd64, attestation('attested'), index('app')], ['shop/app linux/amd64 1']],
    [
      'but of no index it is an image',
      [amd64, attestation('app')],
      ['shop/app linux/amd64 1', 'shop/app unknown/unknown 1'],
    ],
  ]
  for (const [what, reports, covered] of cases)
    test(what, () => assert.deepEqual(coveredBy(reports), covered))
})
