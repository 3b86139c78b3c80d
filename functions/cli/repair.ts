import { type Call, optionOf } from './parse.ts'

/** What `--repair` says: nothing where it is not given. */
export const repairOf = (call: Call): { readonly repair?: boolean } => {
  const value = optionOf(call, 'repair')
  return value === undefined ? {} : { repair: value === 'on' }
}
