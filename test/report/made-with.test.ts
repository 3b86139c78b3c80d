import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assay } from '../../lib/index.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { parsePolicy } from '../../lib/policy/parse.ts'
import { closing, opening } from '../../lib/report/json.ts'
import { madeWith, type ReportMeans } from '../../lib/report/made-with.ts'
import { madeWithTexts } from '../../lib/report/made-with-text.ts'
import { rendered, saidBy } from './html/rendered.ts'
import { digest, frameOf, imageReport, mismatch } from './sample-report.ts'
import { tableOf } from './table-of.ts'

const policyOf = (text: string) => parsePolicy(Buffer.from(text), 'policy.json')
const policy = policyOf('{"apiVersion":"image-assay/v1","kind":"Policy","rules":[]}')

const nothing: readonly (readonly [what: string, means: ReportMeans, images?: number])[] = [
  ['nothing', {}],
  ['no keys', { keys: [] }],
  ['limits that are the default', { limits: { layers: defaultLimits.layers } }],
  ['repair where it is the default', { repair: true }, 1000],
  ['no repair where it is the default', { repair: false }, 1001],
]

const something: readonly (readonly [means: ReportMeans, images: number, said: object])[] = [
  [{ keys: ['sha256:a', 'sha256:b'] }, 1, { keys: ['sha256:a', 'sha256:b'] }],
  [{ limits: { layers: 5, depth: defaultLimits.depth } }, 1, { settings: { layers: 5 } }],
  [{ repair: false }, 1000, { settings: { repair: 'off' } }],
  [{ repair: true }, 1001, { settings: { repair: 'on' } }],
]

describe('what a report says that it was made with', () => {
  for (const [what, means, images = 1] of nothing)
    it(`is absent for ${what}`, () => assert.equal(madeWith(means, images), undefined))

  for (const [means, images, said] of something)
    it(`is ${JSON.stringify(said)}`, () => assert.deepEqual(madeWith(means, images), said))

  it('names a policy by what it says, however it is written', async () => {
    const spaced = policyOf(' { "rules" : [ ], "kind":"Policy", "apiVersion":"image-assay/v1" } ')
    const [one, other] = [madeWith({ policy }, 1), madeWith({ policy: spaced }, 1)]
    assert.match(one?.policy ?? '', /^sha256:[0-9a-f]{64}$/)
    assert.deepEqual(one, other)
    const { madeWith: said } = await assay('{"kind":"List","items":[]}', { policy })
    assert.deepEqual(said, one)
  })

  it('stands in its place among the members of canonical JSON', () => {
    const frame = frameOf({ madeWith: { settings: { layers: 5 } } })
    const report = JSON.parse(opening() + closing(frame))
    assert.deepEqual(Object.keys(report), Object.keys(report).toSorted())
    assert.deepEqual(report.madeWith, frame.madeWith)
  })
})

describe('people are told', () => {
  const all = {
    policy: digest('aa'),
    keys: ['1', '2', '3', '4', '5'].map(digest),
    settings: { layers: 5, repair: 'off' },
  }

  it('all of it, but for keys beyond three', () =>
    assert.deepEqual(madeWithTexts(all), [
      `policy ${digest('aa')}`,
      ...['1', '2', '3'].map((hex) => `keys ${digest(hex)}`),
      '2 more files of keys',
      '--limit layers=5',
      '--repair off',
    ]))

  it('in the table and on the page', () => {
    const frame = frameOf({ madeWith: { settings: { layers: 5 } } })
    assert.match(tableOf([imageReport()], frame), /^Made with {3}--limit layers=5$/m)
    assert.match(
      saidBy(rendered([imageReport()], frame)),
      /Made by image-assay \S+, with --limit layers=5, from:/,
    )
  })

  it('as much of a digest as tells them apart where room is short', () => {
    const frame = frameOf({ madeWith: { policy: digest('ab') } })
    assert.match(tableOf([imageReport()], frame), /^Made with {3}policy sha256:abababababab…$/m)
    assert.match(saidBy(rendered([imageReport()], frame)), new RegExp(`with policy ${digest('ab')}, from:`))
  })

  it('nothing where nothing was given', () => {
    assert.doesNotMatch(tableOf([imageReport()], frameOf()), /Made with/)
    assert.match(saidBy(rendered([imageReport()], frameOf())), /Made by image-assay \S+, from:/)
  })
})

describe('where images are signed', () => {
  const signed = { signatures: { signed: 2, verified: 0, unsigned: 0 } }
  const two = [imageReport(), mismatch()]

  it('people are told that no keys were given', () => {
    const frame = frameOf({ summary: signed })
    assert.match(tableOf(two, frame), /2 signed, 0 verified, 0 unsigned; no keys were given/)
    assert.match(saidBy(rendered(two, frame)), /Signed 2 no keys to verify with/)
  })

  it('they are not where some were', () => {
    const frame = frameOf({ summary: signed, madeWith: { keys: [digest('a')] } })
    assert.match(tableOf(two, frame), /2 signed, 0 verified, 0 unsigned$/m)
    assert.match(saidBy(rendered(two, frame)), /Signed 2 none verified/)
  })
})
