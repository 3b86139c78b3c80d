/** What changed from one audit to the next and how verdicts stood, computed plainly, image by image. */
import type { ManyExport } from './many.ts'
import { ordered, type PlainRow } from './plain.ts'

interface There {
  readonly cluster: string
  readonly export_key: string
  readonly namespace: string | null
  readonly stream: string | null
  readonly tag: string | null
  readonly name: string | null
  readonly digest: string | null
  readonly verdict: string
}

/** The images of an export, each once under all of its names, with the least of its verdicts. */
const thereIn = ({ name: exportKey, images }: ManyExport): readonly There[] => {
  const found = new Map<string, There>()
  for (const { namespace, stream, tag, name, digest, verification } of images) {
    const known = found.get(JSON.stringify([namespace, stream, tag, name, digest]))
    const { verdict } = verification
    found.set(JSON.stringify([namespace, stream, tag, name, digest]), {
      cluster: exportKey.split('/')[0] ?? '',
      export_key: exportKey,
      namespace,
      stream,
      tag,
      name,
      digest,
      verdict: known !== undefined && known.verdict < verdict ? known.verdict : verdict,
    })
  }
  return [...found.values()]
}

const streamOf = ({ namespace, stream }: There): string => JSON.stringify([namespace, stream])
const digestIn = (there: There): string => `${streamOf(there)} ${there.digest}`
const tagIn = (there: There): string => `${streamOf(there)} ${there.tag}`

const row = (change: string, of: There, rest: PlainRow): PlainRow => ({
  change,
  ...of,
  was_digest: null,
  ...rest,
})

/** What is different in one export, of which there are two reports. */
const driftOf = (then: ManyExport | null, now: ManyExport): readonly PlainRow[] => {
  const [there, here] = [then === null ? [] : thereIn(then), thereIn(now)]
  const [wereDigests, areDigests] = [new Set(there.map(digestIn)), new Set(here.map(digestIn))]
  const changed = here.flatMap((one) =>
    there.flatMap((other) => {
      if (tagIn(one) !== tagIn(other)) return []
      if (one.digest !== other.digest && one.tag !== null)
        return [
          row('tag', one, { was_digest: other.digest, verdict: one.verdict, was_verdict: other.verdict }),
        ]
      return one.digest === other.digest && one.name === other.name && one.verdict !== other.verdict
        ? [row('verdict', one, { verdict: one.verdict, was_verdict: other.verdict })]
        : []
    }),
  )
  return [
    ...here
      .filter((one) => !wereDigests.has(digestIn(one)))
      .map((one) => row('new', one, { verdict: one.verdict, was_verdict: null })),
    ...there
      .filter((one) => !areDigests.has(digestIn(one)))
      .map((one) => row('gone', one, { verdict: null, was_verdict: one.verdict })),
    ...changed,
  ]
}

/** Worst first. */
const rankOf = ({ verdict, was_verdict: was }: PlainRow): number => {
  if (verdict === 'mismatch') return 0
  return verdict === 'unverifiable' && was === 'verified' ? 1 : 2
}

const kinds = ['verdict', 'tag', 'new', 'gone']

const momentOf = (exports: readonly ManyExport[], at: Date): PlainRow => {
  const images = exports.flatMap((one) => one.images)
  const count = (verdict: string): number =>
    images.filter(({ verification }) => verification.verdict === verdict).length
  return {
    at: at.toISOString(),
    reports: exports.length,
    images: images.length,
    verified: count('verified'),
    mismatch: count('mismatch'),
    unverifiable: count('unverifiable'),
  }
}

export interface Audited {
  readonly at: Date
  readonly exports: readonly ManyExport[]
}

/** The answers to `drift`, `drift-totals` and `history` at the second of two audits; an export with a new report is another object. */
export const plainDrift = (then: Audited, now: Audited): Readonly<Record<string, readonly PlainRow[]>> => {
  const before = new Map(then.exports.map((one) => [one.name, one]))
  const all = now.exports.flatMap((one) => {
    const known = before.get(one.name) ?? null
    return known === one ? [] : driftOf(known, one)
  })
  const totals = [
    ...Map.groupBy(all, ({ change, verdict, was_verdict: was }) => JSON.stringify([change, verdict, was])),
  ].map(([key, rows]) => {
    const [change, verdict, was] = JSON.parse(key)
    return { change, verdict, was_verdict: was, images: rows.length }
  })
  const ranked = ordered(
    all.map((one) => ({ ...one, rank: rankOf(one), kind: kinds.indexOf(String(one.change)) })),
    'rank',
    'kind',
    'cluster',
    'export_key',
    'namespace',
    'stream',
    'tag',
    'name',
    'digest',
    'was_digest',
  )
  return {
    drift: ranked.slice(0, 1000).map(({ rank: _rank, kind: _kind, ...one }) => one),
    'drift-totals': ordered(totals, 'change', 'verdict', 'was_verdict'),
    history: [momentOf(then.exports, then.at), momentOf(now.exports, now.at)],
  }
}
