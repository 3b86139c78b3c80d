export interface Progress {
  /** Images assayed so far. */
  readonly images: number
  /** Bytes read so far, as given (compressed where they are). */
  readonly bytes: number
  /** Once all has been read: of how many images that nothing proves yet (`open`) so many have been searched for. */
  readonly searched?: number
  readonly open?: number
}

/** Counts what is done, and tells. */
export interface ProgressCounter {
  /** Bytes read so far. */
  readonly bytes: () => number
  readonly read: (bytes: number) => void
  readonly assayed: (images: number) => void
  readonly searched: (searched: number, open: number) => void
}

export const countProgress = (onProgress: (progress: Progress) => void = () => {}): ProgressCounter => {
  let images = 0
  let bytes = 0
  return {
    bytes: () => bytes,
    read: (count) => {
      bytes += count
    },
    assayed: (count) => {
      images += count
      onProgress({ images, bytes })
    },
    searched: (searched, open) => onProgress({ images, bytes, searched, open }),
  }
}
