import { MiB } from '../binary-units.ts'

/** How a store talks to S3. */
export const s3Defaults = {
  /** Until a connection stands, in milliseconds. One inside a data centre takes 1, across the world 300: then it is lost. */
  connectMs: 3000,
  /** Until an answer begins, in milliseconds, beside the time that sending takes: S3's slowest answers take seconds. */
  answerMs: 30_000,
  /** Between two pieces of an answer's body, in milliseconds, whoever reads it. */
  idleMs: 30_000,
  /**
   * What a link must carry, in bytes a millisecond: large bodies get the time that this needs. Under 1 MiB a second
   * a connection is broken rather than slow.
   */
  slowest: MiB / 1000,
  /**
   * How often a call is tried in all, after 5xx, throttling and broken connections. The waits between (up to 0.1 s,
   * doubled each time; 0.5 s when throttled) bridge a server's restart or a burst, 8 s at most; a longer outage is for
   * the caller's queue, not for a function that is paid by the second.
   */
  attempts: 5,
  /** Bytes held before an upload becomes one in parts, and the size of the parts: S3 takes 5 MiB to 5 GiB, up to 10,000. */
  partBytes: 8 * MiB,
  /** S3's bound on what one call may put or copy (Amazon S3 User Guide, "Uploading objects"). */
  wholeBytes: 5 * 1024 * MiB,
} as const

export type S3Settings = Readonly<Record<keyof typeof s3Defaults, number>> & {
  /** Only tests set it; else the environment does. */
  readonly endpoint?: string
}

/** How long putting so many bytes may take, in milliseconds. */
export const putTimeout = ({ answerMs, slowest }: S3Settings, bytes: number): number =>
  Math.ceil(answerMs + bytes / slowest)
