import { defaultLimits, type Limits } from '../limits.ts'
import type { Policy } from '../policy/schema.ts'

/** How a report was asked for, beside its sources and evidence. */
export interface ReportSettings {
  readonly limits?: Partial<Limits>
  readonly policy?: Policy | undefined
}

/** The settings that are not the default, by name: what a report's version counts. */
export const unusualSettings = ({ limits = {} }: ReportSettings): Readonly<Record<string, number>> => {
  const defaults: Readonly<Record<string, number>> = defaultLimits
  return Object.fromEntries(Object.entries(limits).filter(([name, value]) => value !== defaults[name]))
}
