import fc from 'fast-check'

/** Numbers without fast-check's favour for small ones. */
export const even = fc.noBias(fc.nat(0x7fff_ffff))

export const nth = <T>(all: readonly T[], n: number): T => all[n % all.length] as T
