import { readFile } from 'node:fs/promises'
import { AssayError } from '../error.ts'
import { policyKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import { systemErrorText } from '../system-error.ts'
import { parsePolicy } from './parse.ts'
import type { Policy } from './schema.ts'

/**
 * The policy in a file.
 * @throws AssayError `input-unreadable`, `policy-invalid`
 */
export const policyInFile = async (path: string): Promise<Policy> => {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw new AssayError('input-unreadable', `${path}: ${systemErrorText(error)}`, { cause: error })
  }
  return parsePolicy(bytes, path)
}

/**
 * The policy that reports into a store are made with, where it holds one.
 * @throws AssayError `policy-invalid`, and what the store throws
 */
export const policyInStore = async (store: Store): Promise<Policy | undefined> => {
  const bytes = await store.get(policyKey)
  return bytes === null ? undefined : parsePolicy(bytes, `${policyKey} in the store`)
}
