import type { Verdict } from '../../verify/verification.ts'

/** How good or bad a thing is, told by colour, by glyph and by word alike. */
export type Tone = 'good' | 'open' | 'bad' | 'quiet'

export const verdictTone: Readonly<Record<Verdict, Tone>> = {
  verified: 'good',
  unverifiable: 'open',
  mismatch: 'bad',
}

/** What each verdict means, in one sentence for someone who has never met it. */
export const verdictMeaning: Readonly<Record<Verdict, string>> = {
  verified:
    'The exact bytes of the manifest are known and hash to the digest: the image is what it is called.',
  unverifiable: 'Nothing proves the digest, and nothing speaks against it. The raw manifest would settle it.',
  mismatch: 'What the export holds does not fit the digest: it was altered or damaged.',
}
