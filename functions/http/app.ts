import type { Context, MiddlewareHandler } from 'hono'
import { Hono } from 'hono/tiny'
import { AssayError, type ErrorCode } from '../../lib/error.ts'
import type { HttpDeps } from './deps.ts'
import { gateFor } from './gate.ts'
import { secured } from './headers.ts'
import { problem } from './problem.ts'
import type { Route } from './route.ts'
import { openApiRoute, routes } from './routes.ts'

/** OpenAPI's `{name}` in the spelling of the router. */
const pattern = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

/** HEAD is answered as GET without its body, and OPTIONS everywhere. */
const methodsOf = (path: string, all: readonly Route[]): string[] =>
  all
    .filter((route) => route.path === path)
    .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    .concat('OPTIONS')

const otherwise = (c: Context, allowed: readonly string[]): Response => {
  const headers = { Allow: allowed.join(', ') }
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers })
  return problem('method-not-allowed', `This path takes ${allowed.join(', ')}.`, {
    members: { allowed },
    headers,
  })
}

/** What is wrong with an object of the store and not with the request; the message names the object by its key. */
const faultsOfStore: ReadonlySet<ErrorCode> = new Set([
  'store-damaged',
  'store-conflict',
  'policy-invalid',
  'keys-unreadable',
])

/** What a caller is told of a failure: never what the machine said, which may name hosts and folders. */
const failed = (error: unknown): Response => {
  if (error instanceof AssayError && error.code === 'store-unavailable')
    return problem('unavailable', 'Ask again in a moment.', { headers: { 'Retry-After': '5' } })
  if (error instanceof AssayError && error.code === 'source-unreadable')
    return problem('unreadable', 'The body broke off before its end.')
  if (error instanceof AssayError && faultsOfStore.has(error.code))
    return problem('store-unusable', `Whoever runs this service has to mend its store: ${error.message}.`)
  return problem('fault', 'The failure is noted in the log of the server.')
}

export interface AppExtras {
  /** Asked before every route. */
  readonly guards?: readonly MiddlewareHandler[]
  /** Beside those that answer about images. */
  readonly routes?: readonly Route[]
}

/** The HTTP API as one app, for Lambda and for `assay serve` alike. */
export const httpApp = (deps: HttpDeps, extras: AppExtras = {}): Hono => {
  const app = new Hono()
  const gate = gateFor(deps.simultaneous)
  const described = [...routes, ...(extras.routes ?? [])]
  const all = [...described, openApiRoute(described)]
  app.use(secured)
  for (const guard of extras.guards ?? []) app.use(guard)
  for (const { method, path, handle } of all)
    app.on(method, pattern(path), async (c) => handle(c, deps, gate))
  for (const path of new Set(all.map((route) => route.path)))
    app.all(pattern(path), (c) => otherwise(c, methodsOf(path, all)))
  app.notFound(() => problem('not-found', 'The API has no such path: GET /openapi.json names those it has.'))
  app.onError((error) => {
    deps.onFault(error)
    return failed(error)
  })
  return app
}
