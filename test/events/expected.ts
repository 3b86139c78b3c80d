/** What a report must find in a sample. */
export type Expected = {
  images: number
  indexes: number
  verdicts: Partial<Record<'verified' | 'mismatch' | 'unverifiable', number>>
  proofs: Partial<Record<'embedded' | 'reconstructed', number>>
  /** Ids of the findings of severity `error`, each once. */
  errors: string[]
}

const one: Expected = { images: 1, indexes: 0, verdicts: { verified: 1 }, proofs: {}, errors: [] }

/** The verdicts that the known truth of each file in `events/exports` demands; `events/README.md` says why. */
export const expected: Record<string, Expected> = {
  'blanked-imagestreamimage.json': { ...one, proofs: { reconstructed: 1 } },
  'embedded-imagestreamtag.json': { ...one, proofs: { embedded: 1 } },
  'imagestreamimport.json': { ...one, proofs: { embedded: 1 } },
  'multiarch-list.json': {
    ...one,
    images: 5,
    indexes: 1,
    verdicts: { verified: 5 },
    proofs: { reconstructed: 5 },
  },
  'oci-buildkit.yaml': {
    ...one,
    images: 4,
    indexes: 1,
    verdicts: { verified: 4 },
    proofs: { reconstructed: 4 },
  },
  'schema1-image.json': { ...one, proofs: { embedded: 1 } },
  'tampered-image.json': { ...one, verdicts: { mismatch: 1 }, errors: ['manifest-digest'] },
  'unverifiable-image.json': { ...one, verdicts: { unverifiable: 1 } },
}
