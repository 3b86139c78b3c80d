import type { Image } from '../image/image.ts'
import type { Proof } from '../verify/proof.ts'
import type { Children } from './child.ts'
import { measurePlatforms, type Platform } from './platform.ts'
import { type ImageSize, sizeOfImage, sizeOfIndex } from './size.ts'

export interface Measures {
  readonly size: ImageSize
  readonly platforms: readonly Platform[]
}

/** Sizes and platforms of one image; for an index, by what is known of its children. */
export const measure = (image: Image, proof: Proof, children: Children): Measures => {
  const { type, layers } = proof.described
  const platforms = measurePlatforms(image, proof, children)
  if (type === 'image')
    return {
      size: sizeOfImage(layers, proof.config?.verification ?? null, image.metadata?.size ?? null),
      platforms,
    }
  const runnable = platforms.filter((platform) => !platform.attestation)
  return {
    size: sizeOfIndex(runnable.map(({ digest }) => children.get(digest ?? '')?.size ?? null)),
    platforms,
  }
}
