import { canonicalJson } from '../json/canonical.ts'
import { auditKey, latestAuditKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import type { AuditReport } from './schema.ts'

export interface WrittenAudit {
  /** The key of `audit.json`. */
  readonly key: string
  /** `other`: an audit of that very moment is there and says something else; it stays. */
  readonly outcome: 'created' | 'same' | 'other'
  /** Whether `latest.json` is this audit now; `kept` when one of the same or a later time is. */
  readonly latest: 'written' | 'kept'
  /** The moment of `latest.json`, where that is a later one. */
  readonly later?: Date
}

/** The moment that a stored audit stands for, in milliseconds; a text that is none is older than every audit. */
const momentOf = (bytes: Uint8Array): number => {
  try {
    const { at }: { at?: unknown } = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof at === 'string' ? Date.parse(at) || -Infinity : -Infinity
  } catch {
    return -Infinity
  }
}

/**
 * Stores an audit under its moment, then as the latest unless one of the same or a later moment is. Of audits of one
 * moment, whoever makes them and however many at once, the first is kept. Throws what the store throws.
 * @param beforeLatest what must be there before the audit is the latest
 */
export const writeAudit = async (
  store: Store,
  report: AuditReport,
  beforeLatest: () => Promise<void> = async () => {},
): Promise<WrittenAudit> => {
  const at = new Date(report.at)
  const key = auditKey(at, 'json')
  const bytes = Buffer.from(canonicalJson(report))
  const put = await store.put(key, bytes)
  const stored = put === 'created' ? bytes : Buffer.from((await store.get(key)) ?? bytes)
  const outcome = put === 'created' ? put : stored.equals(bytes) ? 'same' : 'other'
  if (outcome !== 'other') await beforeLatest()
  let known = -Infinity
  const latest = await store.replace(latestAuditKey('json'), stored, (current) => {
    known = momentOf(current)
    return known < at.getTime()
  })
  return { key, outcome, latest, ...(known > at.getTime() ? { later: new Date(known) } : {}) }
}
