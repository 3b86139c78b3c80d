import { reportSources } from '../../lib/assay.ts'
import type { Source } from '../../lib/export/source.ts'
import { defaultLimits, type Limits } from '../../lib/limits.ts'
import type { Note } from '../../lib/note.ts'
import { policyInStore } from '../../lib/policy/open.ts'
import type { Policy } from '../../lib/policy/schema.ts'
import { writeReport } from '../../lib/report/write.ts'
import type { Keyring } from '../../lib/signature/keyring.ts'
import { openKeyring } from '../../lib/signature/open-keyring.ts'
import type { Arrival } from '../../lib/store/layout.ts'
import type { S3Version, VersionOutcome } from '../../lib/store/s3-version.ts'
import type { Store } from '../../lib/store/store.ts'
import { type Evidence, evidenceFrom } from '../../lib/verify/evidence.ts'
import { evidenceInStore } from '../../lib/verify/evidence-store.ts'
import { keepEvidence } from '../../lib/verify/keep-evidence.ts'
import type { CreatedObject } from './event.ts'

/** What became of an object; each of them is done with. */
export type Outcome =
  | {
      readonly outcome: 'reported'
      /** The key of `report.json`. */
      readonly report: string
      readonly images: number
      readonly mismatches: number
      readonly rejected: number
      readonly bytes: number
    }
  | {
      readonly outcome: 'evidence'
      readonly found: number
      readonly created: number
      readonly misnamed: boolean
    }
  /** `folder`: a marker that consoles make for one. The others as in `VersionOutcome`. */
  | { readonly outcome: 'superseded' | 'gone' | 'folder' }

/** An export, when it was last changed, which clock-bound judgements about it stand for, and when it came. */
export type DatedSource = Source & {
  readonly lastModified?: Date | null
  readonly arrived?: Arrival | undefined
}

/** Where reports go, and what other than the default they are made with. */
export interface ReportPorts {
  readonly store: Store
  readonly limits?: Partial<Limits>
  /** Threads that may work on a large export; the report is the same for any number. Default: 1. */
  readonly jobs?: number | undefined
  /** Told of evidence and keys in the store that are of no use. */
  readonly note?: Note
}

export interface ObjectPorts extends ReportPorts {
  /** Opens exactly the version that is named. */
  readonly open: (version: S3Version) => Promise<VersionOutcome>
}

/** Whether what has this key in the exports bucket is evidence and no export. */
const isEvidence = (key: string): boolean => key.startsWith('evidence/')

const keep = async ({ store, limits }: ReportPorts, source: Source): Promise<Outcome> => ({
  outcome: 'evidence',
  ...(await keepEvidence(store, source, { ...defaultLimits, ...limits })),
})

/** What reports are made with, beside the export. */
interface Means {
  readonly evidence: Evidence
  readonly keyring: Keyring
  readonly policy: Policy | undefined
}

const report = async (
  { store, limits = {}, jobs }: ReportPorts,
  source: DatedSource,
  means: Promise<Means>,
): Promise<Outcome> => {
  const { evidence, keyring, policy } = await means
  const at = source.lastModified ?? new Date()
  const reports = reportSources([source], { evidence, keyring, limits, policy, at, jobs })
  const { key, end } = await writeReport(store, source.name, reports, source.arrived)
  const { summary, sources } = end.frame
  return {
    outcome: 'reported',
    report: key,
    images: summary.images,
    mismatches: summary.verdicts.mismatch,
    rejected: summary.rejected,
    bytes: sources[0]?.bytes ?? 0,
  }
}

const findMeans = async ({ store, limits, note }: ReportPorts): Promise<Means> => {
  const allLimits = { ...defaultLimits, ...limits }
  const [listing, keyring, policy] = await Promise.all([
    evidenceInStore(store, allLimits, note),
    openKeyring([], store, allLimits, note),
    policyInStore(store),
  ])
  return { evidence: evidenceFrom([listing]), keyring, policy }
}

/** Starts to ask the store, whose failure counts only where it is waited for. */
const askMeans = (ports: ReportPorts): Promise<Means> => {
  const asked = findMeans(ports)
  asked.catch(() => {})
  return asked
}

/**
 * One export to its report, or one piece of evidence to its place in the store, by its key; all evidence in the store
 * counts, and its policy. The report is what `assay report --store … --name KEY --at MODIFIED FILE` writes. A broken
 * export has a report that says so.
 * @param source named after its key in the exports bucket
 * @throws AssayError when the source cannot be read or the store not used: the same again may succeed
 */
export const handleSource = (ports: ReportPorts, source: DatedSource): Promise<Outcome> =>
  isEvidence(source.name) ? keep(ports, source) : report(ports, source, askMeans(ports))

/**
 * As {@link handleSource}, for what an event names: the version that it names and no other.
 * @throws AssayError as `handleSource`
 */
export const handleObject = async (ports: ObjectPorts, object: CreatedObject): Promise<Outcome> => {
  if (object.key.endsWith('/') && object.size === 0) return { outcome: 'folder' }
  // Asked for together with the object: neither waits for the other.
  const means = isEvidence(object.key) ? null : askMeans(ports)
  const opened = await ports.open(object)
  if (opened.outcome !== 'open') return { outcome: opened.outcome }
  const { source } = opened
  const { lastModified: at } = source
  const arrived = at === null ? undefined : { at, sequencer: object.sequencer }
  try {
    return await (means === null ? keep(ports, source) : report(ports, { ...source, arrived }, means))
  } finally {
    source.discard()
  }
}
