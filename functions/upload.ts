import type {
  Context,
  S3Event,
  S3ObjectCreatedNotificationEvent,
  SNSEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda'
import { AssayError } from '../lib/error.ts'
import { s3Store } from '../lib/store/s3.ts'
import { openClient } from '../lib/store/s3-client.ts'
import { connectionBy } from '../lib/store/s3-connection.ts'
import { s3PlaceOf } from '../lib/store/s3-place.ts'
import { openVersion } from '../lib/store/s3-version.ts'
import { accountsIn, jsonLog } from './log/log.ts'
import { handleEvent } from './upload/handle.ts'
import { processorsIn } from './upload/processors.ts'

const setting = (name: string): string => {
  const value = process.env[name]
  if (value === undefined || value === '')
    throw new AssayError('setting-missing', `the environment variable ${name} is not set`)
  return value
}

/** What to do about a failure, where that is done in the deployment. */
const remedies: Readonly<Record<string, string>> = {
  'temporary-folder': 'deploy with a larger uploadStorage (infra/README.md)',
}

const uri = setting('STORE')
const bucket = setting('EXPORTS_BUCKET')
const connect = connectionBy(openClient)
const store = s3Store(s3PlaceOf(uri), connect)
const log = jsonLog((line) => process.stdout.write(line), {
  service: process.env.POWERTOOLS_SERVICE_NAME ?? 'image-assay',
  namespace: process.env.POWERTOOLS_METRICS_NAMESPACE,
  hidden: accountsIn([uri, bucket]),
})
// Every event needs it: made before the first, while the processor is faster. Who needs it hears of a failure.
connect().catch(() => {})

/** AWS Lambda: every object put into the exports bucket, from a queue or directly. */
export const handler = (
  event: SQSEvent | S3Event | S3ObjectCreatedNotificationEvent | SNSEvent,
  context: Context,
): Promise<SQSBatchResponse | undefined> =>
  handleEvent(event, {
    store,
    bucket,
    jobs: processorsIn(process.env),
    open: (version) => openVersion(connect, version),
    log: (entry) => {
      const remedy = remedies[String(entry.fields?.code)]
      log({ ...entry, fields: { requestId: context.awsRequestId, ...entry.fields, remedy } })
    },
    remaining: () => context.getRemainingTimeInMillis(),
  })
