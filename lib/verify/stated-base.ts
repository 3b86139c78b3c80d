import type { ImagePuzzle } from './puzzle.ts'

/** The annotation, and the label, that tells what an image was built on (OCI image-spec annotations.md). */
export const baseDigest = 'org.opencontainers.image.base.digest'

const digestGrammar = /^sha256:[a-f0-9]{64}$/

/** The base's digest as the image's labels have it, which it may have inherited. */
export const statedBase = ({ labels }: Pick<ImagePuzzle, 'labels'>): string | null => {
  const stated = labels[baseDigest]
  return stated !== undefined && digestGrammar.test(stated) ? stated : null
}
