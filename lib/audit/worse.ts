import { countText } from '../report/byte-text.ts'
import type { Made } from './attempt.ts'
import type { AuditReport } from './schema.ts'

type Answers = AuditReport['answers']

const rowsOf = (answers: Answers, name: string) => answers[name] ?? []

const count = (answers: Answers, is: (row: Readonly<Record<string, unknown>>) => boolean): number =>
  rowsOf(answers, 'drift-totals')
    .filter(is)
    .reduce((sum, row) => sum + Number(row.images), 0)

const plural = (number: number, one: string, many: string): string =>
  `${countText(number)} ${number === 1 ? one : many}`

/** Images that break a rule of the policy more than did at the last audit, by rule. */
const broken = (answers: Answers): string[] =>
  rowsOf(answers, 'policy').flatMap(({ check, severity, images, was_images: was }) => {
    const more = typeof was === 'number' ? Number(images) - was : 0
    return more > 0 && severity !== 'info'
      ? [`${plural(more, 'image', 'images')} more than before: ${String(check)} (${String(severity)}).`]
      : []
  })

/**
 * What got worse since the last audit, a sentence each; nothing where there was no audit before or nothing did. Counts
 * only: names are not for those who are merely told.
 */
export const whatGotWorse = ({
  report: { answers },
  newlyDamaged,
}: Pick<Made, 'report' | 'newlyDamaged'>): string[] => {
  const damaged = newlyDamaged.length
  const mismatches = count(answers, (row) => row.verdict === 'mismatch' && row.was_verdict !== 'mismatch')
  const lost = count(
    answers,
    (row) => row.change === 'verdict' && row.verdict === 'unverifiable' && row.was_verdict === 'verified',
  )
  return [
    ...(mismatches > 0
      ? [`${plural(mismatches, 'image is', 'images are')} not what the digest says, and was not so before.`]
      : []),
    ...(lost > 0 ? [`${plural(lost, 'image that was', 'images that were')} verified can no longer be.`] : []),
    ...broken(answers),
    ...(damaged > 0
      ? [
          damaged === 1
            ? '1 report is damaged, and was not so before.'
            : `${countText(damaged)} reports are damaged, and were not so before.`,
        ]
      : []),
  ]
}
