import { AssayError } from '../../lib/error.ts'

/** What CloudWatch counts; each is a field of the line that it stands in. */
const units = {
  images: 'Count',
  mismatches: 'Count',
  unverifiable: 'Count',
  damaged: 'Count',
  errors: 'Count',
  bytes: 'Bytes',
  duration: 'Milliseconds',
} as const

export type Metrics = Readonly<Partial<Record<keyof typeof units, number>>>

export interface LogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR'
  readonly message: string
  /** What the message is about, by name; nothing that an event or a server says but keys of objects. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly metrics?: Metrics
}

export type Log = (entry: LogEntry) => void

export interface LogSettings {
  readonly service: string
  /** Of the metrics; without one they are fields and no metrics. */
  readonly namespace?: string | undefined
  /** Texts that must not be in a line. */
  readonly hidden?: readonly string[]
}

/** CloudWatch embedded metric format: the values are the line's own fields. */
const embedded = (namespace: string, metrics: Metrics, timestamp: number) => ({
  _aws: {
    Timestamp: timestamp,
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [['service']],
        Metrics: Object.entries(units)
          .filter(([name]) => name in metrics)
          .map(([Name, Unit]) => ({ Name, Unit })),
      },
    ],
  },
})

/**
 * A log of one JSON object a line, with the fields that Powertools for AWS Lambda gives its own. Ours, because the
 * library takes a third of a hello-world function's cold start for what these lines do.
 */
export const jsonLog =
  (write: (line: string) => void, { service, namespace, hidden = [] }: LogSettings): Log =>
  ({ level, message, fields, metrics = {} }) => {
    const now = new Date()
    const isCounted = namespace !== undefined && Object.keys(metrics).length > 0
    const line = {
      level,
      message,
      timestamp: now.toISOString(),
      service,
      ...fields,
      ...metrics,
      ...(isCounted ? embedded(namespace, metrics, now.getTime()) : {}),
    }
    const shown = (text: string): string =>
      hidden.reduce((rest, secret) => rest.replaceAll(secret, '*'), text)
    write(`${JSON.stringify(line, (_, value) => (typeof value === 'string' ? shown(value) : value))}\n`)
  }

/**
 * Numbers of accounts in the names of buckets, where people like to put them: messages name buckets.
 * @param names buckets and stores
 */
export const accountsIn = (names: readonly (string | undefined)[]): string[] =>
  names.flatMap((name) => name?.match(/(?<!\d)\d{12}(?!\d)/g) ?? [])

/**
 * An error as fields of a log. Only what AssayError says was written to be read; messages of the system's and of
 * libraries' errors hold hosts, and only what has neither code nor answer is a fault of ours, whose place counts.
 */
export const failureFields = (error: unknown): Readonly<Record<string, unknown>> => {
  if (error instanceof AssayError) return { code: error.code, reason: error.message }
  if (!(error instanceof Error)) return { code: 'internal', reason: typeof error }
  const isOurs = !('code' in error) && !('$metadata' in error)
  return {
    code: 'internal',
    reason: isOurs ? error.message : `${error.name} ${'code' in error ? String(error.code) : ''}`.trim(),
    ...(isOurs ? { stack: error.stack } : {}),
  }
}
