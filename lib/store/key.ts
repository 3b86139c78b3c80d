import { AssayError } from '../error.ts'

/** S3's bound on a key, in UTF-8 bytes (Amazon S3 User Guide, "Naming objects"). */
const keyBytes = 1024

/** What stands for the latest of something. The look-ups by digest have fixed keys (README.md, "Store"). */
const replaceable =
  /^(?:audits\/latest\.(?:json|html)|index\.html|data\/by-digest\/[a-z0-9]+\/[0-9a-f]{2}\.ndjson\.gz)$/

const problem = (text: string): string | null => {
  if (!text.isWellFormed()) return 'has a lone surrogate'
  if (Buffer.byteLength(text) > keyBytes) return `is longer than ${keyBytes} bytes`
  // A backslash parts folders on Windows, so that `..\x` would leave the store there.
  if (/[\0\\]/.test(text)) return 'holds a NUL or a backslash'
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(text)) return 'has a segment `.` or `..`'
  // Unfinished work, and what desktops leave behind, such as .DS_Store.
  if (text.startsWith('.')) return 'begins with a dot'
  return /^\/|\/\//.test(text) ? 'has an empty segment' : null
}

const keyProblem = (key: string): string | null =>
  key === '' || key.endsWith('/') ? 'has an empty segment' : problem(key)

const refuse = (key: string, why: string): never => {
  throw new AssayError('store-key-invalid', `store key ${JSON.stringify(key)} ${why}`)
}

export const isKey = (text: string): boolean => keyProblem(text) === null

/** Throws `store-key-invalid` for what could leave the store or name two things. */
export const checkKey = (key: string): void => {
  const why = keyProblem(key)
  if (why !== null) refuse(key, why)
}

/** As {@link checkKey}, for the beginning of a key: empty, or cut anywhere. */
export const checkPrefix = (prefix: string): void => {
  const why = problem(prefix)
  if (why !== null) refuse(prefix, why)
}

/** Throws unless the store's layout lets `key` be replaced. */
export const checkReplaceable = (key: string): void => {
  if (!replaceable.test(key))
    refuse(key, 'may not be replaced: only audits/latest.*, index.html and look-ups may')
}

/** Batches of the data set, which are merged into larger ones (README.md, "Store"). */
const mergeable = /^data\/[a-z]+\/day=\d{4}-\d\d-\d\d\/[0-9a-f]{32}\.parquet$/

/** Throws unless the store's layout lets `key` be deleted. */
export const checkDeletable = (key: string): void => {
  checkKey(key)
  if (!key.startsWith('staging/') && !mergeable.test(key))
    refuse(key, 'may not be deleted: only what is under staging/ and batches of the data set may')
}
