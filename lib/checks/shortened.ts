/** A text as it is, or the beginning of one that is longer than `longest` characters: none is that a cluster could have made. */
export const shortened = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`
