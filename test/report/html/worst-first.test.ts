import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { excerptOf } from '../../../lib/report/html/excerpt.ts'
import { type Rank, rankOf } from '../../../lib/report/html/rank.ts'
import { worstFirst } from '../../../lib/report/html/worst-first.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { findingOf, imageReport, mismatch } from '../sample-report.ts'

const unverifiable = imageReport({
  verification: { ...imageReport().verification, verdict: 'unverifiable', proof: null },
  findings: [findingOf({ check: 'manifest-unverifiable', severity: 'warning' })],
})
const byRank: Readonly<Record<Rank, ImageReport>> = {
  0: mismatch(),
  1: imageReport({ findings: [findingOf({ check: 'layers-match' })] }),
  2: unverifiable,
  3: imageReport({ findings: [findingOf({ check: 'media-type', severity: 'warning' })] }),
  4: imageReport({ findings: [findingOf({ check: 'attestation', severity: 'info' })] }),
}

suite('how soon an image must be looked at', () => {
  for (const [rank, report] of Object.entries(byRank))
    test(`${rank}: ${report.verification.verdict}, ${report.findings[0]?.check}`, () =>
      assert.equal(rankOf(report), Number(rank)))
})

const weight = excerptOf(mismatch()).weight

const keep = (ranks: readonly Rank[], room: Parameters<typeof worstFirst>[0]) => {
  const worst = worstFirst(room)
  for (const [place, rank] of ranks.entries()) worst.add(byRank[rank], place)
  return worst.list().map(({ row, excerpt }) => `${row.rank}@${row.place}${excerpt === null ? '' : '+'}`)
}

suite('the worst of what goes by', () => {
  const roomy = { weight: 100 * weight, lines: 100 }
  const cases: readonly (readonly [string, readonly Rank[], typeof roomy, string])[] = [
    ['all where there is room', [4, 0, 2], roomy, '0@1+ 2@2+ 4@0+'],
    ['equals in their order', [4, 4, 0, 4], roomy, '0@2+ 4@0+ 4@1+ 4@3+'],
    ['lines of those without room', [4, 4, 4], { weight: 2.5 * weight, lines: 9 }, '4@0+ 4@1+ 4@2'],
    ['who is pushed out stays as a line', [4, 4, 0], { weight: 2.5 * weight, lines: 9 }, '0@2+ 4@0+ 4@1'],
    ['until pushed out again', [4, 4, 4, 0], { weight: 1.5 * weight, lines: 2 }, '0@3+ 4@0 4@1'],
    ['nothing without room', [0, 0], { weight: 0, lines: 0 }, ''],
  ]
  for (const [what, ranks, room, kept] of cases)
    test(what, () => assert.equal(keep(ranks, room).join(' '), kept))

  test('is what sorting all of them would give, whatever the order', () => {
    const rank = fc.constantFrom<Rank>(0, 1, 2, 3, 4)
    fc.assert(
      fc.property(fc.array(rank, { maxLength: 60 }), fc.nat(20), fc.nat(20), (ranks, full, lines) => {
        const kept = keep(ranks, { weight: (full + 0.5) * weight, lines })
        const sorted = ranks
          .map((each, place) => ({ each, place }))
          .toSorted((one, other) => one.each - other.each || one.place - other.place)
          .map(({ each, place }) => `${each}@${place}`)
        assert.deepEqual(
          kept.map((text) => text.replace('+', '')),
          sorted.slice(0, kept.length),
        )
        assert.deepEqual(
          kept.filter((text) => text.endsWith('+')),
          kept.slice(0, kept.findLastIndex((text) => text.endsWith('+')) + 1),
        )
        assert.ok(kept.length >= Math.min(ranks.length, lines))
      }),
    )
  })
})
