/** Builds of Windows that base images are made of, likeliest first (Microsoft, "Windows container base images"). */
export const builds: readonly number[] = [
  17763, 20348, 14393, 26100, 25398, 18363, 18362, 19041, 19042, 17134, 16299,
]

/** Revisions have four digits at most, but for the newest builds. */
export const mostRevisions = 9999

/** Revisions of a build that a search of two begins with. */
export const likelyRevisions = (build: number): number => (build === 20348 ? 5000 : mostRevisions)

/** Builds that one index was made of, in its order: Docker official lists go from the newest to the oldest. */
export const buildPairs: readonly (readonly [first: number, second: number])[] = [
  [20348, 17763],
  [17763, 14393],
  [26100, 20348],
  [17763, 20348],
  [20348, 14393],
]

/** Revisions that appeared on one day: the second Tuesday of August of each year (Microsoft's release notes). */
const releases: readonly Readonly<Record<number, number>>[] = [
  { 14393: 1, 17763: 1, 20348: 1, 26100: 1 },
  { 14393: 3144, 17763: 678, 20348: 1, 26100: 1 },
  { 14393: 3866, 17763: 1397, 20348: 1, 26100: 1 },
  { 14393: 4583, 17763: 2114, 20348: 169, 26100: 1 },
  { 14393: 5291, 17763: 3287, 20348: 887, 26100: 1 },
  { 14393: 6167, 17763: 4737, 20348: 1906, 26100: 1 },
  { 14393: 7259, 17763: 6189, 20348: 2655, 26100: 1457 },
  { 14393: 8330, 17763: 7678, 20348: 4052, 26100: 4946 },
]

/**
 * The revision of one build that was the newest when another build's `revision` was: images of one index are built on
 * one day. Interpolated, so near it rather than it.
 */
export const revisionBeside = (build: number, revision: number, other: number): number => {
  const at = (row: Readonly<Record<number, number>> | undefined, of: number) => row?.[of] ?? 1
  const later = releases.findIndex((row) => at(row, build) >= revision && at(row, build) > 1)
  const upper = releases[later === -1 ? releases.length - 1 : later]
  const lower = releases[(later === -1 ? releases.length - 1 : later) - 1]
  const span = at(upper, build) - at(lower, build)
  const share = span === 0 ? 0 : (revision - at(lower, build)) / span
  return Math.round(at(lower, other) + share * (at(upper, other) - at(lower, other)))
}
