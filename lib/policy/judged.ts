import type { ConfigVerification, Verification } from '../verify/verification.ts'

interface JudgedPlatform {
  readonly os: string | null
  readonly architecture: string | null
  readonly variant: string | null
  readonly attestation: boolean
}

interface JudgedSignature {
  readonly verdict: string
  readonly keyId: string | null
  readonly digestMatches: boolean | null
  readonly claimedIdentity: string | null
}

/** What a policy looks at: an ImageReport, just made or read from a store, as far as a rule depends on it. */
export interface Judged {
  readonly kind: string
  readonly namespace: string | null
  readonly stream: string | null
  readonly tag: string | null
  readonly digest: string | null
  readonly reference: string | null
  readonly type: 'image' | 'index'
  readonly mediaType: string | null
  /** RFC 3339; null where nothing says it. */
  readonly created: string | null
  readonly verification: Pick<Verification, 'verdict' | 'proof'>
  readonly config: Pick<ConfigVerification, 'verdict' | 'proof'> | null
  readonly size: {
    readonly layerCount: number | null
    readonly total: number | null
    readonly unknownSizes: number | null
  }
  readonly layers: readonly { readonly mediaType: string | null }[]
  readonly platforms: readonly JudgedPlatform[]
  readonly signatures: readonly JudgedSignature[]
}

/** The JSON Pointer of a member of the image object, from the item's root. */
export const imagePath = ({ kind }: Judged, member: string): string =>
  kind === 'Image' ? `/${member}` : `/image/${member}`
