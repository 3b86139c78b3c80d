import { AssayError } from '../../lib/error.ts'

const rfc3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** What reports and audits write of a moment are years of four digits, UTC. */
const first = Date.parse('0001-01-01T00:00:00Z')
const last = Date.parse('9999-12-31T23:59:59.999Z')

/** The moment that an RFC 3339 text names; a leap second counts as the second after it. */
export const parseTime = (text: string): Date => {
  const refuse = (why: string) =>
    new AssayError('usage', `--at ${text}: ${why}, such as 2026-01-31T02:00:00Z`)
  const match = rfc3339.exec(text)
  if (match === null) throw refuse('takes an RFC 3339 time')
  const [, year, month, day] = match.map(Number)
  if ((day ?? 0) > new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate())
    throw refuse('there is no such day; takes a time')
  const leap = match[5] === '60'
  const time = Date.parse((leap ? text.replace(/:60/, ':59') : text).toUpperCase())
  const moment = leap ? time + 1000 : time
  if (moment < first || moment > last) throw refuse('is in no year from 0001 to 9999 in UTC; takes a time')
  return new Date(moment)
}
