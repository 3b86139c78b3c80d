/**
 * Adds sizes in bytes. Claimed ones go up to 2^53-1 each: a sum stays there rather than be rounded, so that it is the
 * same in any order, and an integer to every reader.
 */
export const addBytes = (sum: number, size: number): number => Math.min(sum + size, Number.MAX_SAFE_INTEGER)
