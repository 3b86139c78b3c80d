import { fileURLToPath } from 'node:url'
import { AssayError } from '../error.ts'
import { fileStore } from './file.ts'
import { s3Store } from './s3.ts'
import { s3Connection } from './s3-lazy-connection.ts'
import { s3PlaceOf } from './s3-place.ts'
import type { Store } from './store.ts'

const invalid = (uri: string, why: string, cause?: unknown): AssayError =>
  new AssayError('store-uri-invalid', `--store ${JSON.stringify(uri)}: ${why}`, { cause })

const folderOf = (uri: string): string => {
  const folder = uri.slice('file:'.length)
  if (folder === '') throw invalid(uri, 'names no folder; write file:DIR')
  if (folder.includes('\0')) throw invalid(uri, 'holds a NUL character')
  if (folder.startsWith('~'))
    throw invalid(
      uri,
      `the shell leaves ~ as it is behind file:; write file:$HOME/…, or file:./${folder} for a folder that is called so`,
    )
  if (!folder.startsWith('//')) return folder
  try {
    const url = new URL(uri)
    if (url.search === '' && url.hash === '') return fileURLToPath(url)
  } catch (error) {
    throw invalid(uri, 'is no URL of a folder on this machine; write file:DIR', error)
  }
  throw invalid(uri, 'has an unescaped ? or #; write %3F or %23, or file:DIR')
}

/** One row for each kind of store: its scheme, and what opens it. */
const openers: Readonly<Record<string, (uri: string) => Store>> = {
  file: (uri) => fileStore(folderOf(uri)),
  s3: (uri) => s3Store(s3PlaceOf(uri), s3Connection()),
}

/**
 * The store that `--store` names: `file:DIR` takes DIR as it is typed, relative to the working folder or absolute;
 * `file:///DIR` is a URL, so `%20` is a space there. `s3://BUCKET/PREFIX` is a part of a bucket, `s3://BUCKET` all of
 * it; where the server is, the AWS environment says (`s3-client.ts`). Touches nothing yet.
 *
 * Throws AssayError `store-uri-invalid`.
 */
export const openStore = (uri: string): Store => {
  const scheme = /^([a-z0-9]+):/i.exec(uri)?.[1]?.toLowerCase() ?? ''
  const open = Object.hasOwn(openers, scheme) ? openers[scheme] : undefined
  if (open === undefined) throw invalid(uri, 'is neither file:DIR nor s3://BUCKET/PREFIX')
  return open(uri)
}
