import { Logger } from '@aws-lambda-powertools/logger'
import { handle } from 'hono/aws-lambda'
import { AssayError } from '../lib/error.ts'
import { openStore } from '../lib/store/open.ts'
import { presignFor } from '../lib/store/presign.ts'
import { httpApp } from './http/app.ts'

const { STORE = '', EXPORTS_BUCKET = '' } = process.env

/** Lambda takes requests of 6 MB, and a body's bytes as base64 among them (contract.md, "Limits"). */
const bodyBytes = 4_500_000

const logger = new Logger()

/** Of the machine's failures only what is said for people: their causes name hosts. */
const onFault = (error: unknown): void => {
  if (error instanceof AssayError) logger.error(error.message, { code: error.code })
  else logger.error('internal error', error instanceof Error ? error : new Error(String(error)))
}

const handOver = presignFor(STORE)

const app = httpApp({
  store: openStore(STORE),
  bodyBytes,
  uploadWay:
    EXPORTS_BUCKET === ''
      ? 'Put it into the exports bucket instead: its report appears in the store.'
      : `Put it into the exports bucket instead, for example with \`aws s3 cp FILE s3://${EXPORTS_BUCKET}/NAME\`: its report appears in the store.`,
  // Lambda gives each instance one request at a time.
  simultaneous: 1,
  onFault,
  ...(handOver === null ? {} : { handOver }),
})

/** Answers HTTP: requests of an HTTP API (payload format 2.0) and of a function URL. All answers are text. */
export const handler = handle(app, { isContentTypeBinary: () => false })
