import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** What may go wrong with one call, on the way there or back. */
export type Fault =
  /** Answers so, and the server never hears of the call. */
  | { readonly status: number; readonly code: string }
  /** Breaks the connection before the server hears of the call. */
  | 'reset'
  /** The server does what is asked, and the connection breaks instead of its answer. */
  | 'lose-answer'
  /** Half of the answer's body, and the connection breaks. */
  | 'truncate'
  /** Half of the answer's body, and nothing more, with the connection open. */
  | 'stall'
  /** Half of the answer's body as if it were all, but for the length that the server told. */
  | 'end-early'
  /** One bit of the answer's body is another. */
  | 'corrupt'
  /** Waits so many milliseconds before the call goes on. */
  | { readonly delay: number }

export interface SeenCall {
  readonly method: string
  /** With the query. */
  readonly path: string
}

export interface FaultyProxy {
  readonly endpoint: string
  /** All calls since the last `plan`. */
  readonly calls: SeenCall[]
  /** From now on `fault` is asked about each call, with its number among all of them; null lets it through. */
  plan(fault: (call: SeenCall, index: number) => Fault | null): void
  close(): Promise<void>
}

const readAll = async (stream: IncomingMessage): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(stream))

const forward = async (
  from: IncomingMessage,
  body: Buffer,
  target: URL,
): Promise<[IncomingMessage, Buffer]> => {
  const { method, url: path, headers } = from
  // The host stays as it was signed; the body is whole already.
  const { expect: _, ...rest } = headers
  const onward = request({ host: target.hostname, port: target.port, method, path, headers: rest })
  onward.end(body)
  const [answer] = await once(onward, 'response')
  return [answer, await readAll(answer)]
}

const answerError = (to: ServerResponse, { status, code }: { status: number; code: string }): void => {
  to.writeHead(status, { 'content-type': 'application/xml' })
  to.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>injected</Message></Error>`)
}

const pass = async (
  from: IncomingMessage,
  to: ServerResponse,
  fault: Fault | null,
  target: URL,
): Promise<void> => {
  if (fault === 'reset') return void from.socket.resetAndDestroy()
  const body = await readAll(from)
  if (fault !== null && typeof fault === 'object' && 'status' in fault) return answerError(to, fault)
  if (fault !== null && typeof fault === 'object') await setTimeout(fault.delay)
  const [answer, bytes] = await forward(from, body, target)
  if (fault === 'lose-answer') return void from.socket.resetAndDestroy()
  to.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
  const half = bytes.subarray(0, bytes.length / 2)
  if (fault === 'corrupt') bytes[0] = (bytes[0] ?? 0) ^ 1
  if (fault === 'truncate') to.write(half, () => from.socket.resetAndDestroy())
  else if (fault === 'stall') to.write(half)
  else if (fault === 'end-early') to.write(half, () => from.socket.end())
  else to.end(from.method === 'HEAD' ? undefined : bytes)
}

/** A proxy on a free port before the server at `endpoint`; all goes through unharmed until there is a plan. */
export const startFaultyProxy = async (endpoint: string): Promise<FaultyProxy> => {
  const target = new URL(endpoint)
  const calls: SeenCall[] = []
  let planned: (call: SeenCall, index: number) => Fault | null = () => null
  const server = createServer((from, to) => {
    const call = { method: from.method ?? '', path: from.url ?? '' }
    calls.push(call)
    pass(from, to, planned(call, calls.length - 1), target).catch(() => from.socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    endpoint: `http://localhost:${typeof address === 'object' ? address?.port : 0}`,
    calls,
    plan: (fault) => {
      planned = fault
      calls.length = 0
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
