import {
  AbortMultipartUploadCommand,
  type AbortMultipartUploadCommandInput,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  UploadPartCommand,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3'
import { s3Fault } from './s3-failure.ts'
import type { S3Settings } from './s3-settings.ts'
import { boundAnswers } from './s3-whole-answer.ts'

/** For one call: how long its answer may take, in milliseconds, and what ends it early. */
export interface CallOptions {
  readonly requestTimeout?: number
  readonly abortSignal?: AbortSignal
}

/** The SDK warns on the console otherwise, which belongs to the caller. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** Ceph and others serve buckets by path; AWS's own hosts, by name. */
const usePathStyle = (client: S3Client): (() => boolean) => {
  let elsewhere = false
  const resolve = client.config.endpointProvider
  client.config.endpointProvider = (params, context) => {
    elsewhere = params.Endpoint !== undefined
    return resolve(elsewhere ? { ...params, ForcePathStyle: true } : params, context)
  }
  return () => elsewhere
}

/**
 * The S3 client and the commands that stores need: one module to import the SDK, so that who imports it lazily pays
 * for the SDK only when it is used, and a bundle holds these commands and no others.
 *
 * Credentials, region and endpoint come from where the AWS tools look for them: `AWS_ACCESS_KEY_ID` and its kin,
 * `AWS_PROFILE`, roles; `AWS_REGION`; `AWS_ENDPOINT_URL_S3`, then `AWS_ENDPOINT_URL`.
 */
export const openClient = async (settings: S3Settings) => {
  const { connectMs, answerMs, idleMs, attempts, endpoint } = settings
  const client = new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: attempts,
    // `adaptive` also slows calls down before they fail: a guard for fleets that share one throttled resource.
    retryMode: 'standard',
    // Checksums of what is sent are ours, in headers: the SDK's own would send streams in chunks that Ceph answers 411.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      logger: silent,
    },
    logger: silent,
  })
  boundAnswers(client, idleMs)
  const isElsewhere = usePathStyle(client)
  await client.config.region().catch(() => {
    throw s3Fault('RegionMissing')
  })
  return {
    settings,
    /** For what signs requests without sending them. */
    client,
    /** Whether the last call went to a configured endpoint, not to one of AWS's own. */
    isElsewhere,
    get: (input: GetObjectCommandInput) => client.send(new GetObjectCommand(input)),
    head: (input: HeadObjectCommandInput) => client.send(new HeadObjectCommand(input)),
    list: (input: ListObjectsV2CommandInput) => client.send(new ListObjectsV2Command(input)),
    remove: (input: DeleteObjectCommandInput) => client.send(new DeleteObjectCommand(input)),
    put: (input: PutObjectCommandInput, options: CallOptions = {}, contentSha256?: string) => {
      const command = new PutObjectCommand(input)
      if (contentSha256 !== undefined) signAs(command, contentSha256)
      return client.send(command, options)
    },
    begin: (input: CreateMultipartUploadCommandInput) => client.send(new CreateMultipartUploadCommand(input)),
    part: (input: UploadPartCommandInput, options: CallOptions) =>
      client.send(new UploadPartCommand(input), options),
    complete: (input: CompleteMultipartUploadCommandInput, options: CallOptions) =>
      client.send(new CompleteMultipartUploadCommand(input), options),
    abort: (input: AbortMultipartUploadCommandInput) => client.send(new AbortMultipartUploadCommand(input)),
  }
}

/**
 * Signs a body with its known SHA-256: the SDK signs a stream as "unsigned payload", and then an older server would
 * check nothing of it.
 */
const signAs = (command: PutObjectCommand, contentSha256: string): void => {
  command.middlewareStack.add(
    (next) => (args) => {
      const { request } = args
      if (typeof request === 'object' && request !== null && 'headers' in request)
        Object.assign(request.headers ?? {}, { 'x-amz-content-sha256': contentSha256 })
      return next(args)
    },
    { step: 'build', name: 'signAsKnown' },
  )
}

export type S3Api = Awaited<ReturnType<typeof openClient>>
