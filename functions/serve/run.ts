import { availableParallelism } from 'node:os'
import { AssayError } from '../../lib/error.ts'
import type { Limits } from '../../lib/limits.ts'
import { policyInStore } from '../../lib/policy/open.ts'
import { openStore } from '../../lib/store/open.ts'
import { systemErrorText } from '../../lib/system-error.ts'
import { httpApp } from '../http/app.ts'
import { eventTaker } from './events.ts'
import { eventsRoute } from './events-route.ts'
import { frontPageRoute } from './front-page.ts'
import { localOnly } from './guard.ts'
import { watchInbox } from './inbox.ts'
import { inboxAt } from './inbox-files.ts'
import { overlaps } from './overlap.ts'
import { requestNotes } from './request-notes.ts'
import { cutOff, startServer } from './server.ts'
import { inboxTaker } from './take.ts'

export interface ServeOptions {
  /** Where reports go and evidence is. */
  readonly uri: string
  readonly port: number
  readonly bodyBytes: number
  /** For exports however they come: by HTTP, by the inbox, by events. */
  readonly limits: Partial<Limits>
  /** The folder that stands in for the bucket; undefined: none. */
  readonly inbox: string | undefined
  /** What senders of events must know; undefined: no events are taken. */
  readonly secret: string | undefined
  /** The only bucket that events may speak of; undefined or empty: any. */
  readonly bucket: string | undefined
  /** Told what happens, a line each. */
  readonly say: (line: string) => void
  /** A failure as such a line. */
  readonly failure: (error: unknown) => string
}

/** Exports that come by HTTP and are assayed at once; each may hold some of its report in memory. */
const simultaneous = 8

const uploadWay =
  'Put it into the folder that `assay serve` was given as --inbox, assay it with `assay report FILE --store URI`, or start the server with that limit raised (--body-limit, --limit).'

/** What keeps a folder from being the inbox, and the remedy. */
const inboxProblems = {
  'no folder': 'is no folder: name the folder that exports are put into',
  'closed folder':
    'cannot be read, permission denied: give this user the rights to list and enter the folder (r and x)',
  nothing: 'does not exist: make the folder, or mend its name',
} as const

const checkInbox = async (inbox: string, uri: string): Promise<void> => {
  if (await overlaps(inbox, uri))
    throw new AssayError(
      'usage',
      `the inbox ${inbox} and the store ${uri} lie in one another: name two folders`,
    )
  const found = await inboxAt(inbox)
  if (found !== 'folder' && found !== 'unknown')
    throw new AssayError('usage', `the inbox ${inbox} ${inboxProblems[found]}`)
}

/**
 * The HTTP API for this machine, and an inbox that stands in for bucket events, until `ended` resolves; then what was
 * begun is completed.
 * @throws AssayError for a store or its policy that cannot be read, an inbox that lies in it or is no folder that can be read, and a port that cannot be had
 */
export const runServe = async (options: ServeOptions, ended: Promise<unknown>): Promise<void> => {
  const { uri, bodyBytes, limits, inbox, secret, bucket, say, failure } = options
  const jobs = availableParallelism()
  const store = openStore(uri)
  if (inbox !== undefined) await checkInbox(inbox, uri)
  // Every report is judged by it: what keeps it from being read is better told now than of each export.
  await policyInStore(store)
  let port = options.port
  const app = httpApp(
    {
      store,
      limits,
      bodyBytes,
      uploadWay,
      simultaneous,
      cutOff,
      onFault: (error) => say(failure(error)),
      note: say,
    },
    {
      guards: [requestNotes(say), localOnly(() => port)],
      routes: [
        frontPageRoute,
        eventsRoute({ secret, onEvent: eventTaker({ store, limits, jobs }, bucket, say) }),
      ],
    },
  )
  const server = await startServer(app, port)
  port = server.port
  say(`listening on http://127.0.0.1:${port}, reports go to ${uri}`)
  const stop = new AbortController()
  const watching =
    inbox === undefined
      ? Promise.resolve()
      : watchInbox({
          folder: inbox,
          take: inboxTaker({ store, limits, jobs, note: say }, say),
          onFailure: (key, error) =>
            say(
              key === null
                ? `the inbox ${inbox} cannot be read, and is tried again and again: ${systemErrorText(error)}`
                : `${key}: ${failure(error)}`,
            ),
          signal: stop.signal,
        })
  if (inbox !== undefined) say(`watching the inbox ${inbox}`)
  await ended
  say('ending: what was begun is being completed')
  stop.abort()
  await Promise.all([server.close(), watching])
}
