import type { Image } from '../image/image.ts'
import type { Proof } from '../verify/proof.ts'
import type { Children } from './child.ts'
import { createdAt } from './created.ts'
import { measurePlatforms, type Platform } from './platform.ts'
import { type ImageSize, sizeOfImage, sizeOfIndex } from './size.ts'

export interface Measures {
  /** When the image was created, RFC 3339. */
  readonly created: string | null
  readonly size: ImageSize
  readonly platforms: readonly Platform[]
}

/** Creation, sizes and platforms of one image; for an index, by what is known of its children. */
export const measure = (image: Image, proof: Proof, children: Children): Measures => {
  const { type, layers } = proof.described
  const created = createdAt(image, proof)
  const platforms = measurePlatforms(image, proof, children)
  if (type === 'image')
    return {
      created,
      size: sizeOfImage(layers, proof.config?.verification ?? null, image.metadata?.size ?? null),
      platforms,
    }
  const runnable = platforms.filter((platform) => !platform.attestation)
  return {
    created,
    size: sizeOfIndex(runnable.map(({ digest }) => children.get(digest ?? '')?.size ?? null)),
    platforms,
  }
}
