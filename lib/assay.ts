import { randomUUID } from 'node:crypto'
import { type Batch, type BatchResult, readBatches, taskOf, withResults } from './assay/batch.ts'
import type { AssayedImage } from './assay/element.ts'
import { createPostponed, type Group } from './assay/postponed.ts'
import { createSearch } from './assay/search.ts'
import { createStaff } from './assay/staff.ts'
import { createUnsettled, type Waiting, withOpen } from './assay/unsettled.ts'
import type { Rejection } from './export/item.ts'
import { type Source, totalSize } from './export/source.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { Policy } from './policy/schema.ts'
import { readAhead } from './read-ahead.ts'
import { analyzer } from './report/analyzer.ts'
import { createNotebook } from './report/notebook.ts'
import type { ReportFrame } from './report/renderer.ts'
import type { Reported } from './report/reported.ts'
import { apiVersion, type ImageReport, type SourceReport } from './report/schema.ts'
import { spillBytes } from './spill/records.ts'
import { type Keyring, noKeys } from './signature/keyring.ts'
import { type Evidence, noEvidence, recorded } from './verify/evidence.ts'
import { isRepaired } from './verify/is-repaired.ts'

export interface Progress {
  /** Images assayed so far. */
  readonly images: number
  /** Bytes read so far, as given (compressed where they are). */
  readonly bytes: number
  /** Once all has been read: of how many images that nothing proves yet (`open`) so many have been searched for. */
  readonly searched?: number
  readonly open?: number
}

export interface AssayOptions {
  readonly evidence?: Evidence
  /** Public keys to verify signatures with. */
  readonly keyring?: Keyring
  readonly limits?: Partial<Limits>
  /** Judges every image, by all rules but those that only audits judge. */
  readonly policy?: Policy | undefined
  /** What clock-bound judgements stand for. Default: now. */
  readonly at?: Date | undefined
  /** Whether to search images that nothing proves for the one false field. Default: in exports of up to 1,000 images. */
  readonly repair?: boolean
  /** Threads that may work on a large export, of some 100 MB; the report is the same for any number. Default: 1. */
  readonly jobs?: number | undefined
  readonly onProgress?: (progress: Progress) => void
}

export interface Outcome {
  /** The export's report but for its images. */
  readonly frame: ReportFrame
  /** Digests of the evidence that went into the report, sorted. */
  readonly evidence: readonly string[]
  /** Digests of the public keys, where there was a signature to verify with them. */
  readonly keys: readonly string[]
}

/**
 * The whole job. Yields one report an image – single images settled on their own as they are read, then the other
 * single images, then indexes, which need to know their children – and returns the rest of the ExportReport.
 * Holds a few elements and a bounded part of what must wait, never the whole export.
 * @throws AssayError when a source cannot be read; what is wrong *in* a source is a rejection or a finding
 */
export async function* reportSources(
  sources: readonly Source[],
  options: AssayOptions = {},
): AsyncGenerator<Reported, Outcome> {
  const { onProgress, jobs = 1, keyring = noKeys, policy, at = new Date() } = options
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const used = new Set<string>()
  const given = options.evidence ?? noEvidence
  const evidence = recorded(given, used)
  let bytes = 0
  const total = totalSize(sources) ?? Number.POSITIVE_INFINITY
  const whole = (seen: number): number => (seen * total) / bytes
  const staff = createStaff(jobs, { evidence, limits, keyring, policy, at, secret: randomUUID() }, whole)
  const notebook = createNotebook(spillBytes / 2)
  const sourceReports: SourceReport[] = []
  const rejected: Rejection[] = []
  const unsettled = createUnsettled()
  const search = createSearch(limits)
  const postponed = createPostponed()
  let images = 0
  /** Of the images: not reported yet. */
  let waiting = 0

  const note = ({ notes, detached }: AssayedImage, isInExport?: (digest: string) => boolean): void => {
    images++
    notebook.note(notes, isInExport)
    for (const digest of detached) used.add(digest)
  }

  /** An image that was just assayed, where it can be reported at once. */
  const settle = (assayed: AssayedImage): Reported | null => {
    note(assayed)
    if (assayed.child !== null) postponed.meet(assayed.child)
    if (assayed.settled) return assayed.reported
    unsettled.add(assayed.reported)
    return null
  }

  const take = function* (result: BatchResult): Generator<Reported> {
    if (result.type === 'source') sourceReports.push(result.source)
    else if (result.type === 'rejection') rejected.push(result.rejection)
    else {
      const names: string[] = []
      const keys: string[] = []
      let place = 0
      for (const assayed of result.images) {
        if (assayed.type !== 'rejection' && assayed.lesson !== null) search.learn(assayed.lesson)
        if (assayed.type === 'rejection') rejected.push(assayed.rejection)
        else if (assayed.type === 'index') {
          waiting++
          names.push(...assayed.names)
          if (assayed.child !== null) postponed.meet(assayed.child)
          if (assayed.puzzle !== null) keys.push(search.ask(assayed.puzzle))
        } else if (assayed.type === 'open') {
          waiting++
          unsettled.setAside({ raw: result.raw, place: place++, key: search.ask(assayed.puzzle) })
        } else {
          const reported = settle(assayed)
          if (reported !== null) yield reported
        }
      }
      if (result.images.some(({ type }) => type === 'index')) postponed.postpone(result.raw, names, keys)
    }
    onProgress?.({ images, bytes })
  }

  try {
    const batches = readBatches(sources, limits, (count) => {
      bytes += count
    })
    const perform = async (batch: Batch) => ({ batch, read: await staff.perform(taskOf(batch)) })
    for await (const { batch, read } of readAhead(batches, perform, staff.ahead))
      for (const result of withResults(batch, read())) yield* take(result)

    const found = await search.settle(
      {
        repair: isRepaired(options.repair, images + waiting),
        onSearched: (searched, open) => onProgress?.({ images, bytes, searched, open }),
      },
      given,
      (digest) => used.add(digest),
    )

    const assayAside = async (group: readonly Waiting[]) => {
      const aside = group.flatMap((one) => (one.type === 'aside' ? one.aside : []))
      const items = aside.map(({ raw }) => raw)
      const task = { items, children: null, settlements: found(aside.map(({ key }) => key)) }
      return { group, read: items.length === 0 ? () => [] : await staff.perform(task) }
    }
    for await (const { group, read } of readAhead(unsettled.groups(), assayAside, staff.ahead))
      for (const one of withOpen(group, read())) {
        if (one.type === 'reported') yield one.reported
        else if (one.type === 'image') {
          note(one)
          if (one.child !== null) postponed.meet(one.child)
          yield one.reported
        }
        onProgress?.({ images, bytes })
      }

    const assayGroup = async (group: Group) => {
      const { items, children, keys } = group
      return { group, read: await staff.perform({ items, children, settlements: found(keys) }) }
    }
    for await (const { group, read } of readAhead(postponed.groups(), assayGroup, staff.ahead)) {
      const inExport = new Set(group.children.map(({ digest }) => digest))
      for (const assayed of read().flat()) {
        if (assayed.type !== 'image') continue
        note(assayed, (digest) => inExport.has(digest))
        yield assayed.reported
        onProgress?.({ images, bytes })
      }
    }
    const summary = notebook.finish(rejected.length, at)
    const keys = summary.signatures.signed > 0 ? keyring.digests : []
    const frame: ReportFrame = {
      apiVersion,
      kind: 'ExportReport',
      analyzer,
      sources: sourceReports,
      summary,
      rejected,
    }
    return { frame, evidence: [...used].toSorted(), keys }
  } finally {
    await staff.end()
    notebook.close()
    unsettled.close()
    search.close()
    postponed.close()
  }
}

/** As {@link reportSources}, each image's report as an object. */
export async function* assaySources(
  sources: readonly Source[],
  options: AssayOptions = {},
): AsyncGenerator<ImageReport, Outcome> {
  const reports = reportSources(sources, options)
  try {
    for (;;) {
      const step = await reports.next()
      if (step.done) return step.value
      yield step.value.report
    }
  } finally {
    await reports.return(undefined as never)
  }
}
