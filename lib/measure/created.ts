import type { Image } from '../image/image.ts'
import type { Proof } from '../verify/proof.ts'

// As Go writes times; its zero time stands for "not said".
const rfc3339 = /^(?!0001-01-01T00:00:00)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

const timeIn = (text: string | null): string | null =>
  text !== null && rfc3339.test(text) && !Number.isNaN(Date.parse(text)) ? text : null

/**
 * When the image was created, RFC 3339 as it is written: by its config, unless that is another than the manifest's,
 * else by `dockerImageMetadata.Created`, which of an index is the time of its import. Null where neither says it.
 */
export const createdAt = ({ metadata }: Image, { config }: Proof): string | null => {
  const read = config?.verification.verdict === 'mismatch' ? null : config?.parsed?.config
  return timeIn(read?.created ?? null) ?? timeIn(metadata?.created ?? null)
}
