const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** A size in bytes for people: three significant digits in binary units, at most 8 columns; `?` where unknown. */
export const byteText = (bytes: number | null): string => {
  if (bytes === null) return '?'
  if (bytes < 1024) return `${bytes} B`
  let value = bytes
  let unit = -1
  do {
    value /= 1024
    unit++
  } while (value >= 1023.5 && unit < units.length - 1)
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** A count with a comma every three digits, on every machine alike. */
export const countText = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
