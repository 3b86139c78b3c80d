import type { Store } from '../../lib/store/store.ts'

/** A store whose `nth` change fails, having had its effect or not, and every one after it: the process is gone. */
export const dying = (
  store: Store,
  nth: number,
  takesEffect: boolean,
): { readonly store: Store; readonly changes: () => number } => {
  let changes = 0
  const guarded = async <Result>(change: () => Promise<Result>): Promise<Result> => {
    changes++
    if (changes < nth) return change()
    if (changes === nth && takesEffect) await change()
    throw new Error('killed')
  }
  return {
    store: {
      ...store,
      put: (key, body) => guarded(() => store.put(key, body)),
      replace: (key, body, supersedes) => guarded(() => store.replace(key, body, supersedes)),
      delete: (key) => guarded(() => store.delete(key)),
    },
    changes: () => changes,
  }
}
