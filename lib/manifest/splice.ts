/** A text with gaps: literals, and which of the given values stands behind each but the last. */
export interface Splice {
  readonly literals: readonly string[]
  readonly gaps: readonly number[]
}

/** Takes a text apart at markers, each given with the number of the value that stands there. */
export const spliceOf = (text: string, markers: readonly string[]): Splice => {
  const literals: string[] = []
  const gaps: number[] = []
  let from = 0
  for (;;) {
    let next = -1
    let at = text.length
    markers.forEach((marker, gap) => {
      const found = text.indexOf(marker, from)
      if (found >= 0 && found < at) {
        at = found
        next = gap
      }
    })
    literals.push(text.slice(from, at))
    if (next < 0) return { literals, gaps }
    gaps.push(next)
    from = at + (markers[next] as string).length
  }
}

/** The text with `values` in its gaps. */
export const fill = ({ literals, gaps }: Splice, values: readonly (string | number)[]): string => {
  let text = literals[0] as string
  for (let i = 0; i < gaps.length; i++)
    text += (values[gaps[i] as number] as string | number) + (literals[i + 1] as string)
  return text
}
