import { AssayError } from '../error.ts'
import type { Guard } from './file-failure.ts'
import { s3Meanings, unsupported } from './s3-meaning.ts'

/** What we see that the server does not say; a row of `s3-meaning.ts`, whose text a guard puts in. */
export const s3Fault = (
  name: 'RegionMissing' | 'BodyBroken' | 'TimeoutError' | 'Contended' | 'ConditionIgnored' | 'TooLarge',
): AssayError => new AssayError('store-unavailable', name, { cause: name })

interface Told {
  readonly name: string
  readonly code?: string
  readonly $metadata?: {
    readonly httpStatusCode?: number
    readonly requestId?: string
    readonly attempts?: number
  }
}

const told = (error: unknown): Told => {
  if (!(error instanceof Error)) return { name: '' }
  if (!(error instanceof AssayError)) return error
  // What the client adds to an error that went through it.
  const { $metadata }: Partial<Told> = error
  const name = typeof error.cause === 'string' ? error.cause : ''
  return { name, ...($metadata === undefined ? {} : { $metadata }) }
}

export const nameOf = (error: unknown): string => told(error).name

export const statusOf = (error: unknown): number | undefined => told(error).$metadata?.httpStatusCode

/** How often the client sent the call that failed so. */
export const attemptsOf = (error: unknown): number => told(error).$metadata?.attempts ?? 1

/** The system's code first: the SDK calls most broken connections a `TimeoutError`. */
const namesOf = (error: unknown): string[] => {
  const { name, code, $metadata } = told(error)
  return [code, name, $metadata?.httpStatusCode].map(String)
}

const rowOf = (error: unknown): string | undefined =>
  namesOf(error).find((name) => Object.hasOwn(s3Meanings, name))

/** An error of the server, of the way to it or of the SDK, not of this program. */
const isForeign = (error: unknown): boolean =>
  told(error).$metadata !== undefined || told(error).code !== undefined

const describe = (error: unknown): string => {
  const { name, code, $metadata } = told(error)
  const parts = [code ?? name]
  if ($metadata?.httpStatusCode !== undefined) parts.push(`HTTP ${$metadata.httpStatusCode}`)
  if ($metadata?.requestId !== undefined) parts.push(`request ${$metadata.requestId}`)
  return parts.join(', ')
}

/**
 * A guard for calls to S3: its errors are AssayError `store-unavailable`, or `store-unsupported` where the server lacks
 * conditional writes. They name `key` and `place`, such as `the bucket "b"`; `act` is a verb such as "read". Nothing
 * that the server said goes into them, nor the error as their cause: it holds host names, key identifiers and what was
 * signed, and errors end in logs.
 */
export const s3Guard =
  (act: string, key: string, place: string): Guard =>
  async (work) => {
    try {
      return await work()
    } catch (error) {
      const row = rowOf(error)
      if (row === undefined && !isForeign(error)) throw error
      const [means, remedy] = s3Meanings[row ?? ''] ?? ['S3 failed', 'See what the server says']
      throw new AssayError(
        row !== undefined && unsupported.has(row) ? 'store-unsupported' : 'store-unavailable',
        `cannot ${act} ${JSON.stringify(key)} in ${place}: ${means} (${describe(error)}). ${remedy}.`,
      )
    }
  }
