import { matchesDigest } from '../digest.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { type Form, indexForms } from '../manifest/form.ts'
import { serialize } from '../manifest/serialize.ts'
import { formName, type Hit, hitOf } from './attempt.ts'
import { type Budget, spend } from './budget.ts'
import type { Knowledge } from './knowledge.ts'
import { markersFor, searchNumbers } from './number-search.ts'
import type { IndexPuzzle } from './puzzle.ts'
import { rankBy } from './rank.ts'
import { indexCandidates, isWindows } from './rebuild-index.ts'
import { buildPairs, builds, likelyRevisions, mostRevisions, revisionBeside } from './windows.ts'

/** An `os.version` for each entry; null where it has none. */
type Versions = readonly (string | null)[]

/** One way to write the index, all but the versions. */
interface Way {
  readonly form: Form
  readonly write: (versions: Versions) => string
}

/** Ways of one index that are searched: its entries with and without their attestations' annotations. */
const mostCandidates = 4

/** Ways that are worth a search of two. */
const searchedWays = 2

/** How far apart revisions of one day may be from what is interpolated. */
const band = 300

const withVersion = (entry: Json, version: string | null): Json => {
  if (version === null || !isObject(entry)) return entry
  const platform = isObject(entry.platform) ? entry.platform : {}
  return { ...entry, platform: { ...platform, 'os.version': version } }
}

/** Likeliest first. The only producer that is known to keep versions in Docker lists sorts all keys. */
const waysOf = ({ puzzle: { entries, mediaType }, order }: VersionlessIndex): readonly Way[] => {
  const rank = rankBy(order)
  const ways: (Way & { unlikely: number })[] = []
  let nth = 0
  for (const { manifest, forms } of indexCandidates(entries, mediaType)) {
    if (++nth > mostCandidates) break
    const write =
      (form: Form) =>
      (versions: Versions): string => {
        const { manifests } = manifest
        const written = Array.isArray(manifests)
          ? manifests.map((entry, i) => withVersion(entry, versions[i] ?? null))
          : []
        return serialize({ ...manifest, manifests: written } satisfies JsonObject, form)
      }
    for (const form of forms)
      ways.push({ form, write: write(form), unlikely: (form.sorted ? 0 : 1 + rank(form)) + 2 * (nth - 1) })
  }
  return ways.toSorted((a, b) => a.unlikely - b.unlikely)
}

const hitIn = (text: string, { form }: Way): Hit => hitOf(text, formName({ annotations: 'os-version' }, form))

/** Every way to give the entries versions that are known for them. */
function* knownVersions(choices: readonly (readonly (string | null)[])[]): Generator<Versions> {
  const [first, ...rest] = choices
  if (first === undefined) yield []
  else for (const version of first) for (const others of knownVersions(rest)) yield [version, ...others]
}

const version = (build: number, revision: number | string): string => `10.0.${build}.${revision}`

/** A blanked index whose Windows entries lack their versions. A plain record. */
export interface VersionlessIndex {
  readonly puzzle: IndexPuzzle
  /** The ids of the forms, the likeliest first. */
  readonly order: readonly string[]
  /** For each entry the versions that it may have; null alone for what is no Windows, or not known. */
  readonly choices: readonly (readonly (string | null)[])[]
}

/** The index, with what is known of its entries. */
export const versionlessIndex = (puzzle: IndexPuzzle, known: Knowledge): VersionlessIndex => ({
  puzzle,
  order: known.orderOf(indexForms, puzzle.repository),
  choices: puzzle.entries.map((entry) => {
    const versions = isWindows(entry) ? known.osVersionsOf(entry.digest) : []
    return versions.length === 0 ? [null] : versions
  }),
})

/** Searches with everything that is known and so many entries of which nothing is. */
export type VersionSearch = (index: VersionlessIndex, budget: Budget) => Hit | null

/** Places of Windows entries of which nothing is known. */
const unknownIn = ({ puzzle, choices }: VersionlessIndex): readonly number[] =>
  puzzle.entries.flatMap((entry, i) => (isWindows(entry) && choices[i]?.[0] === null ? [i] : []))

const searchKnown: VersionSearch = (index, budget) => {
  const { puzzle, choices } = index
  if (unknownIn(index).length > 0) return null
  for (const way of waysOf(index))
    for (const versions of knownVersions(choices)) {
      const text = way.write(versions)
      if (!spend(budget, 8 * text.length)) return null
      if (matchesDigest(text, puzzle.digest)) return hitIn(text, way)
    }
  return null
}

/** Revisions of `build` in place `at`, the other versions being given. */
const searchRevisions = (
  { digest }: IndexPuzzle,
  way: Way,
  versions: Versions,
  [at, build]: readonly [number, number],
  range: readonly [number, number],
  budget: Budget,
): Hit | null => {
  const [marker = 0] = markersFor(way.write(versions), 1)
  const text = way.write(versions.with(at, version(build, marker)))
  const slot = { marker: String(marker), start: 0, step: 1 }
  const revision = searchNumbers(text, [slot], range, digest, budget)
  return revision === null ? null : hitIn(way.write(versions.with(at, version(build, revision))), way)
}

const searchOne: VersionSearch = (index, budget) => {
  const { puzzle, choices } = index
  const [at, ...more] = unknownIn(index)
  if (at === undefined || more.length > 0) return null
  for (const way of waysOf(index))
    for (const versions of knownVersions(choices))
      for (const build of builds) {
        // There may be more ways to give what is known than anybody can count.
        if (budget.exhausted) return null
        const hit = searchRevisions(puzzle, way, versions, [at, build], [1, mostRevisions], budget)
        if (hit !== null) return hit
      }
  return null
}

/** Two versions of one day for each pair of builds and way; then any, as far as the budget goes. */
const searchTwo: VersionSearch = (index, budget) => {
  const { puzzle, choices } = index
  const [first, second, ...more] = unknownIn(index)
  if (first === undefined || second === undefined || more.length > 0) return null
  const ways = waysOf(index).slice(0, searchedWays)
  const ranges: readonly ((
    pair: readonly [number, number],
    revision: number,
  ) => readonly [number, number])[] = [
    ([one, other], revision) => {
      const near = revisionBeside(one, revision, other)
      return [Math.max(1, near - band), near + band]
    },
    () => [1, mostRevisions],
  ]
  for (const range of ranges)
    for (const pair of buildPairs)
      for (const way of ways)
        for (const versions of knownVersions(choices))
          for (let revision = 1; revision <= likelyRevisions(pair[0]); revision++) {
            if (budget.exhausted) return null
            const given = versions.with(first, version(pair[0], revision))
            const hit = searchRevisions(puzzle, way, given, [second, pair[1]], range(pair, revision), budget)
            if (hit !== null) return hit
          }
  return null
}

/** Searches for an index's lost `os.version`s, cheap before dear: all known, one unknown, two unknown. */
export const osVersionSearches = [searchKnown, searchOne, searchTwo] as const
