import { randomUUID } from 'node:crypto'
import { type Batch, elementsOf, readBatches, withOutcomes } from './assay/batch.ts'
import { createLedger } from './assay/ledger.ts'
import type { Group } from './assay/postponed.ts'
import { createStaff } from './assay/staff.ts'
import type { TaskStage, Unread } from './assay/task.ts'
import { type Waiting, withOpen } from './assay/unsettled.ts'
import type { RawItem } from './export/item.ts'
import { type Source, totalSize } from './export/source.ts'
import { type Limits, limitsWith } from './limits.ts'
import type { Policy } from './policy/schema.ts'
import { readAhead } from './read-ahead.ts'
import { analyzer } from './report/analyzer.ts'
import type { ReportFrame } from './report/renderer.ts'
import type { Reported } from './report/reported.ts'
import { apiVersion, type ImageReport } from './report/schema.ts'
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
 * The whole job. Yields one report an image, some at a time – single images settled on their own as they are read, then
 * the other single images, then indexes, which need to know their children – and returns the rest of the ExportReport.
 * Holds a few elements and a bounded part of what must wait, never the whole export.
 * @throws AssayError when a source cannot be read, or a limit is too high; what is wrong *in* a source is a rejection or a finding
 */
export async function* reportSources(
  sources: readonly Source[],
  options: AssayOptions = {},
): AsyncGenerator<readonly Reported[], Outcome> {
  const { onProgress, jobs = 1, keyring = noKeys, policy, at = new Date() } = options
  const limits = limitsWith(options.limits)
  const used = new Set<string>()
  const given = options.evidence ?? noEvidence
  const evidence = recorded(given, used)
  let bytes = 0
  const total = totalSize(sources) ?? Number.POSITIVE_INFINITY
  const whole = (seen: number): number => (seen * total) / bytes
  const staff = createStaff(jobs, { evidence, limits, keyring, policy, at, secret: randomUUID() }, whole)
  const ledger = createLedger(limits)
  let tasks = 0
  /** Images that were assayed. */
  let images = 0

  const perform = (items: readonly RawItem[], stage: TaskStage): Promise<Unread> =>
    staff.perform({ number: tasks++, items, stage })

  try {
    const batches = readBatches(sources, limits, (count) => {
      bytes += count
    })
    const assayBatch = async (batch: Batch) => ({
      batch,
      read: await perform(elementsOf(batch), { type: 'reading' }),
    })
    for await (const { batch, read } of readAhead(batches, assayBatch, staff.ahead)) {
      const done = ledger.file(withOutcomes(batch, ledger.keep(read())))
      const filed = ledger.count()
      images = filed.images - filed.waiting
      onProgress?.({ images, bytes })
      if (done.length > 0) yield done
    }

    const { search, unsettled, postponed } = ledger
    const found = await search.settle(
      {
        repair: isRepaired(options.repair, ledger.count().images),
        onSearched: (searched, open) => onProgress?.({ images, bytes, searched, open }),
      },
      given,
      (digest) => used.add(digest),
    )

    const assayAside = async (group: readonly Waiting[]) => {
      const aside = group.flatMap((one) => (one.type === 'aside' ? one.aside : []))
      const places = aside.map((one) => one.places)
      const settlements = found(aside.flatMap(({ keys }) => keys))
      const items = aside.map(({ raw }) => raw)
      return { group, read: await perform(items, { type: 'open', places, settlements }) }
    }
    for await (const { group, read } of readAhead(unsettled.groups(), assayAside, staff.ahead)) {
      const done: Reported[] = []
      for (const one of withOpen(group, ledger.keep(read()))) {
        if (one.type === 'image') images++
        if (one.type === 'image' || one.type === 'reported') done.push(one.reported)
      }
      onProgress?.({ images, bytes })
      if (done.length > 0) yield done
    }

    const assayGroup = ({ items, places, children, keys }: Group) =>
      perform(items, { type: 'indexes', places, children, settlements: found(keys) })
    for await (const read of readAhead(postponed.groups(), assayGroup, staff.ahead)) {
      const done = ledger
        .keep(read())
        .flat()
        .flatMap((outcome) => (outcome.type === 'image' ? outcome.reported : []))
      images += done.length
      onProgress?.({ images, bytes })
      if (done.length > 0) yield done
    }

    const frame: ReportFrame = { apiVersion, kind: 'ExportReport', analyzer, ...ledger.finish(at) }
    return {
      frame,
      evidence: [...used.union(ledger.detached)].toSorted(),
      keys: frame.summary.signatures.signed > 0 ? keyring.digests : [],
    }
  } finally {
    await staff.end()
    ledger.close()
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
      yield* step.value.map(({ report }) => report())
    }
  } finally {
    await reports.return(undefined as never)
  }
}
