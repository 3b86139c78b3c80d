/** What an image is for, as far as anything says; null is "not said". */
export interface PlatformParts {
  readonly os: string | null
  readonly architecture: string | null
  readonly variant: string | null
}

/** The variant that a platform without one means (containerd `platforms.Normalize`). */
const usualVariants: ReadonlyMap<string | null, string> = new Map([
  ['amd64', 'v1'],
  ['arm', 'v7'],
  ['arm64', 'v8'],
])

const variantOf = ({ architecture, variant }: PlatformParts): string | null =>
  variant ?? usualVariants.get(architecture) ?? null

/** `OS/ARCHITECTURE[/VARIANT]`, taken apart. */
const partsOf = (platform: string): PlatformParts => {
  const [os = null, architecture = null, variant = null] = platform.split('/')
  return { os, architecture, variant }
}

/**
 * Whether an image for `given` covers the platform `required`: operating system, architecture and variant are the
 * same, and a missing variant is the usual one. The API drops the operating system of single images, so one that is
 * not said is not held against them.
 */
export const covers = (given: PlatformParts, required: string): boolean => {
  const wanted = partsOf(required)
  return (
    (given.os === null || given.os === wanted.os) &&
    given.architecture === wanted.architecture &&
    variantOf(given) === variantOf(wanted)
  )
}
