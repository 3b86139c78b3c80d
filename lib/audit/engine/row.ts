/** One row of an answer: text, whole number, truth or nothing by its column's name. */
export type Row = Readonly<Record<string, string | number | boolean | null>>

/** Sums beyond 2^53-1 stay there, as all sums of sizes do (`addBytes`): claimed sizes can be anything. */
export const wholeNumber = (value: bigint): number =>
  Number(value > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : value)

/** `YYYY-MM-DD HH:MM:SS[.ffffff]`, UTC, as DuckDB and Trino write a timestamp, zeros at its end left out, in RFC 3339. */
const timestamp = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?$/
export const rfc3339 = (text: string): string =>
  text.replace(
    timestamp,
    (_, day, time, fraction = '') => `${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`,
  )
