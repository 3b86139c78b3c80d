import { countText } from '../../lib/report/byte-text.ts'
import { type DatedSource, handleSource, type Outcome, type ReportPorts } from '../upload/object.ts'

type OutcomeOf<Name extends Outcome['outcome']> = Extract<Outcome, { readonly outcome: Name }>

const counted = (count: number, one: string): string => `${countText(count)} ${one}${count === 1 ? '' : 's'}`

const reportedText = ({ images, mismatches, rejected, report }: OutcomeOf<'reported'>): string => {
  const bad = mismatches === 0 ? '' : `, ${countText(mismatches)} MISMATCH`
  const refused = rejected === 0 ? '' : `, ${countText(rejected)} rejected`
  return `${counted(images, 'image')}${bad}${refused}; report stored: ${report}`
}

const evidenceText = ({ found, created, misnamed }: OutcomeOf<'evidence'>): string => {
  const odd = misnamed ? '; nothing in it has the digest that its name says' : ''
  return `${counted(found, 'piece')} of evidence, ${countText(created)} of them new${odd}`
}

const outcomeText = (result: Outcome): string => {
  if (result.outcome === 'reported') return reportedText(result)
  return result.outcome === 'evidence' ? evidenceText(result) : 'nothing to do'
}

/** Assays a file of the inbox as the upload function would the object of its name, and says what came of it. */
export const inboxTaker =
  (ports: ReportPorts, say: (line: string) => void) =>
  async (source: DatedSource): Promise<void> =>
    say(`${source.name}: ${outcomeText(await handleSource(ports, source))}`)
