import { isMainThread, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Digest } from '../digest.ts'
import { type DetachedSignatures, type Evidence, noEvidence } from '../verify/evidence.ts'
import type { Given } from './element.ts'
import {
  type FromWorker,
  packResults,
  packTask,
  type ToWorker,
  unpackResults,
  unpackTask,
} from './message.ts'
import { performTask, type Results, type Task } from './task.ts'

/** Worker threads that assay. Ends with {@link Crew.end}, or with the process. */
export interface Crew {
  /** Has the least busy worker perform the task. Whatever fails in a worker fails all tasks. */
  perform(task: Task): Promise<Results>
  end(): Promise<void>
}

interface WorkerData {
  readonly imageAssay: Omit<Given, 'evidence'> & {
    readonly hasEvidence: boolean
    /** Detached signatures are handed over: they are few and small, and every image asks for them. */
    readonly signatures: DetachedSignatures | undefined
  }
}

interface Member {
  readonly worker: Worker
  busy: number
}

/** Room for young objects, in MiB: with V8's own 48 a worker takes 100 MB more and is no faster. */
const resourceLimits = { maxYoungGenerationSizeMb: 24 }

/** Starts `size` workers. The evidence stays on this thread, which keeps its files and its store, and is asked for. */
export const startCrew = (size: number, { evidence, ...given }: Given): Crew => {
  const hasEvidence = evidence !== noEvidence
  const waiting = new Map<number, PromiseWithResolvers<Results>>()
  let tasks = 0

  const fail = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  const answer = async (worker: Worker, id: number, digest: string): Promise<void> => {
    try {
      const bytes = await evidence.get(digest as Digest)
      worker.postMessage({ type: 'evidence', id, bytes } satisfies ToWorker)
    } catch (error) {
      fail(error)
    }
  }

  const start = (): Member => {
    const data: WorkerData = { imageAssay: { ...given, hasEvidence, signatures: evidence.signatures } }
    // This very module, so that a bundle needs no second file.
    const worker = new Worker(new URL(import.meta.url), { workerData: data, resourceLimits })
    const member: Member = { worker, busy: 0 }
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'evidence') void answer(worker, message.id, message.digest)
      else {
        if (--member.busy === 0) worker.unref()
        waiting.get(message.id)?.resolve(unpackResults(message.results))
        waiting.delete(message.id)
      }
    })
    worker.on('error', fail)
    // Only a task that somebody waits for keeps the process.
    worker.unref()
    return member
  }

  const members = Array.from({ length: size }, start)
  return {
    perform(task) {
      const id = tasks++
      const packed = packTask(task)
      const member = members.reduce((least, next) => (next.busy < least.busy ? next : least))
      if (member.busy++ === 0) member.worker.ref()
      const result = Promise.withResolvers<Results>()
      waiting.set(id, result)
      member.worker.postMessage({ type: 'task', id, task: packed } satisfies ToWorker, [packed.bytes])
      return result.promise
    },
    async end() {
      await Promise.all(members.map(({ worker }) => worker.terminate()))
    },
  }
}

/** Evidence that the main thread holds. */
const remoteEvidence = (port: MessagePort) => {
  const asked = new Map<number, (bytes: Buffer | null) => void>()
  let questions = 0
  return {
    evidence: {
      get: (digest) =>
        new Promise((resolve) => {
          const id = questions++
          asked.set(id, resolve)
          port.postMessage({ type: 'evidence', id, digest } satisfies FromWorker)
        }),
    } satisfies Evidence,
    answered: (id: number, bytes: Uint8Array | null): void => {
      asked.get(id)?.(bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
      asked.delete(id)
    },
  }
}

/** The life of a worker: performs what it is sent, one task after the other. */
const work = (
  port: MessagePort,
  { hasEvidence, signatures, ...settings }: WorkerData['imageAssay'],
): void => {
  const remote = remoteEvidence(port)
  const evidence = hasEvidence ? { ...remote.evidence, ...(signatures && { signatures }) } : noEvidence
  const given: Given = { ...settings, evidence }
  let last: Promise<void> = Promise.resolve()
  const perform = async (id: number, task: Task): Promise<void> => {
    const results = packResults(await performTask(task, given))
    port.postMessage({ type: 'results', id, results } satisfies FromWorker)
  }
  port.on('message', (message: ToWorker) => {
    if (message.type === 'evidence') remote.answered(message.id, message.bytes)
    else last = last.then(() => perform(message.id, unpackTask(message.task)))
  })
}

const isWorkerData = (data: unknown): data is WorkerData =>
  typeof data === 'object' && data !== null && 'imageAssay' in data

if (!isMainThread && parentPort !== null && isWorkerData(workerData)) work(parentPort, workerData.imageAssay)
