import { hash } from 'node:crypto'
import stringify from 'fast-json-stable-stringify'
import { algorithmOf, type Digest, hexOf } from '../digest.ts'
import type { ExportKey } from './export-key.ts'

declare const brand: unique symbol

/** 32 hex digits that stand for all that went into a report; made by {@link reportVersion}. */
export type ReportVersion = string & { readonly [brand]: 'ReportVersion' }

/** What makes a report what it is: the same inputs give the same bytes, so they share one version. */
export interface ReportInputs {
  readonly analyzer: { readonly name: string; readonly version: string }
  /** The report's `sources`. */
  readonly sources: readonly object[]
  /** Digest of the policy, null without one. */
  readonly policy: string | null
  /** Digests of the public keys. */
  readonly keys: readonly string[]
  /** Digests of the evidence that settled something. */
  readonly evidence: readonly string[]
  /** `repair` and limits, only where they are not the default. */
  readonly settings: Readonly<Record<string, string | number | boolean>>
  /** RFC 3339; only where a verdict depended on the clock. */
  readonly at?: string | undefined
}

const distinct = (digests: readonly string[]): string[] => [...new Set(digests)].toSorted()

/** First 32 hex digits of the SHA-256 of the inputs' canonical JSON; the digests' order and repetition do not count. */
export const reportVersion = (inputs: ReportInputs): ReportVersion => {
  const { analyzer, sources, policy, settings, at } = inputs
  const keys = distinct(inputs.keys)
  const evidence = distinct(inputs.evidence)
  const canonical = stringify({ analyzer, sources, policy, keys, evidence, settings, at })
  return hash('sha256', canonical, 'hex').slice(0, 32) as ReportVersion
}

/** What a report's folder holds; `report.json` is written last: it is the commit mark. */
export type ReportObject = 'report.json' | 'images.ndjson.gz' | 'report.html'

export const reportKey = (name: ExportKey, version: ReportVersion, object: ReportObject): string =>
  `reports/${name}/${version}/${object}`

/** When an export came. */
export interface Arrival {
  readonly at: Date
  /** Tells in which order exports of one name came at one time: by the text, 32 hex digits. */
  readonly sequencer?: string | undefined
}

/**
 * An empty object that says when the export of a report came: a report that an export goes back to is there already,
 * and is the newest again, and clocks may differ. All that it says is known of the export's object, so that an event
 * that is handled twice leaves one.
 */
export const arrivalKey = (name: ExportKey, version: ReportVersion, { at, sequencer }: Arrival): string =>
  [`reports/${name}/${version}/arrived/${at.toISOString().replaceAll(':', '')}`, sequencer]
    .filter((part) => part !== undefined)
    .join('-')

/** Holds the key of the `report.json` of that version. */
export const byVersionKey = (version: ReportVersion): string => `by-version/${version}`

/** A raw manifest or configuration. */
export const evidenceKey = (digest: Digest): string => `evidence/${algorithmOf(digest)}/${hexOf(digest)}`

/**
 * A detached signature with the digest `digest`, under the place that it was filed in: evidence given as a folder is
 * found by that place alone.
 * @param name `REPOSITORY@sha256=HEX/signature-N`
 */
export const detachedKey = (digest: Digest, name: string): string =>
  `evidence/signatures/${hexOf(digest)}/${name}`

/** Unfinished work of one job; `job` must be its own (a random UUID), `name` an object's file name. */
export const stagingKey = (job: string, name: string): string => `staging/${job}/${name}`

export type AuditFormat = 'json' | 'html'

const auditFolder = (at: Date): string => {
  const [day = '', time = ''] = at.toISOString().split('T')
  return `audits/${day.replaceAll('-', '/')}/${time.replaceAll(':', '')}`
}

/** An audit stands for the moment `at`; its folder is UTC to the millisecond, without the colons that Windows refuses. */
export const auditKey = (at: Date, format: AuditFormat): string => `${auditFolder(at)}/audit.${format}`

/** Beside an audit, once it was told what got worse: the message. */
export const toldKey = (at: Date): string => `${auditFolder(at)}/told`

export const latestAuditKey = (format: AuditFormat): string => `audits/latest.${format}`

/** The look-ups of digests that begin alike; `shard` is `<algorithm>/<2 hex>`. */
export const byDigestKey = (shard: string): string => `data/by-digest/${shard}.ndjson.gz`

export const indexKey = 'index.html'

/** The policy that reports are made with, where it is there. */
export const policyKey = 'policy.json'
