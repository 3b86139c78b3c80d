import { shortened } from '../../checks/shortened.ts'
import { repositoryOf } from '../../image/name.ts'
import type { Verdict } from '../../verify/verification.ts'
import { shorten, shortenStart } from '../columns.ts'
import type { ImageReport } from '../schema.ts'

/** What one stream has for one platform: how many images, the worst of their verdicts, and what is missing. */
export interface Cell {
  readonly images: number
  /** Null where nothing is there. */
  readonly verdict: Verdict | null
  /** Manifests that an index names and that the export does not hold. */
  readonly missing: number
}

export interface Coverage {
  readonly platforms: readonly string[]
  readonly streams: readonly { readonly stream: string; readonly cells: readonly (Cell | null)[] }[]
  /** Streams and platforms that were not drawn. */
  readonly more: { readonly streams: number; readonly platforms: number }
}

/** What is drawn, and what is remembered to choose it from. */
const limits = { streams: 25, platforms: 10, known: 2000, images: 300 } as const
const longest = { stream: 70, platform: 24, digest: 200 } as const

interface Member {
  readonly digest: string | null
  /** Null for an attestation, which is for none. */
  readonly platform: string | null
  readonly verdict: Verdict | null
  /** Named by an index. */
  readonly named: boolean
}

/** What people call a series of images: its stream, else the repository of its reference. */
const streamOf = ({ namespace, stream, reference }: ImageReport): string | null => {
  if (stream !== null) return namespace === null ? stream : `${namespace}/${stream}`
  return reference === null ? null : repositoryOf(reference)
}

const membersOf = ({ type, platforms, verification }: ImageReport): Member[] =>
  platforms.map(({ platform, digest, present, attestation }) => ({
    digest: digest === null ? null : shortened(digest, longest.digest),
    platform: attestation ? null : shorten(platform, longest.platform),
    verdict: type === 'image' ? verification.verdict : present ? 'verified' : null,
    named: type === 'index',
  }))

const worst: Readonly<Record<Verdict, number>> = { mismatch: 2, unverifiable: 1, verified: 0 }

/** The digests that an index says are attestations, in whichever stream. */
const attestationsIn = (members: readonly Member[]): ReadonlySet<string | null> =>
  new Set(members.flatMap(({ platform, digest }) => (platform === null && digest !== null ? digest : [])))

/** An index knows the platform of its children, which often do not know it themselves: it counts, and their verdicts. */
const settled = (members: readonly Member[], attestations: ReadonlySet<string | null>): Member[] => {
  const own = new Map<string | null, Member>()
  for (const member of members) if (!member.named && member.digest !== null) own.set(member.digest, member)
  const named = new Set(members.filter((member) => member.named).map(({ digest }) => digest))
  const distinct = new Map<string, Member>()
  for (const member of members) {
    if (!member.named && (named.has(member.digest) || attestations.has(member.digest))) continue
    const verdict = own.get(member.digest)?.verdict ?? member.verdict
    distinct.set(`${member.platform} ${member.digest}`, { ...member, verdict })
  }
  return [...distinct.values()]
}

const cellsOf = (members: readonly Member[], attestations: ReadonlySet<string | null>): Map<string, Cell> => {
  const cells = new Map<string, Cell>()
  for (const { platform, verdict } of settled(members, attestations)) {
    if (platform === null) continue
    const {
      images,
      verdict: known,
      missing,
    } = cells.get(platform) ?? { images: 0, verdict: null, missing: 0 }
    const isWorse = verdict !== null && (known === null || worst[verdict] > worst[known])
    cells.set(platform, {
      images: images + (verdict === null ? 0 : 1),
      verdict: isWorse ? verdict : known,
      missing: missing + (verdict === null ? 1 : 0),
    })
  }
  return cells
}

const gaps = (cells: ReadonlyMap<string, Cell>): number =>
  [...cells.values()].reduce((sum, { missing }) => sum + missing, 0)

/** Remembers which stream has what for which platform, for the first streams that go by. */
export const coverageOf = () => {
  const streams = new Map<string, Member[]>()
  let unknown = 0
  return {
    add(report: ImageReport): void {
      const stream = streamOf(report)
      if (stream === null) return
      const key = shortenStart(stream, longest.stream)
      const known = streams.get(key)
      if (known === undefined && streams.size >= limits.known) {
        unknown++
        return
      }
      const members = known ?? []
      if (members.length < limits.images) members.push(...membersOf(report))
      streams.set(key, members)
    },
    /** Streams with gaps first, then those with most platforms. */
    finish(): Coverage {
      const attestations = attestationsIn([...streams.values()].flat())
      const rows = [...streams].map(([stream, members]) => ({
        stream,
        cells: cellsOf(members, attestations),
      }))
      const counts = new Map<string, number>()
      for (const { cells } of rows)
        for (const platform of cells.keys()) counts.set(platform, (counts.get(platform) ?? 0) + 1)
      const platforms = [...counts]
        .toSorted(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1))
        .map(([platform]) => platform)
      const drawn = platforms.slice(0, limits.platforms)
      const ordered = rows.toSorted(
        (one, other) =>
          gaps(other.cells) - gaps(one.cells) ||
          other.cells.size - one.cells.size ||
          (one.stream < other.stream ? -1 : 1),
      )
      return {
        platforms: drawn,
        streams: ordered.slice(0, limits.streams).map(({ stream, cells }) => ({
          stream,
          cells: drawn.map((platform) => cells.get(platform) ?? null),
        })),
        more: {
          streams: Math.max(0, rows.length - limits.streams) + unknown,
          platforms: platforms.length - drawn.length,
        },
      }
    },
  }
}
