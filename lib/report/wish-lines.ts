import { dirname } from 'node:path'
import type { Digest } from '../digest.ts'
import { parseReference } from '../image/reference.ts'
import { evidenceKey } from '../store/layout.ts'
import { countText } from './byte-text.ts'
import { wrap } from './columns.ts'
import type { Summary } from './schema.ts'
import { shellWord } from './shell-word.ts'

/** Who can use what is wanted: another report of the same export, or the next audit of the same store. */
export type Asker = 'report' | 'audit'

interface Way {
  readonly file: (digest: Digest) => string
  readonly says: string
}

const ways: Readonly<Record<Asker, Way>> = {
  report: {
    file: (digest) => `${digest.replace(':', '-')}.json`,
    says: 'Where a registry can be reached, run in an empty folder, and repeat with --evidence FOLDER:',
  },
  audit: {
    file: evidenceKey,
    says: "Where a registry can be reached, run in the store's folder, or in an empty one that you then copy into the bucket (of a deployment: the exports bucket), and audit again:",
  },
}

/** Manifests that a registry could be asked for, by what is to fetch them. */
const fetchable = (wanted: string): readonly (readonly [string, Digest])[] => {
  const reference = parseReference(wanted)
  if (reference === null || reference.repository === '' || reference.digest === null) return []
  return [[wanted, reference.digest]]
}

/**
 * What would settle unverifiable images: one command for each manifest. Only what is a reference by its grammar becomes
 * one, so that nothing of an export is ever run; the rest is counted.
 */
export const wishLines = (
  { wanted, verdicts }: Summary,
  width: number,
  asker: Asker = 'report',
): string[] => {
  const count = wanted.manifests.length + wanted.more
  if (count === 0) return []
  const { file, says } = ways[asker]
  const fetched = wanted.manifests.flatMap(fetchable)
  const folders = new Set(fetched.map(([, digest]) => dirname(file(digest)))).difference(new Set(['.']))
  const lines = [
    ...[...folders].map((folder) => `  mkdir -p ${shellWord(folder)}`),
    ...fetched.map(
      ([name, digest]) =>
        `  skopeo inspect --raw ${shellWord(`docker://${name}`)} > ${shellWord(file(digest))}`,
    ),
  ]
  const others = count - fetched.length
  const said = [
    `${countText(verdicts.unverifiable)} ${verdicts.unverifiable === 1 ? 'image' : 'images'} could not be verified; ${countText(count)} raw ${count === 1 ? 'manifest' : 'manifests'} would settle that.`,
    ...(fetched.length === 0 ? [] : [says]),
  ].join(' ')
  const rest = `${countText(others)} more: --format json names the first ${countText(wanted.manifests.length)} of all; what is no reference cannot be fetched.`
  return ['', ...wrap(said, width), ...lines, ...(others === 0 ? [] : wrap(rest, width))]
}
