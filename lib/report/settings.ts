import { defaultLimits, type Limits } from '../limits.ts'
import type { Policy } from '../policy/schema.ts'
import { isRepaired } from '../verify/is-repaired.ts'

/** How a report was asked for, beside its sources and evidence. */
export interface ReportSettings {
  readonly limits?: Partial<Limits>
  readonly policy?: Policy | undefined
  /** Whether false fields are searched for; undefined: by the number of images. */
  readonly repair?: boolean | undefined
}

/** The settings of a report of so many images that are not the default, by name: what its version counts. */
export const unusualSettings = (
  { limits = {}, repair }: ReportSettings,
  images: number,
): Readonly<Record<string, number | string>> => {
  const defaults: Readonly<Record<string, number>> = defaultLimits
  const unusual = Object.entries(limits).filter(([name, value]) => value !== defaults[name])
  const differs = isRepaired(repair, images) !== isRepaired(undefined, images)
  return { ...Object.fromEntries(unusual), ...(differs && { repair: repair ? 'on' : 'off' }) }
}
