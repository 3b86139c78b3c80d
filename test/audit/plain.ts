/** The audit's answers computed plainly, image by image: what the SQL must say too. */
import type { ImageReport } from '../../lib/report/schema.ts'
import type { ManyExport } from './many.ts'

type Cell = string | number | null
export type PlainRow = Readonly<Record<string, Cell>>

interface Held extends ImageReport {
  readonly cluster: string
  readonly exportKey: string
}

const text = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? '\uffff' : String(cell)

/** Orders as SQL does: by each column in turn, nulls last; `-` before a name turns it round. */
export const ordered = <Row extends PlainRow>(rows: readonly Row[], ...columns: readonly string[]): Row[] =>
  rows.toSorted((one, other) => {
    for (const column of columns) {
      const name = column.replace('-', '')
      const [a, b] = [one[name], other[name]]
      if (a === b) continue
      const sign = column.startsWith('-') ? -1 : 1
      if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
      if (a === null || b === null) return a === null ? 1 : -1
      return sign * (text(a) < text(b) ? -1 : 1)
    }
    return 0
  })

const grouped = <Item>(items: Iterable<Item>, key: (item: Item) => readonly Cell[]): Map<string, Item[]> =>
  Map.groupBy(items, (item) => JSON.stringify(key(item)))

const cellsOf = (key: string): Cell[] => JSON.parse(key)
const distinct = <Item>(items: readonly Item[], of: (item: Item) => unknown): number =>
  new Set(items.map(of)).size
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((all, one) => all + one, 0)

interface Blob {
  digest: string
  bytes: number | null
  images: number
  isLayer: boolean
  places: Map<string, number | null>
}

const greater = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other)

const blobsOf = (images: readonly Held[]): Map<string, Blob> => {
  const blobs = new Map<string, Blob>()
  for (const { cluster, namespace, layers, config } of images) {
    const place = JSON.stringify([cluster, namespace])
    const note = (digest: string, bytes: number | null, isLayer: boolean, first: boolean) => {
      const blob = blobs.get(digest) ?? { digest, bytes: null, images: 0, isLayer: false, places: new Map() }
      blob.bytes = greater(blob.bytes, bytes)
      blob.isLayer ||= isLayer
      if (first) blob.images++
      blob.places.set(place, greater(blob.places.get(place) ?? null, bytes))
      blobs.set(digest, blob)
    }
    layers.forEach(({ digest, size }, index) => {
      note(digest, size, true, layers.findIndex((one) => one.digest === digest) === index)
    })
    if (config?.digest) note(config.digest, config.size, false, false)
  }
  return blobs
}

const stackOf = ({ layers }: ImageReport): string => layers.map(({ digest }) => digest.slice(7, 23)).join('')

const firstName = (images: readonly Held[]): Held =>
  ordered(
    images.map((image, index) => ({
      index,
      cluster: image.cluster,
      namespace: image.namespace,
      stream: image.stream,
      tag: image.tag,
      key: image.exportKey,
    })),
    'cluster',
    'namespace',
    'stream',
    'tag',
    'key',
    'index',
  ).map(({ index }) => images[index] as Held)[0] as Held

/** Of each stream the image that was made last. */
const newestOf = (images: readonly Held[]): Map<string, Held> => {
  const newest = new Map<string, Held>()
  for (const image of images) {
    const key = JSON.stringify([image.cluster, image.namespace, image.stream])
    const known = newest.get(key)?.created ?? ''
    if (image.created !== null && image.created > known) newest.set(key, image)
  }
  return newest
}

const isOutdated = (created: string | null, newest: string | null): string => {
  if (created === null || newest === null) return 'unknown'
  return newest > created ? 'yes' : 'no'
}

const baseImages = (images: readonly Held[]): PlainRow[] => {
  const single = images.filter(({ layers }) => layers.length > 0)
  const byDigest = Map.groupBy(single, ({ digest }) => digest ?? '')
  const stacks = Map.groupBy(single, stackOf)
  const built = new Map<string, Set<string>>()
  const newest = newestOf(images)
  for (const image of single) {
    const own = stackOf(image)
    for (let length = 16; length < own.length; length += 16)
      for (const base of stacks.get(own.slice(0, length)) ?? []) {
        const derived = built.get(base.digest ?? '') ?? new Set()
        built.set(base.digest ?? '', derived.add(image.digest ?? ''))
      }
  }
  return ordered(
    [...built].map(([digest, derived]) => {
      const { cluster, namespace, stream, tag, layers, created } = firstName(byDigest.get(digest) ?? [])
      const last = newest.get(JSON.stringify([cluster, namespace, stream]))
      const outdated = isOutdated(created, last?.created ?? null)
      return {
        digest,
        cluster,
        namespace,
        stream,
        tag,
        layers: layers.length,
        images: derived.size,
        outdated,
        newest_digest: outdated === 'yes' ? (last?.digest ?? null) : null,
      }
    }),
    '-images',
    'digest',
  ).slice(0, 1000)
}

/** Days between two moments as the calendar counts them, UTC. */
const daysBetween = (from: string, to: Date): number =>
  (Date.parse(to.toISOString().slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000

const bounds = [30, 90, 180, 365, 730]

const ages = (images: readonly Held[], at: Date): PlainRow[] => {
  const bucketOf = ({ created }: Held): number => {
    if (created === null) return -1
    const days = daysBetween(created, at)
    return bounds.filter((bound) => days >= bound).length
  }
  return [...Map.groupBy(images, bucketOf)]
    .toSorted(([one], [other]) => one - other)
    .map(([bucket, some]) => ({
      bucket,
      from_days: bounds[bucket - 1] ?? null,
      to_days: bounds[bucket] ?? null,
      images: some.length,
      digests: distinct(some, ({ digest }) => digest),
    }))
}

const oldest = (images: readonly Held[], at: Date): PlainRow[] =>
  ordered(
    [...Map.groupBy(images, ({ digest }) => digest ?? '')].flatMap(([digest, same]) => {
      const { cluster, namespace, stream, tag, created } = firstName(same)
      return created === null
        ? []
        : [{ digest, cluster, namespace, stream, tag, created, days: daysBetween(created, at) }]
    }),
    'created',
    'digest',
  ).slice(0, 100)

/** All answers that need neither history nor policy, by name. */
export const plainAnswers = (
  exports: readonly ManyExport[],
  at: Date,
): Readonly<Record<string, PlainRow[]>> => {
  const images: Held[] = exports.flatMap(({ name, images: held }) =>
    held.map((image) => ({ ...image, cluster: name.split('/')[0] ?? '', exportKey: name })),
  )
  const blobs = [...blobsOf(images).values()]
  const verdictCount = (some: readonly Held[], verdict: string) =>
    some.filter(({ verification }) => verification.verdict === verdict).length
  const places = (image: Held) => [image.cluster, image.namespace]
  const streams = (image: Held) => [image.cluster, image.namespace, image.stream]
  const placed = new Map(
    [...grouped(images, places)].map(([place]) => {
      const own = blobs.filter((blob) => blob.places.has(place))
      const bytes = (some: readonly Blob[]) => sum(some.map((blob) => blob.bytes ?? 0))
      return [place, { distinct: bytes(own), exclusive: bytes(own.filter((blob) => blob.places.size === 1)) }]
    }),
  )
  const byDigest = Map.groupBy(images, ({ digest }) => digest ?? '')
  const platformRows = [...grouped(images, (one) => [...streams(one), one.platforms[0]?.platform ?? ''])].map(
    ([key, some]) => {
      const [cluster = null, namespace = null, stream = null, platform = null] = cellsOf(key)
      return { cluster, namespace, stream, platform, images: some.length }
    },
  )
  const allStreams = grouped(images, streams).size
  const signatures = images.flatMap((image) =>
    image.signatures.map((signature) => ({ ...signature, of: image.digest })),
  )
  const unsigned = images.filter((image) => image.signatures.length === 0)
  return {
    inventory: ordered(
      [...grouped(images, streams)].map(([key, some]) => {
        const [cluster = null, namespace = null, stream = null] = cellsOf(key)
        const each = Map.groupBy(some, ({ digest }) => digest)
        const bytes = sum(
          [...each.values()].map((same) => Math.max(...same.map(({ size }) => size.total ?? 0))),
        )
        return { cluster, namespace, stream, images: some.length, digests: each.size, bytes }
      }),
      '-bytes',
      'cluster',
      'namespace',
      'stream',
    ).slice(0, 1000),
    namespaces: ordered(
      [...grouped(images, places)].map(([key, some]) => {
        const [cluster = null, namespace = null] = cellsOf(key)
        return {
          cluster,
          namespace,
          streams: distinct(some, ({ stream }) => stream),
          images: some.length,
          digests: distinct(some, ({ digest }) => digest),
          verified: verdictCount(some, 'verified'),
          mismatch: verdictCount(some, 'mismatch'),
          unverifiable: verdictCount(some, 'unverifiable'),
          layer_bytes: sum(some.map(({ size }) => size.layers ?? 0)),
          distinct_bytes: placed.get(key)?.distinct ?? 0,
          exclusive_bytes: placed.get(key)?.exclusive ?? 0,
        }
      }),
      '-distinct_bytes',
      'cluster',
      'namespace',
    ),
    verdicts: ordered(
      [...grouped(images, ({ verification: { verdict, proof, reason } }) => [verdict, proof, reason])].map(
        ([key, some]) => {
          const [verdict = null, proof = null, reason = null] = cellsOf(key)
          return {
            verdict,
            proof,
            reason,
            images: some.length,
            digests: distinct(some, ({ digest }) => digest),
          }
        },
      ),
      'verdict',
      '-images',
    ),
    mismatches: ordered(
      images
        .filter(({ verification }) => verification.verdict === 'mismatch')
        .map(({ cluster, namespace, stream, tag, name, digest, reference, verification, exportKey }) => ({
          cluster,
          namespace,
          stream,
          tag,
          name,
          digest,
          reference,
          reason: verification.reason,
          export_key: exportKey,
        })),
      'cluster',
      'namespace',
      'stream',
      'tag',
      'name',
      'digest',
      'export_key',
    ).slice(0, 1000),
    'digest-conflicts': ordered(
      [...byDigest].flatMap(([digest, some]) => {
        const claims = new Map<string, string>()
        for (const { size, exportKey } of some) {
          const claim = String(size.declared)
          const known = claims.get(claim)
          claims.set(claim, known === undefined || exportKey < known ? exportKey : known)
        }
        if (claims.size < 2) return []
        const [one, ...rest] = [...claims].toSorted(([a], [b]) => (a < b ? -1 : 1))
        const other = rest.at(-1)
        return [
          {
            digest,
            field: 'size',
            descriptions: claims.size,
            exports: distinct(some, ({ exportKey }) => exportKey),
            one_value: one?.[0] ?? null,
            one_export: one?.[1] ?? null,
            other_value: other?.[0] ?? null,
            other_export: other?.[1] ?? null,
          },
        ]
      }),
      'digest',
    ).slice(0, 1000),
    sizes: [
      {
        images: images.length,
        indexes: 0,
        digests: byDigest.size,
        layer_bytes: sum(images.map(({ size }) => size.layers ?? 0)),
        distinct_layer_bytes: sum(blobs.filter(({ isLayer }) => isLayer).map(({ bytes }) => bytes ?? 0)),
        distinct_bytes: sum(blobs.map(({ bytes }) => bytes ?? 0)),
        unknown_sizes: blobs.filter(({ bytes }) => bytes === null).length,
      },
    ],
    'base-images': baseImages(images),
    coverage: ordered(platformRows, 'cluster', 'namespace', 'stream', 'platform').slice(0, 5000),
    platforms: ordered(
      [...Map.groupBy(platformRows, ({ platform }) => platform)].map(([platform, rows]) => ({
        platform,
        streams: rows.length,
        streams_without: allStreams - rows.length,
        images: sum(rows.map((row) => row.images)),
      })),
      '-streams',
      'platform',
    ),
    signatures: ordered(
      [
        ...[...grouped(signatures, ({ keyId, verdict, type }) => [keyId, verdict, type])].map(
          ([key, some]) => {
            const [key_id = null, verdict = null, type = null] = cellsOf(key)
            return { key_id, verdict, type, signatures: some.length, images: distinct(some, ({ of }) => of) }
          },
        ),
        {
          key_id: null,
          verdict: 'unsigned',
          type: null,
          signatures: 0,
          images: distinct(unsigned, ({ digest }) => digest),
        },
      ],
      'verdict',
      '-images',
      'key_id',
    ),
    unverifiable: ordered(
      [
        ...grouped(
          images.filter(({ verification }) => verification.verdict === 'unverifiable'),
          ({ digest, verification }) => [digest, verification.reason],
        ),
      ].map(([key, some]) => {
        const [digest = null, reason = null] = cellsOf(key)
        return {
          digest,
          reason,
          wanted: some.map(({ reference }) => reference ?? '').toSorted()[0] ?? null,
          evidence_key: `evidence/${String(digest).replace(':', '/')}`,
          images: some.length,
          namespaces: new Set(some.map(({ namespace }) => namespace).filter((one) => one !== null)).size,
        }
      }),
      '-images',
      'digest',
    ).slice(0, 1000),
    settled: [],
    'oldest-images': oldest(images, at),
    age: ages(images, at),
  }
}

/** The most that are shared, and the largest: compared by their figures, since any of those that are alike may stand. */
export const plainTops = (exports: readonly ManyExport[]) => {
  const images: Held[] = exports.flatMap(({ name, images: held }) =>
    held.map((image) => ({ ...image, cluster: name.split('/')[0] ?? '', exportKey: name })),
  )
  const sharing = [...blobsOf(images).values()].filter(({ isLayer, images: count }) => isLayer && count > 1)
  const totals = [...Map.groupBy(images, ({ digest }) => digest).values()].map((same) =>
    Math.max(...same.map(({ size }) => size.total ?? 0)),
  )
  return {
    shared: new Map(
      sharing.map(({ digest, bytes, images: count, places }) => [
        digest,
        { bytes, images: count, namespaces: places.size },
      ]),
    ),
    sharedCounts: sharing
      .map(({ images: count }) => count)
      .toSorted((one, other) => other - one)
      .slice(0, 100),
    largest: totals.toSorted((one, other) => other - one).slice(0, 100),
  }
}
