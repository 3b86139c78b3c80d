import type { Made } from '../../lib/audit/attempt.ts'
import { whatGotWorse } from '../../lib/audit/worse.ts'
import { AssayError } from '../../lib/error.ts'
import { toldKey } from '../../lib/store/layout.ts'
import type { Store } from '../../lib/store/store.ts'
import { worseMessage } from './message.ts'
import { publish } from './notify.ts'

/**
 * Tells the topic what got worse, unless a mark beside the audit says that it was told. The mark is written afterwards: an
 * audit that is tried again tells it twice rather than not at all.
 * @param key of the audit, which is stored by then
 * @param topic empty where nobody is to be told
 * @throws AssayError `topic-untold`, and what the store throws
 */
export const tellOnce = async (
  store: Store,
  made: Made,
  { key, topic }: { readonly key: string; readonly topic: string },
): Promise<void> => {
  const message = worseMessage(whatGotWorse(made), { at: made.report.at, key })
  if (topic === '' || message === null) return
  const mark = toldKey(new Date(made.report.at))
  if ((await store.get(mark)) !== null) return
  await publish(topic, message.subject, message.text).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.name : 'no answer'
    throw new AssayError('topic-untold', `the topic could not be told what got worse: ${why}`, { cause })
  })
  await store.put(mark, Buffer.from(message.text))
}
