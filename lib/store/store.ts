/** What is to be stored: whole, or in pieces as they are made. */
export type StoreBody = Uint8Array | AsyncIterable<Uint8Array>

export interface StoredObject {
  readonly key: string
  /** In bytes. */
  readonly size: number
  /** When the object was stored, by the store's own clock; S3 tells whole seconds. A copied store has other times. */
  readonly modified: Date
}

/** Keys that start with `prefix` and come after `after`, where that is not empty. */
export interface KeyRange {
  readonly prefix: string
  readonly after: string
}

/** A body that is stored and has no place yet. */
export interface Staged {
  /** As {@link Store.put}, of what was staged; once. */
  place(key: string): Promise<'created' | 'present'>
  /** Removes what was not given a place; afterwards, or twice, it does nothing. */
  discard(): Promise<void>
}

/**
 * Where objects live: a folder or a bucket, with keys as `layout.ts` builds them.
 *
 * An object is there whole or not at all, whenever a writer dies, and is never overwritten with something else;
 * `replace` is the one exception that the store's layout allows. Every method throws AssayError: `store-unavailable`
 * when the machine fails, `store-key-invalid` for a key or an act that the layout does not allow. What a streamed
 * body throws comes out as it is, and nothing is stored then.
 */
export interface Store {
  /** The bytes under `key`, or null when there is no such object. */
  get(key: string): Promise<Uint8Array | null>

  /** The same as they come, for what may be large. Who stops reading them early ends the transfer. */
  open(key: string): Promise<AsyncIterable<Uint8Array> | null>

  /**
   * Stores `body` if nothing is under `key`: of any number of writers exactly one hears `created`. `present` says
   * nothing about the bytes that are there. A streamed body is read to its end in either case.
   */
  put(key: string, body: StoreBody): Promise<'created' | 'present'>

  /**
   * Stores a stream whose key depends on what comes in it; `name` is a file name for people who find it meanwhile. It
   * must be placed or discarded.
   */
  stage(name: string, body: AsyncIterable<Uint8Array>): Promise<Staged>

  /**
   * For `audits/latest.*`, `index.html` and `data/by-digest/` only. Writes `body` when nothing is there or `supersedes` agrees, given
   * the bytes that are; it is asked again when they change before the write.
   */
  replace(
    key: string,
    body: Uint8Array,
    supersedes: (current: Uint8Array) => boolean,
  ): Promise<'written' | 'kept'>

  /**
   * The objects whose keys start with `prefix` (any text, not only a folder's), in the order of the keys' UTF-8 bytes; with
   * `after`, a text like a key, only those that come after it in that order. What is not taken is not asked for.
   */
  list(prefix: string, after?: string): AsyncIterable<StoredObject>

  /**
   * Makes `path` another name of the object's file, for who reads it again and again; false where there is no object, or
   * no file that this disk could name twice: then it is copied. Who has the name must not write to it.
   */
  link?(key: string, path: string): Promise<boolean>

  /** Removes an object under `staging/`, or a batch's file of the data set; none there is no error. */
  delete(key: string): Promise<void>
}
