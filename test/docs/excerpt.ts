import { isObject, type Json } from '../../lib/json/json.ts'

/** Stands in an excerpt for what was left out: lines, the rest of a line, the rest of a text. */
const gap = '…'

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** A pattern for the whole output: each line as it stands, `…` in a line for anything, alone for any lines. */
const pattern = (excerpt: string): RegExp => {
  const lines = excerpt.split('\n').map((line) => {
    if (line.trim() === gap) return '(?:.*\\n)*?'
    return `${line.trimEnd().split(gap).map(escaped).join('.*')} *\\n`
  })
  return new RegExp(`^${lines.slice(0, -1).join('')}$`)
}

/** Whether `output` is what `excerpt` shows of it. */
export const showsText = (excerpt: string, output: string): boolean => pattern(excerpt).test(output)

/**
 * Where an excerpt says something else than the value that it is from: paths. It may leave members out, end a text
 * or a list in `…`; what it shows must be there.
 */
export const differences = (excerpt: Json, value: Json | undefined, path = ''): readonly string[] => {
  if (typeof excerpt === 'string' && excerpt.endsWith(gap) && typeof value === 'string')
    return value.startsWith(excerpt.slice(0, -gap.length)) ? [] : [path]
  if (Array.isArray(excerpt) && Array.isArray(value)) {
    const open = excerpt.at(-1) === gap
    const shown = open ? excerpt.slice(0, -1) : excerpt
    if (open ? value.length <= shown.length : value.length !== shown.length) return [path]
    return shown.flatMap((element, at) => differences(element, value[at], `${path}/${at}`))
  }
  if (value !== undefined && isObject(excerpt) && isObject(value))
    return Object.entries(excerpt).flatMap(([key, member]) =>
      differences(member, value[key], `${path}/${key}`),
    )
  return excerpt === value ? [] : [path]
}
