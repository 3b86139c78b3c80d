import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { suite, test } from 'node:test'
import { canonicalJson } from '../../../lib/json/canonical.ts'
import { htmlRenderer } from '../../../lib/report/html/renderer.ts'
import { reportedObject } from '../../../lib/report/reported.ts'
import { growthOf, linear } from '../../fuzz/growth.ts'
import { findingOf, frameOf, imageReport, mismatch } from '../sample-report.ts'
import { summaryOf } from '../summary-of.ts'
import { frameFor, manyReports, usualReport } from './fleet.ts'
import { hostileFrame, hostileReport, hostileTexts } from './hostile.ts'
import { rendered, saidBy } from './rendered.ts'

suite('a page stands for itself', () => {
  const page = rendered([imageReport(), mismatch()])
  const content = (tag: string): string => new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page)?.[1] ?? ''

  test('its policy allows its own style and script and nothing else', () => {
    const policy =
      /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? ''
    const source = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      `style-src ${source(content('style'))}`,
      `script-src ${source(content('script'))}`,
      "base-uri 'none'",
      "form-action 'none'",
    ])
    assert.ok(
      page.indexOf('Content-Security-Policy') < page.indexOf('<style>'),
      'it comes before what it rules',
    )
  })

  test('it loads nothing', () => {
    assert.doesNotMatch(page, /<(link|img|iframe|object|embed|base)\b|\ssrc=|url\((?!#)|@import/)
    assert.doesNotMatch(page, /https?:/)
  })

  test('the same images give the same bytes', () => {
    const reports = manyReports(300)
    assert.equal(rendered(reports), rendered(reports))
  })

  test('only the letters that stand in it are its own', () =>
    assert.doesNotMatch(saidBy(page), /undefined|NaN|\[object/))
})

suite('the answer comes first', () => {
  const heading = (page: string): string => /<h1>.*?<span>(.*?)<\/span><\/h1>/s.exec(page)?.[1] ?? ''
  const unverifiable = imageReport({
    verification: {
      ...imageReport().verification,
      verdict: 'unverifiable',
      proof: null,
      reason: 'reconstruction-inconclusive',
    },
  })
  const error = imageReport({ findings: [findingOf({ check: 'layers-match' })] })
  const rejected = [
    { source: 0, document: 0, path: '/items/1', code: 'unknown-kind', message: 'a Pod is no image' },
  ]
  const cases = [
    ['all verified', [imageReport(), imageReport()], [], 'All 2 images are what their digests say'],
    ['one image', [imageReport()], [], 'The image is what its digest says'],
    ['one mismatch', [mismatch()], [], 'The image contradicts its digest'],
    ['a mismatch of several', [imageReport(), mismatch()], [], '1 of 2 images contradicts its digest'],
    ['mismatches', [mismatch(), mismatch(), imageReport()], [], '2 of 3 images contradict their digests'],
    ['an error', [error, imageReport()], [], 'No digest is contradicted, but there is 1 error'],
    ['an unverifiable one', [unverifiable, imageReport()], [], '1 of 2 images could not be verified'],
    [
      'a rejection',
      [imageReport(), imageReport()],
      rejected,
      'All 2 images are verified, but 1 item could not be read',
    ],
    ['nothing', [], rejected, 'Nothing here could be assayed'],
    ['nothing at all', [], [], 'Nothing here could be assayed'],
  ] as const
  for (const [what, reports, rejections, text] of cases)
    test(what, () => {
      const page = rendered(reports, frameFor(reports, { rejected: [...rejections] }))
      assert.equal(heading(page), text)
      assert.ok(rejections.length === 0 || page.includes('a Pod is no image'))
    })
})

suite('what an export says stays text', () => {
  for (const text of hostileTexts)
    test(JSON.stringify(text).slice(0, 40), () => {
      const report = hostileReport(text)
      for (const reports of [[report], [report, { ...report, type: 'index' as const }]]) {
        const page = rendered(reports, hostileFrame(reports, text))
        assert.equal(page.match(/<script/g)?.length, 1)
        assert.equal(page.match(/<style/g)?.length, 1)
        assert.doesNotMatch(page, /<img|<!--|[\p{Cc}\p{Cf}]/u)
        const tags = page.replace(/<(style|script)>.*?<\/\1>/gs, '').match(/<[^>]*>/g) ?? []
        assert.deepEqual(
          tags.filter((tag) => /\son[a-z]+\s*=|autofocus/.test(tag.replace(/"[^"]*"/g, '""'))),
          [],
        )
      }
    })
})

suite('room', () => {
  const limit = 3_000_000

  test('100,000 images: at most 3 MB, the worst in it, and what was left out is said', () => {
    const count = 100_000
    const renderer = htmlRenderer({ kind: 'beside' })
    const shown = function* () {
      for (let at = 0; at < count; at++) {
        const report = usualReport(at, 1000)
        renderer.image(reportedObject(report))
        yield report
      }
    }
    const page = renderer.tail(frameOf({ summary: summaryOf(shown()) }))
    assert.ok(Buffer.byteLength(page) <= limit, `${Buffer.byteLength(page)} bytes`)
    assert.equal(page.match(/<li data-verdict="mismatch"/g)?.length, 100)
    const said = saidBy(page)
    assert.match(said, /\d+,\d+ images left out for want of room : [\d,]+ verified/)
    const [, left = ''] = /([\d,]+) images left out/.exec(said) ?? []
    const listed = page.match(/<li data-verdict/g)?.length ?? 0
    assert.equal(listed + Number(left.replaceAll(',', '')), count)
    assert.match(page, /<a href="images\.ndjson\.gz">/)
  })

  test('images as large as they may be: at most 3 MB', () => {
    const wide = '\u{e0001}'.repeat(2000)
    const big = mismatch({
      name: wide,
      namespace: wide,
      reference: wide,
      layers: Array.from({ length: 1000 }, (_, at) => ({
        digest: `${wide}${at}`,
        size: at,
        mediaType: wide,
      })),
      findings: Array.from({ length: 1000 }, (_, at) =>
        findingOf({ check: `policy-${at}-${wide}`, path: wide, message: wide, expected: wide, actual: wide }),
      ),
    })
    const reports = Array.from({ length: 20 }, (_, at) => ({ ...big, digest: `${at}${wide}` }))
    const bytes = Buffer.byteLength(rendered(reports))
    assert.ok(bytes <= limit, `${bytes} bytes`)
    const one = Buffer.byteLength(rendered(reports.slice(0, 1)))
    assert.ok(one <= limit, `${one} bytes of a page of one image`)
  })

  test('twice the images take at most about twice the time', async () => {
    const { ratio } = await growthOf(
      (size) => Buffer.from(canonicalJson(manyReports(size))),
      300,
      async (bytes) => rendered(JSON.parse(Buffer.from(bytes).toString())),
    )
    assert.ok(ratio <= linear, `took ${ratio.toFixed(2)} times`)
  })

  test('1,000 images in 300 ms of processor time', (t) => {
    const reports = manyReports(1000)
    const frame = frameFor(reports)
    const time = (act: () => unknown): number => {
      let least = Number.POSITIVE_INFINITY
      for (let run = 0; run < 5; run++) {
        const start = process.cpuUsage()
        act()
        const { user, system } = process.cpuUsage(start)
        least = Math.min(least, (user + system) / 1000)
      }
      return least
    }
    const page = time(() => rendered(reports, frame))
    const json = time(() => canonicalJson(reports))
    t.diagnostic(`page ${page.toFixed(0)} ms of processor time, ${(page / json).toFixed(1)} times the JSON's`)
    assert.ok(rendered(reports, frame).length > 1e6)
    // A quarter of it is measured; the least of several runs, whoever else is busy.
    assert.ok(page <= 300, `${page.toFixed(0)} ms`)
  })
})
