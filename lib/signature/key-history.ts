/** A statement of a key about itself, or of a primary key about its subkey. Times are milliseconds since 1970. */
export interface SelfSignature {
  readonly created: number
  /** From when on the statement does not count. */
  readonly ends: number
  /** From when on the key does not count. */
  readonly keyEnds: number
  readonly maySign: boolean
  /** From when on the statement is revoked; `-Infinity`: at all times. */
  readonly revokedFrom: number
}

export interface Revocation {
  readonly created: number
  /** For compromise or without a reason: it holds for what was signed before it too. */
  readonly always: boolean
}

/** All that is known of one key, each statement verified by the primary key. */
export interface KeyHistory {
  readonly created: number
  readonly selfSignatures: readonly SelfSignature[]
  /** Further statements that only limit how long the key counts: direct signatures. */
  readonly limits: readonly SelfSignature[]
  readonly revocations: readonly Revocation[]
}

export type KeyState = 'good' | 'revoked' | 'expired' | 'unfit' | 'younger'

/** Whether something revokes what was signed at `time`: a revocation that is not `always` counts from its date on. */
const isRevoked = (revocations: readonly Revocation[], time: number): boolean =>
  revocations.some(({ created, always }) => always || created <= time)

const latest = (one: SelfSignature, other: SelfSignature): SelfSignature =>
  other.created > one.created || (other.created === one.created && other.keyEnds < one.keyEnds) ? other : one
const earliest = (one: SelfSignature, other: SelfSignature): SelfSignature =>
  other.created < one.created ? other : one

/**
 * The statement that held at `time`: the latest until then. Keys are often handed on with their newest statement only, so
 * where none is as old, the earliest there is speaks for the time before it.
 */
const statementAt = (signatures: readonly SelfSignature[], time: number): SelfSignature | null => {
  const until = signatures.filter(({ created }) => created <= time)
  if (until.length > 0) return until.reduce(latest)
  return signatures.length > 0 ? signatures.reduce(earliest) : null
}

const hasEnded = ({ ends, keyEnds }: SelfSignature, time: number): boolean => time >= Math.min(ends, keyEnds)

/** What a key was at `time`, when it made a signature; `signs`: whether it was the key itself that made it. */
export const keyStateAt = (history: KeyHistory, time: number, signs: boolean): KeyState => {
  const { created, selfSignatures, limits, revocations } = history
  if (isRevoked(revocations, time)) return 'revoked'
  if (created > time) return 'younger'
  const standing = selfSignatures.filter(({ revokedFrom }) => time < revokedFrom)
  const statement = statementAt(standing, time)
  if (statement === null) return selfSignatures.length > 0 ? 'revoked' : 'unfit'
  const limit = statementAt(limits, time)
  if (hasEnded(statement, time) || (limit !== null && hasEnded(limit, time))) return 'expired'
  return signs && !statement.maySign ? 'unfit' : 'good'
}

/** What is known of one key from several copies of it: a revocation in any of them counts. */
export const mergeHistories = (copies: readonly [KeyHistory, ...KeyHistory[]]): KeyHistory => ({
  created: copies[0].created,
  selfSignatures: copies.flatMap(({ selfSignatures }) => selfSignatures),
  limits: copies.flatMap(({ limits }) => limits),
  revocations: copies.flatMap(({ revocations }) => revocations),
})
