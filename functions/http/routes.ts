import {
  getAuditOperation,
  getHealthOperation,
  getImageOperation,
  getOpenApiOperation,
  getReportOperation,
  postReportOperation,
} from './operations.ts'
import type { Route } from './route.ts'
import { jsonAnswer } from './text.ts'

/** Each handler is loaded when it is called: a look-up needs none of the readers. */
export const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/reports',
    operation: postReportOperation,
    handle: async (c, deps, gate) => (await import('./post-report.ts')).postReport(c, deps, gate),
  },
  {
    method: 'GET',
    path: '/v1/reports/{version}',
    operation: getReportOperation,
    handle: async (c, deps) => (await import('./get-report.ts')).getReport(c, deps),
  },
  {
    method: 'GET',
    path: '/v1/images/{digest}',
    operation: getImageOperation,
    handle: async (c, deps) => (await import('./get-image.ts')).getImage(c, deps),
  },
  {
    method: 'GET',
    path: '/v1/audits/latest',
    operation: getAuditOperation,
    handle: async (c, deps) => (await import('./get-latest-audit.ts')).getLatestAudit(c, deps),
  },
  {
    method: 'GET',
    path: '/healthz',
    operation: getHealthOperation,
    handle: async () => jsonAnswer('{"status":"ok"}'),
  },
]

/** Describes all the other routes, and itself. */
export const openApiRoute = (others: readonly Route[]): Route => {
  const route: Route = {
    method: 'GET',
    path: '/openapi.json',
    operation: getOpenApiOperation,
    handle: async (c) => (await import('./get-openapi.ts')).getOpenApi(c, [...others, route]),
  }
  return route
}
