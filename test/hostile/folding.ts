/** Other spellings of a name that Go's encoding/json takes for it (fold.go): letter case, long s, Kelvin sign. */
export const foldings = (name: string): readonly string[] => [
  ...new Set(
    [
      name.toUpperCase(),
      name.toLowerCase(),
      name.slice(0, 1).toUpperCase() + name.slice(1),
      name.slice(0, -1) + name.slice(-1).toUpperCase(),
      name.replace(/s/i, '\u017f'),
      name.replace(/k/i, '\u212a'),
    ].filter((spelling) => spelling !== name),
  ),
]
