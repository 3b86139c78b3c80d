import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'

/**
 * Says one line for each request, once its answer has gone out or broken off: what was asked, how it was answered, how
 * long that took. Never its query: secrets stand there.
 */
export const requestNotes =
  (say: (line: string) => void): MiddlewareHandler =>
  async (c, next) => {
    const { outgoing }: HttpBindings = c.env
    const start = performance.now()
    const closed = new Promise((resolve) => outgoing.once('close', resolve))
    await next()
    const { method, path } = c.req
    const { status } = c.res
    const note = async (): Promise<void> => {
      await closed
      const end = outgoing.writableFinished ? '' : ', broken off'
      say(`${method} ${path} ${status} ${Math.round(performance.now() - start)} ms${end}`)
    }
    void note()
  }
