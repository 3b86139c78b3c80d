import type { Limits } from '../../lib/limits.ts'
import type { Note } from '../../lib/note.ts'
import type { Store } from '../../lib/store/store.ts'

/** What the app is given by whatever runs it: Lambda, `assay serve`, a test. */
export interface HttpDeps {
  readonly store: Store
  readonly limits?: Partial<Limits>
  /** Largest body, in bytes, as it arrives. */
  readonly bodyBytes: number
  /** How an export that is larger gets in: a sentence for people. */
  readonly uploadWay: string
  /** How many exports are assayed at once; one more is asked to come again. */
  readonly simultaneous: number
  /**
   * Gives a URL under which the object that stands under `key` can be had by whoever knows the URL. Without it, answers
   * of any size are streamed.
   */
  readonly handOver?: (key: string) => Promise<URL>
  /** Breaks the connection off: an answer that was begun cannot be completed. Given what the server bound to it. */
  readonly cutOff?: (bindings: unknown) => void
  /** Notes a failure for whoever runs this; the caller never sees it. */
  readonly onFault: (error: unknown) => void
  /** Told of evidence and keys in the store that are of no use. */
  readonly note?: Note
}
