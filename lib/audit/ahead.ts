import { indexKey, latestAuditKey } from '../store/layout.ts'
import { dayOf } from './dataset/batch-plan.ts'
import { dataKey } from './dataset/objects.ts'
import { auditsTable } from './dataset/tables.ts'
import { momentName } from './moment.ts'
import type { WrittenAudit } from './write.ts'

/** A day: more than clocks differ, and than a schedule is early. */
const longest = 24 * 60 * 60 * 1000

/** Whether a moment lies so far ahead that it must be a mistake: until then no other audit could be the latest. */
export const isFarAhead = (at: Date, now: Date): boolean => at.getTime() - now.getTime() > longest

/** What to do where the latest audit is of a moment that is still to come; null where it is not. */
export const latestAhead = ({ later }: WrittenAudit, now: Date): string | null => {
  if (later === undefined || later <= now) return null
  const keys = [
    latestAuditKey('json'),
    latestAuditKey('html'),
    indexKey,
    dataKey(auditsTable.name, dayOf(later), momentName(later)),
  ]
  return `${latestAuditKey('json')} is of ${later.toISOString()}, which lies ahead: until then no other audit is the latest. To have that sooner, delete ${keys.join(', ')} and all under data/by-digest/`
}
