import type { Context } from 'hono'
import type { HttpDeps } from './deps.ts'
import type { Gate } from './gate.ts'
import type { Operation } from './operation.ts'

/** One path and method of the API. Routing, `Allow` and the OpenAPI document all come from these rows. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** As OpenAPI writes paths: `/v1/reports/{version}`. */
  readonly path: string
  readonly operation: Operation
  readonly handle: (c: Context, deps: HttpDeps, gate: Gate) => Promise<Response>
}
