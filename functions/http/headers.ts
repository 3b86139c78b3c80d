import type { MiddlewareHandler } from 'hono'

/**
 * Answers are data for programs: nothing in them may run, be framed, be sniffed or be taken in by another site. A page
 * brings its own policy, which lets its style and script work and nothing else.
 */
const securityHeaders: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox"],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Referrer-Policy', 'no-referrer'],
  // Browsers heed it over HTTPS only.
  ['Strict-Transport-Security', 'max-age=31536000'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
]

/** Sets the security headers on every answer, errors among them. */
export const secured: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of securityHeaders) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
}
