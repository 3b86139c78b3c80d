/** Lets so many in at once. */
export interface Gate {
  /** What to call when the work is done, once or more often; null when it is full. */
  readonly enter: () => (() => void) | null
}

export const gateFor = (places: number): Gate => {
  let free = places
  return {
    enter: () => {
      if (free === 0) return null
      free--
      let inside = true
      return () => {
        if (inside) free++
        inside = false
      }
    },
  }
}
