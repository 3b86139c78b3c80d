import type { Problem } from './rejection.ts'

export type SplitEvent =
  | {
      readonly type: 'item'
      readonly document: number
      readonly path: string
      readonly bytes: Buffer
      /** See `RawItem`. */
      readonly sound: boolean
      readonly offset: number | null
    }
  | {
      readonly type: 'problem'
      readonly document: number
      readonly path: string
      readonly problem: Problem
      /** Nothing behind it can be told apart: the source is given up. */
      readonly fatal: boolean
    }

/** Takes a source's text apart as its chunks arrive; after a fatal problem it takes no more. */
export interface Splitter {
  push(chunk: Buffer): Generator<SplitEvent>
  end(): Generator<SplitEvent>
  /** Documents begun so far. */
  documents(): number
}
