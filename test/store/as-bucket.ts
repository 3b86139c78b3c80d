import type { Store } from '../../lib/store/store.ts'

/** The store as if it were a bucket: no disk can name its objects twice. */
export const asBucket = (store: Store): Store => {
  const bucket = { ...store }
  delete bucket.link
  return bucket
}
