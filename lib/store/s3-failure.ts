import { AssayError } from '../error.ts'
import type { Guard } from './file-failure.ts'

/** What we see that the server does not say; its name is a row of the meanings below. */
export class S3Fault extends Error {
  constructor(name: 'RegionMissing' | 'BodyBroken' | 'Contended' | 'ConditionIgnored' | 'TooLarge') {
    super(name)
    this.name = name
  }
}

type Meaning = readonly [means: string, remedy: string]

const noCredentials: Meaning = [
  'no credentials were found, or those found are not complete',
  'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this machine a role',
]
const badCredentials: Meaning = [
  'the server does not accept the credentials',
  'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN where there is one) anew',
]
const denied: Meaning = [
  'access is denied',
  'Allow these credentials to get, put and list objects there, and to delete those under staging/ (without the right to list, S3 denies what is merely absent)',
]
const otherRegion: Meaning = ['the bucket is in another region', "Set AWS_REGION to the bucket's own region"]
const unreachable: Meaning = [
  'the server cannot be reached',
  'See that the network and AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL are right',
]
const untrusted: Meaning = [
  "the server's certificate is not trusted",
  'Name the file of its authority in NODE_EXTRA_CA_CERTS',
]
const tooSlow: Meaning = ['the server did not answer in time', 'Try again later']
const broken: Meaning = ['the connection broke', 'Try again']
const throttled: Meaning = ['the server asks for fewer calls', 'Try again later']
const failed: Meaning = ['the server failed', 'Try again later']
const unconditional: Meaning = [
  'the server has no conditional writes, so that nothing would keep what is stored from being overwritten',
  'Use a server that has them, such as Amazon S3 or Ceph',
]

/** By the error's name, else its system code, else its HTTP status. */
const meanings: Readonly<Record<string, Meaning>> = {
  RegionMissing: ['no region is set', 'Set AWS_REGION; servers other than AWS take us-east-1'],
  BodyBroken: ['the answer ended too early, too late or not at all', 'Try again'],
  Contended: ['other writers were faster, again and again', 'Try again later'],
  ConditionIgnored: [
    'the server overwrites what it was told not to (If-None-Match)',
    'Use a bucket without versioning, where Ceph has conditional writes, or a server that has them',
  ],
  TooLarge: ['the object is larger than 5 GiB, the most that S3 takes in one piece', 'Split the export'],
  EntityTooLarge: ['the object is larger than the server takes', 'Split the export'],
  CredentialsProviderError: noCredentials,
  TokenProviderError: noCredentials,
  InvalidAccessKeyId: badCredentials,
  SignatureDoesNotMatch: badCredentials,
  ExpiredToken: badCredentials,
  ExpiredTokenException: badCredentials,
  InvalidToken: badCredentials,
  TokenRefreshRequired: badCredentials,
  RequestTimeTooSkewed: ["this machine's clock is wrong", 'Set the clock'],
  NoSuchBucket: ['there is no such bucket', 'Make it, or name one that exists'],
  InvalidBucketName: ['that is no name of a bucket', 'Name one that exists'],
  PermanentRedirect: otherRegion,
  AuthorizationHeaderMalformed: otherRegion,
  IllegalLocationConstraintException: otherRegion,
  InvalidObjectState: ['the object is archived', 'Restore it'],
  QuotaExceeded: ['its quota is used up', 'Raise the quota or free some space'],
  NotImplemented: unconditional,
  SlowDown: throttled,
  TimeoutError: tooSlow,
  RequestTimeout: tooSlow,
  ERR_INVALID_URL: ['AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL is no URL', 'Write http(s)://HOST:PORT'],
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: tooSlow,
  ECONNRESET: broken,
  EPIPE: broken,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_HAS_EXPIRED: ["the server's certificate has expired", 'Renew it'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "the server's certificate is for another host",
    'Use the host that it names',
  ],
  401: badCredentials,
  403: denied,
  429: throttled,
  500: failed,
  501: unconditional,
  502: failed,
  503: throttled,
  504: failed,
}

/** These no second try mends, nor another bucket on that server. */
const unsupported: ReadonlySet<string> = new Set(['NotImplemented', '501', 'ConditionIgnored'])

interface Told {
  readonly name: string
  readonly code?: unknown
  readonly $metadata?: {
    readonly httpStatusCode?: number
    readonly requestId?: string
    readonly attempts?: number
  }
}

const told = (error: unknown): Told => (error instanceof Error ? (error as Told) : { name: '' })

export const nameOf = (error: unknown): string => told(error).name

export const statusOf = (error: unknown): number | undefined => told(error).$metadata?.httpStatusCode

/** How often the client sent the call that failed so. */
export const attemptsOf = (error: unknown): number => told(error).$metadata?.attempts ?? 1

const rowOf = (error: unknown): string | undefined => {
  const { name, code, $metadata } = told(error)
  return [name, String(code), String($metadata?.httpStatusCode)].find((key) => Object.hasOwn(meanings, key))
}

/** An error of the server, of the way to it or of the SDK, not of this program. */
const isForeign = (error: unknown): boolean =>
  told(error).$metadata !== undefined || told(error).code !== undefined

const describe = (error: unknown): string => {
  const { name, code, $metadata } = told(error)
  const said = name === '' || name === 'Error' || name === 'TypeError' ? String(code ?? name) : name
  const parts = [said]
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
      if (error instanceof AssayError || (row === undefined && !isForeign(error))) throw error
      const [means, remedy] = meanings[row ?? ''] ?? ['S3 failed', 'See what the server says']
      throw new AssayError(
        row !== undefined && unsupported.has(row) ? 'store-unsupported' : 'store-unavailable',
        `cannot ${act} ${JSON.stringify(key)} in ${place}: ${means} (${describe(error)}). ${remedy}.`,
      )
    }
  }
