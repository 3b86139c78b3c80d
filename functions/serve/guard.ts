import type { MiddlewareHandler } from 'hono'
import { problem } from '../http/problem.ts'

const names = ['localhost', '127.0.0.1', '[::1]'] as const

/** How a caller on this machine names a server on `port`: HTTP's own port may be left out. */
const hostsOf = (port: number): ReadonlySet<string> =>
  new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]))

const originsOf = (port: number): ReadonlySet<string> =>
  new Set([...hostsOf(port)].map((host) => `http://${host}`))

/** What browsers say of requests that a page of this server or its reader made. */
const ownSites: ReadonlySet<string | undefined> = new Set([undefined, 'same-origin', 'none'])

/**
 * Answers only who names this server by a name of this machine, so that a foreign host name that leads here (DNS
 * rebinding) gets nothing, and no page of another origin (cross-site request forgery). `port` is asked when a request
 * comes.
 */
export const localOnly =
  (port: () => number): MiddlewareHandler =>
  async (c, next) => {
    const hosts = hostsOf(port())
    const host = c.req.header('host')?.toLowerCase()
    // A request line may name the host too, and then that one counts (RFC 9112, section 3.2.2).
    if (host === undefined || !hosts.has(host) || !hosts.has(new URL(c.req.url).host || host))
      return problem('forbidden', 'Call this server localhost, 127.0.0.1 or [::1], with its port.')
    const origin = c.req.header('origin')?.toLowerCase()
    if (origin !== undefined && !originsOf(port()).has(origin))
      return problem('forbidden', 'Pages of other origins get no answer here.')
    if (!ownSites.has(c.req.header('sec-fetch-site')?.toLowerCase()))
      return problem('forbidden', 'Pages of other sites get no answer here.')
    return next()
  }
