import { countText } from './byte-text.ts'
import type { MadeWith } from './schema.ts'

type DigestText = (digest: string) => string

/** Files of keys that are named before the rest is counted. */
const shownKeys = 3

const keyTexts = (keys: readonly string[], digestText: DigestText): readonly string[] => [
  ...keys.slice(0, shownKeys).map((digest) => `keys ${digestText(digest)}`),
  ...(keys.length > shownKeys ? [`${countText(keys.length - shownKeys)} more files of keys`] : []),
]

/** For people, what a report says that it was made with: the digests of what was given, and options as the command line takes them. */
export const madeWithTexts = (
  { policy, keys = [], settings = {} }: MadeWith = {},
  digestText: DigestText = (digest) => digest,
): readonly string[] => [
  ...(policy === undefined ? [] : [`policy ${digestText(policy)}`]),
  ...keyTexts(keys, digestText),
  ...Object.entries(settings).map(([name, value]) =>
    name === 'repair' ? `--repair ${value}` : `--limit ${name}=${value}`,
  ),
]
