import { type Limits, limitsWith } from '../limits.ts'
import type { Note } from '../note.ts'
import type { Store } from '../store/store.ts'
import { type Evidence, evidenceFrom } from './evidence.ts'
import { evidenceInFiles } from './evidence-files.ts'
import { evidenceInStore } from './evidence-store.ts'

/**
 * All the evidence of one run: files first, then what the store keeps.
 * @throws AssayError when a path or the store cannot be read, or a limit is too high
 */
export const openEvidence = async (
  paths: readonly string[],
  store: Store | null,
  given: Limits,
  note?: Note,
): Promise<Evidence> => {
  const limits = limitsWith(given)
  const files = paths.length > 0 ? [await evidenceInFiles(paths, limits, note)] : []
  const kept = store === null ? [] : [await evidenceInStore(store, limits, note)]
  return evidenceFrom([...files, ...kept])
}
