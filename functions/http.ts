import { handle } from 'hono/aws-lambda'
import { AssayError } from '../lib/error.ts'
import { openStore } from '../lib/store/open.ts'
import { presignFor } from '../lib/store/presign.ts'
import { httpApp } from './http/app.ts'
import { accountsIn, failureFields, jsonLog } from './log/log.ts'

const { STORE: uri = '', EXPORTS_BUCKET: bucket = '' } = process.env
if (uri === '') throw new AssayError('setting-missing', 'the environment variable STORE is not set')

/** Lambda takes requests of 6 MB, a body's bytes as base64 among them (README.md, "Limits"). */
const bodyBytes = 4_500_000

const log = jsonLog((line) => process.stdout.write(line), {
  service: process.env.POWERTOOLS_SERVICE_NAME ?? 'image-assay',
  hidden: accountsIn([uri, bucket]),
})

const handOver = presignFor(uri)
const target = bucket === '' ? '' : `, for example with \`aws s3 cp FILE s3://${bucket}/NAME\``

const app = httpApp({
  store: openStore(uri),
  bodyBytes,
  // An export of images as small as they come, and all three kinds of search, within the 29 seconds of an HTTP API on
  // half a processor: 50 MB take one processor some 13 seconds, a hash 2 µs.
  limits: {
    exportBytes: 50_000_000,
    searchHashes: 2_000_000,
    allRepairHashes: 2_000_000,
    evidenceTexts: 1000,
  },
  uploadWay: `Put it into the exports bucket instead${target}: its report appears in the store.`,
  // Lambda gives each instance one request at a time.
  simultaneous: 1,
  onFault: (error) => log({ level: 'ERROR', message: 'request failed', fields: failureFields(error) }),
  note: (reason) => log({ level: 'WARN', message: 'not used', fields: { reason } }),
  ...(handOver === null ? {} : { handOver }),
})

/** Answers HTTP: requests of an HTTP API (payload format 2.0) and of a function URL. All answers are text. */
export const handler = handle(app, { isContentTypeBinary: () => false })
