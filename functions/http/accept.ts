/** The media types that reports are given as; the first is what a caller gets who has no wish. */
export const mediaTypes = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  html: 'text/html',
} as const
export type MediaType = (typeof mediaTypes)[keyof typeof mediaTypes]

/** The media type of a name that `format` takes, for links, which cannot ask by `Accept`; null for no such name. */
export const formatNamed = (name: string): MediaType | null =>
  Object.hasOwn(mediaTypes, name) ? mediaTypes[name as keyof typeof mediaTypes] : null

interface Range {
  readonly type: string
  readonly weight: number
}

const weightOf = (parameters: readonly string[]): number => {
  const given = parameters.map((parameter) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean)
  const weight = given === undefined ? 1 : Number(given)
  return Number.isFinite(weight) ? Math.min(1, weight) : 0
}

const rangesOf = (accept: string): Range[] =>
  accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';')
    return { type: type.trim().toLowerCase(), weight: weightOf(parameters) }
  })

/** How much `type` is wanted: the weight of the range that names it most exactly (RFC 9110, section 12.5.1). */
const wish = (type: string, ranges: readonly Range[]): number => {
  const [family] = type.split('/')
  for (const name of [type, `${family}/*`, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === name)
    if (range !== undefined) return range.weight
  }
  return 0
}

/** Which of the offered media types an `Accept` header wants most, the first offered of equals; null for none. */
export const negotiate = <Type extends string>(
  accept: string | undefined,
  offered: readonly Type[],
): Type | null => {
  if (accept === undefined || accept.trim() === '') return offered[0] ?? null
  const ranges = rangesOf(accept)
  const [best] = offered
    .map((type) => ({ type, weight: wish(type, ranges) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
  return best?.type ?? null
}
