import type { Source } from '../../lib/export/source.ts'
import { countText } from '../../lib/report/byte-text.ts'
import type { Store } from '../../lib/store/store.ts'
import { handleSource, type Outcome } from '../upload/object.ts'

const counted = (count: number, one: string): string => `${countText(count)} ${one}${count === 1 ? '' : 's'}`

const outcomeText = (result: Outcome): string => {
  switch (result.outcome) {
    case 'reported': {
      const { images, mismatches, rejected, report } = result
      const bad = mismatches === 0 ? '' : `, ${countText(mismatches)} MISMATCH`
      const refused = rejected === 0 ? '' : `, ${countText(rejected)} rejected`
      return `${counted(images, 'image')}${bad}${refused}; report stored: ${report}`
    }
    case 'evidence': {
      const odd = result.misnamed ? '; nothing in it has the digest that its name says' : ''
      return `${counted(result.found, 'piece')} of evidence, ${countText(result.created)} of them new${odd}`
    }
    default:
      return 'nothing to do'
  }
}

/** Assays a file of the inbox as the upload function would the object of its name, and says what came of it. */
export const inboxTaker =
  (store: Store, say: (line: string) => void) =>
  async (source: Source): Promise<void> =>
    say(`${source.name}: ${outcomeText(await handleSource(store, source))}`)
