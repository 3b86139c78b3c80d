/** Up to this many are compared with one another: a Set of so few costs more than it saves, up to 2 per cent of a run. */
const few = 16

/** Whether a digest stands in the list more than once. */
export const hasRepeats = (blobs: readonly { readonly digest: string }[]): boolean => {
  if (blobs.length > few) return new Set(blobs.map(({ digest }) => digest)).size < blobs.length
  for (let i = 1; i < blobs.length; i++)
    for (let j = 0; j < i; j++) if (blobs[i]?.digest === blobs[j]?.digest) return true
  return false
}
