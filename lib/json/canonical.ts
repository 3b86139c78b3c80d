import stringify from 'fast-json-stable-stringify'

/**
 * JSON with sorted names and no white space: the same value gives the same text everywhere. Recursive, so `value`
 * must not be nested deeper than the depth limit of what was read.
 */
export const canonicalJson = (value: unknown): string => stringify(value)
