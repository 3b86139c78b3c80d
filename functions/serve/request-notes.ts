import type { MiddlewareHandler } from 'hono'

/** Says one line for each request: what was asked, how it was answered, how long that took. Never its query: secrets stand there. */
export const requestNotes =
  (say: (line: string) => void): MiddlewareHandler =>
  async (c, next) => {
    const start = performance.now()
    await next()
    say(`${c.req.method} ${c.req.path} ${c.res.status} ${Math.round(performance.now() - start)} ms`)
  }
