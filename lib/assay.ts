import { randomUUID } from 'node:crypto'
import { readBatches } from './assay/batch.ts'
import { createExportState } from './assay/export-state.ts'
import { countProgress, type Progress } from './assay/progress.ts'
import { createScheduler } from './assay/scheduler.ts'
import { assayAsRead, assayIndexes, assayOpen } from './assay/stages.ts'
import { type Source, totalSize } from './export/source.ts'
import { type Limits, limitsWith } from './limits.ts'
import type { Policy } from './policy/schema.ts'
import { analyzer } from './report/analyzer.ts'
import { madeWith } from './report/made-with.ts'
import type { ReportFrame } from './report/renderer.ts'
import type { Reported } from './report/reported.ts'
import { apiVersion, type ImageReport } from './report/schema.ts'
import { type Keyring, noKeys } from './signature/keyring.ts'
import { type Evidence, noEvidence, recorded } from './verify/evidence.ts'
import { isRepaired } from './verify/is-repaired.ts'

/** What sources are assayed with, beside themselves. */
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
  /** Threads that may work on a large export, of some 100 MB, or on a long search; the report is the same for any number. Default: 1. */
  readonly jobs?: number | undefined
  readonly onProgress?: (progress: Progress) => void
}

/** What is known once all images are reported. */
export interface Outcome {
  /** The export's report but for its images. */
  readonly frame: ReportFrame
  /** Digests of the evidence that went into the report, sorted. */
  readonly evidence: readonly string[]
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
  const { evidence = noEvidence, keyring = noKeys, policy, at = new Date(), jobs = 1 } = options
  const limits = limitsWith(options.limits)
  const used = new Set<string>()
  const context = { evidence: recorded(evidence, used), limits, keyring, policy, at, secret: randomUUID() }
  const progress = countProgress(options.onProgress)
  const total = totalSize(sources) ?? Number.POSITIVE_INFINITY
  // Elements seen are to all elements as bytes read are to all bytes, both as given: compressed where they are.
  const expected = (seen: number): number => (seen * total) / progress.bytes()
  const scheduler = createScheduler(jobs, context, expected)
  const state = createExportState(limits)
  const assay = { state, scheduler, progress }
  try {
    yield* assayAsRead(assay, readBatches(sources, limits, progress.read))
    const settlementsOf = await state.search.settle(
      {
        repair: isRepaired(options.repair, state.count().images),
        onSearched: progress.searched,
        helpers: scheduler.helpers,
      },
      evidence,
      (digest) => used.add(digest),
    )
    yield* assayOpen(assay, settlementsOf)
    yield* assayIndexes(assay, settlementsOf)

    const found = state.finish(at)
    const { images, signatures } = found.summary
    const keys = signatures.signed > 0 ? keyring.digests : []
    const made = madeWith({ policy, keys, limits: options.limits, repair: options.repair }, images)
    const frame: ReportFrame = {
      apiVersion,
      kind: 'ExportReport',
      analyzer,
      ...(made !== undefined && { madeWith: made }),
      ...found,
    }
    return { frame, evidence: [...used.union(state.detached)].toSorted() }
  } finally {
    await scheduler.end()
    state.close()
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
