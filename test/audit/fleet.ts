import type { ImageReport, Summary } from '../../lib/report/schema.ts'
import { writeReport } from '../../lib/report/write.ts'
import type { Store } from '../../lib/store/store.ts'
import { digest, frameOf, imageReport, reportsOf, source } from '../report/sample-report.ts'

/** An image of a fleet, as far as a merged summary tells of it. */
export interface FleetImage {
  readonly id: string
  readonly verdict: 'verified' | 'mismatch' | 'unverifiable'
  readonly layers: readonly { readonly digest: string; readonly size: number | null }[]
  readonly config: { readonly digest: string; readonly size: number | null }
  readonly platform?: string
  readonly reference?: string | null
}

const imageOf = ({
  id,
  verdict,
  layers,
  config,
  platform = 'unknown/amd64',
  reference = `registry.example/fleet/x@${digest(id)}`,
}: FleetImage): ImageReport => {
  const whole = imageReport({ digest: digest(id), reference })
  return {
    ...whole,
    platforms: whole.platforms.map((one) => ({ ...one, platform })),
    verification: {
      ...whole.verification,
      verdict,
      proof: verdict === 'verified' ? 'reconstructed' : null,
      reason: verdict === 'unverifiable' ? 'reconstruction-inconclusive' : null,
    },
    config: { ...config, verdict: 'unverifiable', proof: null },
    size: { ...whole.size, layers: layers.reduce((sum, { size }) => sum + (size ?? 0), 0) },
    layers: layers.map((layer) => ({ ...layer, mediaType: null })),
  }
}

export interface FleetExport {
  readonly name: string
  readonly images: readonly FleetImage[]
  /** Tells two contents of one export apart. */
  readonly content?: string
  readonly summary?: Partial<Summary>
}

/** Stores the report of an export whose images are made up; gives the key of its `report.json`. */
export const storeReport = async (
  store: Store,
  { name, images, content = name, summary = {} }: FleetExport,
): Promise<string> => {
  const sha256 = Buffer.from(content).toString('hex').padEnd(64, '0').slice(0, 64)
  const frame = frameOf({
    sources: [source({ name, sha256 })],
    summary: { images: images.length, indexes: 0, ...summary },
  })
  const { key } = await writeReport(store, name, reportsOf(images.map(imageOf), { frame, evidence: [] }))
  return key
}
