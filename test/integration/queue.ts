import type { SQSBatchResponse } from 'aws-lambda'

/** What the function is called with, and what it answers. */
export type Consumer = (event: unknown) => Promise<SQSBatchResponse | undefined>

export interface QueueSettings {
  /** Messages in work at once. */
  readonly concurrency?: number
  /** After so many receives a message is set aside (`maxReceiveCount` of `infra/queue.yml`). */
  readonly receives?: number
}

/**
 * A queue as SQS gives it to a Lambda function: one message an invocation, received again at once when the function
 * fails or names it in its answer, and at last set aside as a dead letter.
 */
export const simulatedQueue = (consume: Consumer, { concurrency = 10, receives = 5 }: QueueSettings = {}) => {
  const waiting: { id: string; body: string; count: number }[] = []
  const dead: string[] = []
  let sent = 0
  let working = 0
  let onIdle: (() => void) | undefined

  const attempt = async (id: string, body: string): Promise<boolean> => {
    try {
      const answer = await consume({ Records: [{ messageId: id, body, eventSource: 'aws:sqs' }] })
      return answer?.batchItemFailures.length === 0
    } catch {
      return false
    }
  }
  const work = async (message: { id: string; body: string; count: number }): Promise<void> => {
    message.count += 1
    const isDone = await attempt(message.id, message.body)
    if (!isDone && message.count >= receives) dead.push(message.body)
    else if (!isDone) waiting.push(message)
    working -= 1
    pump()
  }
  const pump = (): void => {
    while (working < concurrency) {
      const next = waiting.shift()
      if (next === undefined) break
      working += 1
      void work(next)
    }
    if (working === 0) onIdle?.()
  }

  return {
    /** Bodies of the messages that were set aside. */
    dead,
    sent: () => sent,
    send(body: string): void {
      sent += 1
      waiting.push({ id: `m${sent}`, body, count: 0 })
      pump()
    },
    /** Ends when nothing is waiting or in work. */
    async idle(): Promise<void> {
      if (working > 0 || waiting.length > 0)
        await new Promise<void>((resolve) => {
          onIdle = resolve
        })
      onIdle = undefined
    },
    /** Sends the dead letters again, as `start-message-move-task` does. */
    redrive(): void {
      for (const body of dead.splice(0)) this.send(body)
    },
  }
}
