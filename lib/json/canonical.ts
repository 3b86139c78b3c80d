import stringify from 'fast-json-stable-stringify'

/**
 * JSON with names sorted by UTF-16 code unit, no white space and no final newline: the same value gives the same text everywhere. Recursive, so `value`
 * must not be nested deeper than the depth limit of what was read.
 */
export const canonicalJson = (value: unknown): string => stringify(value)
