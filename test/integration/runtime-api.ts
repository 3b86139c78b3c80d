import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'

/** What a function answered to one event. */
export interface Answer {
  /** What it returned; undefined where it failed. */
  readonly result: unknown
  /** What it threw, as the runtime tells of it; null where it did not. */
  readonly error: unknown
  /** When the answer came, of the performance clock. */
  readonly at: number
}

interface Invocation {
  readonly event: unknown
  readonly settle: (answer: Answer) => void
}

/**
 * Lambda's side of one execution environment: gives a runtime one event after the other, and takes its answers (AWS
 * Lambda Developer Guide, "Using the Lambda runtime API").
 */
export const startRuntimeApi = async () => {
  const waiting: Invocation[] = []
  const working = new Map<string, Invocation>()
  let asking: ServerResponse | null = null
  let count = 0

  const give = (): void => {
    if (asking === null) return
    const next = waiting.shift()
    if (next === undefined) return
    count += 1
    const id = `request-${count}`
    working.set(id, next)
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(Date.now() + 300_000),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:111122223333:function:assay',
    })
    asking.end(JSON.stringify(next.event))
    asking = null
  }

  const receive = async (path: string, body: Promise<unknown>): Promise<void> => {
    const [, id, kind] =
      /^\/2018-06-01\/runtime\/(?:invocation\/([^/]+)|init)\/(response|error)$/.exec(path) ?? []
    assert.ok(kind !== undefined, path)
    const at = performance.now()
    const said = await body
    // An environment that cannot start fails the event that it was started for.
    const invocation = id === undefined ? waiting.shift() : working.get(id)
    invocation?.settle(
      kind === 'error' ? { result: undefined, error: said, at } : { result: said, error: null, at },
    )
  }

  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      asking = response
      give()
      return
    }
    receive(request.url ?? '', json(request)).then(
      () => response.writeHead(202).end('{}'),
      () => response.writeHead(400).end('{}'),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  return {
    /** For `AWS_LAMBDA_RUNTIME_API`. */
    host: `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    invoke: (event: unknown): Promise<Answer> =>
      new Promise((settle) => {
        waiting.push({ event, settle })
        give()
      }),
    /** The environment is gone: what it was asked fails. */
    abandon(): void {
      const lost = { result: undefined, error: 'the environment ended', at: performance.now() }
      for (const { settle } of [...working.values(), ...waiting.splice(0)]) settle(lost)
      working.clear()
    },
    close: async (): Promise<void> => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
