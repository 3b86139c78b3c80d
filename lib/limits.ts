import { GiB, MiB } from './binary-units.ts'
import { AssayError } from './error.ts'

/** Every bound that a reader enforces: its default, and why it stands. Errors name these keys. */
export const defaultLimits = {
  /** One object of an export, in bytes of JSON: an image with 1,000 layers and both texts embedded is under 10 MiB. */
  itemBytes: 64 * MiB,
  /** One YAML document, in bytes: YAML is parsed whole. */
  yamlBytes: 64 * MiB,
  /** One source after decompression, in bytes. */
  exportBytes: 64 * GiB,
  /** Decompressed bytes for each compressed one, beyond the first 64 MiB: real exports stay below 30. */
  compressionRatio: 200,
  /** A raw manifest or configuration, in bytes (registries refuse manifests over 4 MiB). */
  manifestBytes: 4 * MiB,
  /** Objects and arrays inside one another. */
  depth: 64,
  /** Text written and hashed in search of one manifest, in bytes: thousands of forms of a real one. */
  rebuiltBytes: 64 * MiB,
  /** Hashes in search of one image's annotations: 362 digests by 20 names in 2 forms are 14,480. */
  annotationHashes: 20_000,
  /** Hashes in search of one index's `os.version`s: one is found in a million, two of one day in a few. */
  osVersionHashes: 10_000_000,
  /** Hashes in search of one image's one false field: nine tenths are found in a tenth of them. */
  repairHashes: 2_000_000,
  /** Hashes in search of annotations, and of `os.version`s, for all images of one export: some 2 µs each. */
  searchHashes: 40_000_000,
  /** Hashes in search of false fields for all images of one export: some 1 µs each. */
  allRepairHashes: 200_000_000,
  /** Texts of evidence that are looked through for what the images of one export are built on. */
  evidenceTexts: 10_000,
  /** Layers of one image; runtimes stop at 127. */
  layers: 1000,
  /** Entries of one index. */
  indexEntries: 1000,
  /** Signatures of one image. */
  signatures: 100,
  /** One signature's content, in bytes, decompressed too. */
  signatureBytes: MiB,
  /** Images of one import answer: clusters import 50 tags of a repository, unless they are told otherwise. */
  importedImages: 10_000,
  /** Unusable parts of an export that its report names; all are counted. */
  rejections: 10_000,
  /** Conflicts that the summary of an export names; all are counted. */
  conflicts: 1000,
  /** Platforms that the summary of an export names, the first that it meets; images of all others count as one. */
  platforms: 1000,
  /** One file of public keys, in bytes: a distribution's keyring with all its signatures is under 8 MiB. */
  keyBytes: 16 * MiB,
} as const

export type LimitName = keyof typeof defaultLimits
export type Limits = Readonly<Record<LimitName, number>>

/** The most that a limit may be set to, where that is not any whole number. */
export const highestLimits: Partial<Limits> = {
  /** Readers call themselves for every level: that of YAML comes to the end of a thread's stack at some 750. */
  depth: 500,
}

/**
 * All limits, those that are not given by default.
 * @throws AssayError `usage` when one is set higher than it may be
 */
export const limitsWith = (given: Partial<Limits> = {}): Limits => {
  const limits: Limits = { ...defaultLimits, ...given }
  for (const [name, highest] of Object.entries(highestLimits) as [LimitName, number][])
    if (limits[name] > highest)
      throw new AssayError(
        'usage',
        `limit ${name}: ${limits[name]} is more than ${highest}, the most that it may be`,
      )
  return limits
}
