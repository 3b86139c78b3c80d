import * as v from 'valibot'
import { auditKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import { auditReport, type DamagedReport } from './schema.ts'

const before = v.pick(auditReport, ['damaged'])

/** The keys of the reports that a stored audit calls damaged; none of one that cannot be read. */
const damagedIn = (bytes: Uint8Array | null): ReadonlySet<string> => {
  try {
    const { damaged } = v.parse(before, JSON.parse(Buffer.from(bytes ?? '').toString('utf8')))
    return new Set(damaged.map(({ key }) => key))
  } catch {
    return new Set()
  }
}

/**
 * Those of the damaged reports that were not so at the audit before; none where there was none. Throws what the store
 * throws.
 * @param previous the moment of that audit
 */
export const newlyDamaged = async (
  store: Store,
  damaged: readonly DamagedReport[],
  previous: Date | null,
): Promise<DamagedReport[]> => {
  if (previous === null || damaged.length === 0) return []
  const known = damagedIn(await store.get(auditKey(previous, 'json')))
  return damaged.filter(({ key }) => !known.has(key))
}
