import { AssayError } from '../error.ts'

/** An object that is not what was written there, with what makes it anew. */
export const damaged = (key: string, cause: unknown): AssayError => {
  const again = key.startsWith('reports/') ? 'report its export again' : 'audit the store again'
  return new AssayError(
    'store-damaged',
    `${key} in the store is damaged or cut off: delete it and ${again}`,
    {
      cause,
    },
  )
}
