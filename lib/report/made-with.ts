import { defaultLimits, type Limits } from '../limits.ts'
import { policyDigest } from '../policy/digest.ts'
import type { Policy } from '../policy/schema.ts'
import { isRepaired } from '../verify/is-repaired.ts'
import type { MadeWith } from './schema.ts'

/** What a report is made with, beside its sources and evidence. */
export interface ReportMeans {
  readonly policy?: Policy | undefined
  /** Digests of the public keys that signatures were verified with. */
  readonly keys?: readonly string[]
  readonly limits?: Partial<Limits> | undefined
  /** Whether false fields are searched for; undefined: by the number of images. */
  readonly repair?: boolean | undefined
}

const unusualSettings = ({ limits = {}, repair }: ReportMeans, images: number): MadeWith['settings'] => {
  const defaults: Readonly<Record<string, number>> = defaultLimits
  const unusual = Object.entries(limits).filter(([name, value]) => value !== defaults[name])
  const differs = isRepaired(repair, images) !== isRepaired(undefined, images)
  return { ...Object.fromEntries(unusual), ...(differs && { repair: repair ? 'on' : 'off' }) }
}

/** What a report of so many images says that it was made with; undefined where nothing was given and all is the default. */
export const madeWith = (means: ReportMeans, images: number): MadeWith | undefined => {
  const { policy, keys = [] } = means
  const settings = unusualSettings(means, images)
  const said: MadeWith = {
    ...(policy !== undefined && { policy: policyDigest(policy) }),
    ...(keys.length > 0 && { keys: [...keys] }),
    ...(Object.keys(settings ?? {}).length > 0 && { settings }),
  }
  return Object.keys(said).length > 0 ? said : undefined
}
