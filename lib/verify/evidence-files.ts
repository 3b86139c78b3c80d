import { createReadStream } from 'node:fs'
import { opendir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { algorithmOf, type Digest, digestBytes, parseDigest } from '../digest.ts'
import { AssayError } from '../error.ts'
import { readItems } from '../export/read.ts'
import { parseImage } from '../image/parse.ts'
import { isObject } from '../json/json.ts'
import type { Limits } from '../limits.ts'
import { parseManifest } from '../manifest/parse.ts'
import { signedPayload } from '../manifest/schema1.ts'
import type { EvidencePlace } from './evidence.ts'

/** Says something to whoever runs this: a file that is not what its name says, a file that is of no use. */
export type Note = (message: string) => void

/** `sha256:HEX`, `sha256_HEX.json`, `blobs/sha256/HEX`: the digest that a path claims for its bytes, or null. */
const digestInName = (path: string): Digest | null => {
  const [folder, file] = path.split('/').slice(-2)
  const name = basename(path).replace(/\.[a-z]+$/, '')
  return (
    parseDigest(name.replace('_', ':')) ??
    parseDigest(name.replace('-', ':')) ??
    parseDigest(`${folder}:${file}`)
  )
}

/** Every regular file below `folder`, in the order of their names. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = []
  for await (const entry of await opendir(folder)) entries.push(entry)
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

const looksRaw = (bytes: Buffer): boolean => {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isObject(value) && !('kind' in value) && !('items' in value)
  } catch {
    return false
  }
}

/**
 * Evidence out of files: raw manifests, configurations, OCI layouts (folders) and exports that still carry raw texts.
 * Files are found by the digest of their bytes, whatever they are called, and read again when asked for. In folders,
 * files over `manifestBytes` are skipped unread; a file that is named itself is read as an export of any size.
 * @throws AssayError `evidence-unreadable` when a path cannot be read
 */
export const evidenceInFiles = async (
  paths: readonly string[],
  limits: Limits,
  note: Note = () => {},
): Promise<EvidencePlace> => {
  const files = new Map<Digest, string>()
  const texts = new Map<Digest, Buffer>()

  const addText = (text: Buffer): void => {
    texts.set(digestBytes(text), text)
    const { value } = parseManifest(text, limits)
    const payload = value === null ? null : signedPayload(text, value)
    // A signed schema 1 manifest goes by the digest of what was signed.
    if (payload !== null) texts.set(digestBytes(payload), payload)
  }

  const addRaw = (path: string, bytes: Buffer): void => {
    files.set(digestBytes(bytes), path)
    const claimed = digestInName(path)
    if (claimed !== null && digestBytes(bytes, algorithmOf(claimed)) === claimed) files.set(claimed, path)
    else if (claimed !== null)
      note(
        `evidence ${path}: its bytes do not have the digest that it is named after; they count as what they hash to`,
      )
    const { value } = parseManifest(bytes, limits)
    const payload = value === null ? null : signedPayload(bytes, value)
    if (payload !== null) texts.set(digestBytes(payload), payload)
  }

  const addExport = async (path: string): Promise<number> => {
    let found = 0
    const source = { name: basename(path), open: () => createReadStream(path) }
    for await (const event of readItems(source, 0, limits)) {
      if (event.type !== 'item') continue
      const { manifestBytes, configBytes } = parseImage(event.item, limits)
      for (const text of [manifestBytes, configBytes])
        if (text !== null) {
          addText(text)
          found++
        }
    }
    return found
  }

  const addFile = async (path: string, size: number, named: boolean): Promise<void> => {
    if (size > limits.manifestBytes && !named) return
    const bytes = size <= limits.manifestBytes ? await readFile(path) : null
    if (bytes !== null) addRaw(path, bytes)
    // A blob of a layout is a manifest, a config or a layer, never an export.
    if (bytes !== null && (looksRaw(bytes) || (!named && digestInName(path) !== null))) return
    const found = await addExport(path)
    if (found === 0 && named)
      note(`evidence ${path}: it is neither a raw manifest or config nor an export that carries any`)
  }

  for (const path of paths) {
    try {
      const { size, ...kind } = await stat(path).then((s) => ({ size: s.size, isFolder: s.isDirectory() }))
      if (!kind.isFolder) await addFile(path, size, true)
      else for await (const file of filesBelow(path)) await addFile(file, (await stat(file)).size, false)
    } catch (cause) {
      if (cause instanceof AssayError) throw cause
      throw new AssayError(
        'evidence-unreadable',
        `cannot read the evidence ${path}: ${(cause as Error).message}`,
        { cause },
      )
    }
  }

  return {
    has: (digest) => texts.has(digest) || files.has(digest),
    async read(digest) {
      const text = texts.get(digest)
      if (text !== undefined) return text
      const path = files.get(digest)
      return path === undefined ? null : readFile(path)
    },
  }
}
