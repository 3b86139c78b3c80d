import type { Context } from 'hono'
import { MiB } from '../../lib/binary-units.ts'
import { jsonOf } from '../../lib/json/json-of.ts'
import { readBody } from '../http/body.ts'
import type { HttpDeps } from '../http/deps.ts'
import { problem } from '../http/problem.ts'
import type { Route } from '../http/route.ts'
import { isSecret } from './secret.ts'

/** Notifications of buckets are a few kilobytes. */
const eventBytes = MiB

export interface EventPorts {
  /** What callers must know; without it no event is taken. */
  readonly secret: string | undefined
  /** Does what the event asks for; throws when it must be sent again. */
  readonly onEvent: (event: unknown) => Promise<void>
}

/** Ceph RGW sends no headers of one's own: there the secret stands in the push endpoint's query. */
const givenSecret = (c: Context): string | undefined =>
  c.req.header('authorization')?.match(/^Bearer +(.*)$/i)?.[1] ?? c.req.query('token')

const postEvent = async (c: Context, { secret, onEvent }: EventPorts, deps: HttpDeps): Promise<Response> => {
  if (secret === undefined)
    return problem('forbidden', 'Events are taken only by a server that was given a secret for them.')
  const given = givenSecret(c)
  if (given === undefined || !isSecret(given, secret))
    return problem('unauthorized', 'Give the secret as a bearer token, or as ?token=.', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    })
  const body = await readBody(c.req.raw, eventBytes)
  if (body === null)
    return problem('too-large', `An event may have ${eventBytes} bytes at most.`, {
      members: { limit: eventBytes },
    })
  const event = jsonOf(body.toString('utf8'))
  if (event === undefined) return problem('bad-request', 'The body is no JSON.')
  try {
    await onEvent(event)
  } catch (error) {
    deps.onFault(error)
    return problem('unavailable', 'What the event asks for could not all be done; send it again.', {
      headers: { 'Retry-After': '5' },
    })
  }
  return new Response(null, { status: 204 })
}

/** `POST /v1/events`: a bucket's notification, as the upload function takes it. */
export const eventsRoute = (ports: EventPorts): Route => ({
  method: 'POST',
  path: '/v1/events',
  operation: {
    id: 'notify',
    summary: 'A notification of a bucket',
    does: 'Assays what the notification names, as the upload function does: notifications of S3 and Ceph RGW, and EventBridge events.',
    parameters: [
      {
        name: 'token',
        in: 'query',
        does: 'The secret that the server was given, where it does not come as a bearer token.',
        schema: { type: 'string' },
      },
    ],
    body: 'The notification.',
    answers: [{ status: 204, does: 'All that it asks for is done.' }],
    problems: ['bad-request', 'unauthorized', 'forbidden', 'too-large', 'fault', 'unavailable'],
  },
  handle: (c, deps) => postEvent(c, ports, deps),
})
