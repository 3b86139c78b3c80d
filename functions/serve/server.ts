import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono/tiny'
import { AssayError } from '../../lib/error.ts'

const hostname = '127.0.0.1'

/** Requests that are not answered so many milliseconds after the server was told to stop are broken off. */
const grace = 10_000

export interface RunningServer {
  readonly port: number
  /** Takes no more requests, and waits for those that are being answered. */
  readonly close: () => Promise<void>
}

const unavailable = (port: number, error: Error): AssayError => {
  const code = 'code' in error ? error.code : undefined
  const why =
    code === 'EADDRINUSE'
      ? 'another program listens there'
      : code === 'EACCES'
        ? 'this user may not listen there'
        : error.message
  return new AssayError('port-unavailable', `cannot listen on ${hostname}:${port}: ${why}`, { cause: error })
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), grace)
    server.close(() => {
      clearTimeout(impatience)
      resolve()
    })
    server.closeIdleConnections()
  })

/** Breaks off the connection of a request, by what the adapter binds to it. */
export const cutOff = (bindings: unknown): void => {
  const { outgoing } = bindings as Partial<HttpBindings>
  outgoing?.destroy()
}

/**
 * Serves `app` to this machine only. Port 0 takes any that is free.
 * @throws AssayError `port-unavailable`
 */
export const startServer = (app: Hono, port: number): Promise<RunningServer> =>
  new Promise((resolve, reject) => {
    const server = createAdaptorServer({
      fetch: app.fetch,
      hostname,
      overrideGlobalObjects: false,
    }) as Server
    server.once('error', (error) => reject(unavailable(port, error)))
    server.listen(port, hostname, () => {
      const { port: taken } = server.address() as AddressInfo
      resolve({ port: taken, close: () => close(server) })
    })
  })
