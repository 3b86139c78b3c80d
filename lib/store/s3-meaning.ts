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

/** What an error of S3, of the way to it or of the SDK means here, and the remedy: by its name, system code or status. */
export const s3Meanings: Readonly<Record<string, Meaning>> = {
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
export const unsupported: ReadonlySet<string> = new Set(['NotImplemented', '501', 'ConditionIgnored'])
