import { isMainThread, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Digest } from '../digest.ts'
import { type CommonFacts, noFacts } from '../verify/annotation-facts.ts'
import { type DetachedSignature, type Evidence, noEvidence } from '../verify/evidence.ts'
import type { Searcher } from '../verify/rounds.ts'
import type { AssayContext } from './context.ts'
import {
  asBuffer,
  buffersIn,
  type FromWorker,
  packResults,
  packSearch,
  packTask,
  type ToWorker,
  unpackResults,
  unpackSearch,
  unpackSearched,
  unpackTask,
} from './message.ts'
import { performTask, type Task, type Unread } from './task.ts'

/** Worker threads that assay. Ends with {@link WorkerPool.end}, or with the process. */
export interface WorkerPool extends Searcher {
  /** Tasks and searches that the least busy worker was sent and has not done yet. */
  backlog(): number
  /** Has the least busy worker perform the task. Whatever fails in a worker fails all that they were sent. */
  perform(task: Task): Promise<Unread>
  end(): Promise<void>
}

interface WorkerData {
  readonly imageAssay: Omit<AssayContext, 'evidence'> & {
    readonly hasEvidence: boolean
    /** The first of it counts what the worker has done, for a thread that is too busy to read its answers. */
    readonly done: Int32Array
    /** The digests with detached signatures: every image asks whether it has any. */
    readonly signed: ReadonlySet<Digest> | undefined
  }
}

/** What a worker is asked to do, what it did, what it asks meanwhile, and what it is told. */
type Request = Extract<ToWorker, { readonly type: 'task' | 'search' }>
type ResultsMessage = Extract<FromWorker, { readonly type: 'results' }>
type SearchedMessage = Extract<FromWorker, { readonly type: 'searched' }>
type Response = ResultsMessage | SearchedMessage
type Question = Exclude<FromWorker, Response>
type Answer = Extract<ToWorker, { readonly type: 'evidence' | 'signatures' }>

interface Member {
  readonly worker: Worker
  readonly done: Int32Array
  /** Requests that it was sent. */
  sent: number
  /** What it was sent last of what searches have in common. */
  common: CommonFacts
  /** Requests whose responses were not read yet. */
  open: number
}

const backlogOf = ({ sent, done }: Member): number => sent - Atomics.load(done, 0)

/** Room for young objects, in MiB: with V8's own 48 a worker takes 100 MB more and is no faster. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

/** Starts `size` workers. The evidence stays on this thread, which keeps its files and its store, and is asked for. */
export const startWorkerPool = (size: number, { evidence, ...context }: AssayContext): WorkerPool => {
  const hasEvidence = evidence !== noEvidence
  const waiting = new Map<number, PromiseWithResolvers<Response>>()
  let requests = 0

  const fail = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  const answer = async (worker: Worker, { type, id, digest }: Question): Promise<void> => {
    const tell = (message: ToWorker): void => worker.postMessage(message)
    try {
      if (type === 'evidence') tell({ type, id, bytes: await evidence.get(digest) })
      else tell({ type, id, found: (await evidence.signatures?.read(digest)) ?? [] })
    } catch (error) {
      fail(error)
    }
  }

  const start = (): Member => {
    const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const signed = evidence.signatures?.digests
    const data: WorkerData = { imageAssay: { ...context, hasEvidence, done, signed } }
    // This very module, so that a bundle needs no second file.
    const worker = new Worker(new URL(import.meta.url), { workerData: data, resourceLimits })
    const member: Member = { worker, done, sent: 0, common: noFacts, open: 0 }
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'results' || message.type === 'searched') {
        if (--member.open === 0) worker.unref()
        waiting.get(message.id)?.resolve(message)
        waiting.delete(message.id)
      } else void answer(worker, message)
    })
    worker.on('error', fail)
    // Only what somebody waits for keeps the process.
    worker.unref()
    return member
  }

  const members = Array.from({ length: size }, start)
  const leastBusy = (): Member =>
    members.reduce((least, next) => (backlogOf(next) < backlogOf(least) ? next : least))

  const ask = <Of extends Response>(
    member: Member,
    request: Request,
    transferred: readonly ArrayBuffer[],
  ): Promise<Of> => {
    if (member.open++ === 0) member.worker.ref()
    member.sent++
    const response = Promise.withResolvers<Response>()
    waiting.set(request.id, response)
    member.worker.postMessage(request, transferred)
    return response.promise as Promise<Of>
  }

  return {
    backlog: () => backlogOf(leastBusy()),
    async perform(given) {
      const { task, buffer } = packTask(given)
      const { results } = await ask<ResultsMessage>(leastBusy(), { type: 'task', id: requests++, task }, [
        buffer,
      ])
      return () => unpackResults(results)
    },
    async search(given, budget) {
      const member = leastBusy()
      const { search, common } = packSearch(given)
      if (common !== null && common !== member.common) {
        member.common = common
        member.worker.postMessage({ type: 'common', common } satisfies ToWorker)
      }
      const request: Request = { type: 'search', id: requests++, search, budget }
      const { searched } = await ask<SearchedMessage>(member, request, [])
      return unpackSearched(searched)
    },
    async end() {
      await Promise.all(members.map(({ worker }) => worker.terminate()))
    },
  }
}

/** Evidence that the main thread holds. */
const remoteEvidence = (port: MessagePort, signed: ReadonlySet<Digest> | undefined) => {
  const asked = new Map<number, (answer: Answer) => void>()
  let questions = 0
  const ask = (type: Question['type'], digest: Digest): Promise<Answer> =>
    new Promise((resolve) => {
      const id = questions++
      asked.set(id, resolve)
      port.postMessage({ type, id, digest } satisfies FromWorker)
    })
  const read = async (digest: Digest): Promise<readonly DetachedSignature[]> => {
    const answer = await ask('signatures', digest)
    return answer.type === 'signatures' ? answer.found : []
  }
  const evidence: Evidence = {
    async get(digest) {
      const answer = await ask('evidence', digest)
      return answer.type === 'evidence' && answer.bytes !== null ? asBuffer(answer.bytes) : null
    },
    ...(signed && { signatures: { digests: signed, read } }),
  }
  return {
    evidence,
    answered(answer: Answer): void {
      asked.get(answer.id)?.(answer)
      asked.delete(answer.id)
    },
  }
}

const isAnswer = (message: ToWorker): message is Answer =>
  message.type === 'evidence' || message.type === 'signatures'

/** The life of a worker: does what it is sent, one after the other. */
const work = (
  port: MessagePort,
  { hasEvidence, signed, done, ...settings }: WorkerData['imageAssay'],
): void => {
  const remote = remoteEvidence(port, signed)
  const evidence = hasEvidence ? remote.evidence : noEvidence
  const context: AssayContext = { ...settings, evidence }
  let last: Promise<void> = Promise.resolve()
  let common = noFacts
  const obey = async (request: Exclude<ToWorker, Answer>): Promise<void> => {
    if (request.type === 'common') {
      common = request.common
      return
    }
    const { id } = request
    if (request.type === 'task') {
      const results = packResults(await performTask(unpackTask(request.task), context))
      port.postMessage({ type: 'results', id, results } satisfies FromWorker, buffersIn(results))
    } else {
      // Loaded where it is needed: hardly any export is searched.
      const { searchDeep } = await import('../verify/deep-search.ts')
      const { search, budget } = request
      const found = searchDeep(unpackSearch(search, common), budget)
      port.postMessage({ type: 'searched', id, searched: { found, budget } } satisfies FromWorker)
    }
    Atomics.add(done, 0, 1)
  }
  port.on('message', (message: ToWorker) => {
    if (isAnswer(message)) remote.answered(message)
    else last = last.then(() => obey(message))
  })
}

const isWorkerData = (data: unknown): data is WorkerData =>
  typeof data === 'object' && data !== null && 'imageAssay' in data

if (!isMainThread && parentPort !== null && isWorkerData(workerData)) work(parentPort, workerData.imageAssay)
