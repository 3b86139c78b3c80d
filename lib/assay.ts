import { conflictClaims, conflictFinder } from './checks/conflict.ts'
import { runChecks } from './checks/run.ts'
import type { Rejection } from './export/item.ts'
import { readItems } from './export/read.ts'
import type { Source } from './export/source.ts'
import type { Image } from './image/image.ts'
import { parseImage } from './image/parse.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { Child, Children } from './measure/child.ts'
import { childOf, findChildren } from './measure/children.ts'
import { measure } from './measure/measure.ts'
import { type ImageSize, unknownSize } from './measure/size.ts'
import { analyzer } from './report/analyzer.ts'
import { reportImage } from './report/image-report.ts'
import { apiVersion, type ExportReport, type ImageReport, type SourceReport } from './report/schema.ts'
import { summarizer, summaryNotes } from './report/summary.ts'
import { type Evidence, noEvidence, recorded } from './verify/evidence.ts'
import type { Proof } from './verify/proof.ts'
import { proveManifest } from './verify/prove.ts'

export interface Progress {
  /** Images assayed so far. */
  readonly images: number
  /** Bytes read so far, as given (compressed where they are). */
  readonly bytes: number
}

export interface AssayOptions {
  readonly evidence?: Evidence
  readonly limits?: Partial<Limits>
  readonly onProgress?: (progress: Progress) => void
}

/** An export's report but for its images. */
export type ReportFrame = Omit<ExportReport, 'images'>

export interface Outcome {
  readonly frame: ReportFrame
  /** Digests of the evidence that went into the report, sorted. */
  readonly evidence: readonly string[]
}

const noChildren: Children = new Map()

/** Counts the bytes of a source as they are read. */
const counted = (source: Source, onBytes: (count: number) => void): Source => ({
  ...source,
  async *open() {
    for await (const chunk of source.open()) {
      onBytes(chunk.length)
      yield chunk
    }
  },
})

/** What was found out about one export as it went by. */
const notebook = () => {
  const summary = summarizer()
  const conflicts = conflictFinder()
  const children = new Map<string, Child>()
  const sources: SourceReport[] = []
  const rejected: Rejection[] = []
  return {
    children: children as Children,
    sources,
    rejected,
    /** The report of one image, everything else about it noted. */
    report(image: Image, proof: Proof, known: Children): ImageReport {
      const measures = measure(image, proof, known)
      const findings = runChecks(image, proof, known)
      const report = reportImage(image, proof, findings, measures)
      summary.add(summaryNotes(report))
      conflicts.add(conflictClaims(image, proof))
      if (proof.described.type === 'image') this.meet(image, proof, measures.size)
      return report
    },
    /** Remembers what an index may ask of this image or index. */
    meet(image: Image, proof: Proof, size: ImageSize): void {
      const child = childOf(image, proof, size)
      // The same image can stand in an export twice: what is proven of it counts.
      if (child !== null && children.get(child.digest)?.proven !== true) children.set(child.digest, child)
    },
    finish(): ReportFrame {
      return {
        apiVersion,
        kind: 'ExportReport',
        analyzer,
        sources,
        summary: summary.finish(conflicts.conflicts(), rejected.length),
        rejected,
      }
    },
  }
}

/**
 * The whole job. Yields one report an image – single images settled on their own as they are read, then the other
 * single images, then indexes, which need to know their children – and returns the rest of the ExportReport.
 * Holds the summary, the unsettled images' reports and the indexes, never the whole export.
 * @throws AssayError when a source cannot be read; what is wrong *in* a source is a rejection or a finding
 */
export async function* assaySources(
  sources: Iterable<Source>,
  options: AssayOptions = {},
): AsyncGenerator<ImageReport, Outcome> {
  const { onProgress } = options
  const used = new Set<string>()
  const evidence = recorded(options.evidence ?? noEvidence, used)
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const notes = notebook()
  const unsettled: ImageReport[] = []
  const indexes: { image: Image; proof: Proof }[] = []
  let bytes = 0
  let images = 0

  let index = 0
  for (const source of sources) {
    const watched = counted(source, (count) => {
      bytes += count
    })
    for await (const event of readItems(watched, index, limits)) {
      if (event.type === 'source') notes.sources.push(event.source)
      else if (event.type === 'rejection') notes.rejected.push(event.rejection)
      else {
        const image = parseImage(event.item, limits)
        const proof = await proveManifest(image, evidence, limits)
        images++
        if (proof.described.type === 'index') {
          indexes.push({ image, proof })
          notes.meet(image, proof, unknownSize)
        } else {
          const report = notes.report(image, proof, noChildren)
          if (report.verification.verdict === 'unverifiable') unsettled.push(report)
          else yield report
        }
      }
      onProgress?.({ images, bytes })
    }
    index++
  }
  yield* unsettled
  for (const { image, proof } of indexes) {
    const children = await findChildren(proof, notes.children, evidence, limits)
    yield notes.report(image, proof, children)
  }
  return { frame: notes.finish(), evidence: [...used].toSorted() }
}
