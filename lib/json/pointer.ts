/** Longest name that a pointer holds whole: what is found must not cost more memory than what was read. */
const longest = 256

/** The JSON Pointer (RFC 6901) of the member or element `name` of what `parent` points at; giant names are cut. */
export const pointerTo = (parent: string, name: string | number): string => {
  const text = String(name)
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text
  return `${parent}/${short.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
