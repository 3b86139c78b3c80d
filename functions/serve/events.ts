import { s3Connection } from '../../lib/store/s3-lazy-connection.ts'
import { openVersion } from '../../lib/store/s3-version.ts'
import type { LogEntry } from '../log/log.ts'
import { handleEvent } from '../upload/handle.ts'
import type { ReportPorts } from '../upload/object.ts'

const lineOf = ({ message, fields = {} }: LogEntry): string => {
  const { key, ...rest } = fields
  const facts = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${String(value)}`)
  return [...(typeof key === 'string' ? [`${key}: ${message}`] : [message]), ...facts].join(', ')
}

/**
 * Does what a bucket's notification asks for with the handler of the upload function, and says what came of it. The
 * objects are read where the AWS environment says.
 * @param bucket the only one that events may speak of; undefined or empty: any
 */
export const eventTaker = (ports: ReportPorts, bucket: string | undefined, say: (line: string) => void) => {
  const connect = s3Connection()
  return async (event: unknown): Promise<void> => {
    await handleEvent(event, {
      ...ports,
      bucket: bucket || null,
      open: (version) => openVersion(connect, version),
      log: (entry) => say(lineOf(entry)),
    })
  }
}
