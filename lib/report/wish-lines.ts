import { parseReference } from '../image/reference.ts'
import { countText } from './byte-text.ts'
import { wrap } from './columns.ts'
import type { Summary } from './schema.ts'
import { shellWord } from './shell-word.ts'

/** The command that fetches one manifest; null for what no registry could be asked for. */
const fetchLine = (wanted: string): string | null => {
  const reference = parseReference(wanted)
  if (reference === null || reference.repository === '' || reference.digest === null) return null
  const file = `${reference.digest.replace(':', '-')}.json`
  return `  skopeo inspect --raw ${shellWord(`docker://${wanted}`)} > ${shellWord(file)}`
}

/**
 * What would settle unverifiable images: one command for each manifest. Only what is a reference by its grammar becomes
 * one, so that nothing of an export is ever run; the rest is counted.
 */
export const wishLines = ({ wanted, verdicts }: Summary, width: number): string[] => {
  const count = wanted.manifests.length + wanted.more
  if (count === 0) return []
  const lines = wanted.manifests.flatMap((each) => fetchLine(each) ?? [])
  const others = count - lines.length
  const said = [
    `${countText(verdicts.unverifiable)} ${verdicts.unverifiable === 1 ? 'image' : 'images'} could not be verified; ${countText(count)} raw ${count === 1 ? 'manifest' : 'manifests'} would settle that.`,
    ...(lines.length === 0
      ? []
      : ['Where a registry can be reached, run in an empty folder, and repeat with --evidence FOLDER:']),
  ].join(' ')
  const rest = `${countText(others)} more: --format json names the first ${countText(wanted.manifests.length)} of all; what is no reference cannot be fetched.`
  return ['', ...wrap(said, width), ...lines, ...(others === 0 ? [] : wrap(rest, width))]
}
