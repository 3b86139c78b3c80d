import type { Audit } from './answers.ts'
import { type Headline, headlineOf } from './headline.ts'
import { counted } from './text.ts'

/** An audit's answer in one sentence; reports that could not be used keep it from being good. */
export const auditHeadline = ({ summary, reports, damaged }: Audit): Headline => {
  const unused = `${counted(damaged.length, 'report')} could not be used`
  if (reports === 0 && damaged.length === 0)
    return { tone: 'quiet', text: 'There are no reports yet', more: 'Store one, and audit again.' }
  if (reports === 0) return { tone: 'bad', text: unused, more: 'There are no others.' }
  const headline = headlineOf(summary)
  if (damaged.length === 0) return headline
  return headline.tone === 'good'
    ? { tone: 'open', text: `${headline.text}, but ${unused}`, more: 'Nothing of those is in the numbers.' }
    : { ...headline, more: `${headline.more} Besides, ${unused}.` }
}
