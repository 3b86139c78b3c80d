import { countText } from '../byte-text.ts'
import type { Summary } from '../schema.ts'
import { counted } from './text.ts'
import type { Tone } from './verdict-words.ts'

/** The answer in one sentence, and how good it is. */
export interface Headline {
  readonly tone: Tone
  readonly text: string
  /** A second sentence for who reads on. */
  readonly more: string
}

interface Case {
  readonly when: (summary: Summary) => boolean
  readonly say: (summary: Summary) => Headline
}

const of = (part: number, { images }: Summary): string =>
  images === 1 ? 'The image' : `${countText(part)} of ${counted(images, 'image')}`

const all = ({ images }: Summary): string => (images === 1 ? 'The image' : `All ${countText(images)} images`)

const is = (count: number): string => (count === 1 ? 'is' : 'are')

const rest = ({ findings, rejected }: Summary): string =>
  [
    ...(findings.error > 0 ? [counted(findings.error, 'error')] : []),
    ...(findings.warning > 0 ? [counted(findings.warning, 'warning')] : []),
    ...(rejected > 0 ? [`${counted(rejected, 'item')} that could not be read`] : []),
  ].join(', ')

/** What is worst is said; the first row that applies. */
const cases: readonly Case[] = [
  {
    when: ({ images }) => images === 0,
    say: (summary) => ({
      tone: 'bad',
      text: 'Nothing here could be assayed',
      more: rest(summary) || 'The export holds no image.',
    }),
  },
  {
    when: ({ verdicts }) => verdicts.mismatch > 0,
    say: (summary) => {
      const { mismatch, verified, unverifiable } = summary.verdicts
      return {
        tone: 'bad',
        text: `${of(mismatch, summary)} ${mismatch === 1 ? 'contradicts its digest' : 'contradict their digests'}`,
        more: `The export was altered or damaged there.${summary.images === 1 ? '' : ` ${countText(verified)} verified, ${countText(unverifiable)} unverifiable.`}`,
      }
    },
  },
  {
    when: ({ findings }) => findings.error > 0,
    say: (summary) => ({
      tone: 'bad',
      text: `No digest is contradicted, but there ${is(summary.findings.error)} ${counted(summary.findings.error, 'error')}`,
      more: `${countText(summary.verdicts.verified)} verified, ${countText(summary.verdicts.unverifiable)} unverifiable.`,
    }),
  },
  {
    when: ({ verdicts }) => verdicts.unverifiable > 0,
    say: (summary) => ({
      tone: 'open',
      text: `${of(summary.verdicts.unverifiable, summary)} could not be verified`,
      more: 'Nothing is contradicted. The raw manifests would settle what is open.',
    }),
  },
  {
    when: ({ rejected }) => rejected > 0,
    say: (summary) => ({
      tone: 'open',
      text: `${all(summary)} ${is(summary.images)} verified, but ${counted(summary.rejected, 'item')} could not be read`,
      more: 'What was rejected is named below.',
    }),
  },
  {
    when: () => true,
    say: (summary) => ({
      tone: 'good',
      text: `${all(summary)} ${is(summary.images)} what ${summary.images === 1 ? 'its digest says' : 'their digests say'}`,
      more:
        summary.findings.warning > 0
          ? `${counted(summary.findings.warning, 'warning')}, which ${is(summary.findings.warning)} explained below.`
          : 'Nothing was found wrong.',
    }),
  },
]

/** What an administrator must know first. */
export const headlineOf = (summary: Summary): Headline =>
  (cases.find(({ when }) => when(summary)) as Case).say(summary)
