import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Digest, matchesDigest } from '../digest.ts'
import { AssayError } from '../error.ts'
import { filesBelow } from '../files-below.ts'
import type { Limits } from '../limits.ts'
import type { Note } from '../note.ts'
import { isSystemError, systemErrorText } from '../system-error.ts'
import { type EvidencePlace, firstOf } from './evidence.ts'
import { digestInName, type EvidenceText, looksRaw, textsInExport, textsOf } from './evidence-texts.ts'
import { lookAside } from './look-aside.ts'
import { noteSome } from './note-some.ts'
import { signaturePlace } from './signature-place.ts'

/**
 * Evidence out of files: raw manifests, configurations, OCI layouts (folders), exports that still carry raw texts, and
 * detached signatures where they are filed as in a look-aside store.
 * Files are found by the digest of their bytes, whatever they are called, and read again when asked for. In folders,
 * files over `manifestBytes` are skipped unread, and what cannot be read is noted; a file that is named itself is read as
 * an export of any size.
 * @throws AssayError `evidence-unreadable` when a path that is named cannot be read
 */
export const evidenceInFiles = async (
  paths: readonly string[],
  limits: Limits,
  note: Note = () => {},
): Promise<EvidencePlace> => {
  const files = new Map<Digest, string[]>()
  const texts = new Map<Digest, Buffer>()
  const signatures = lookAside(limits, note)
  const noteFalse = noteSome(
    note,
    'evidence in files: there is more whose bytes do not have the digest of its name',
  )

  const noteUnread = noteSome(note, 'evidence in files: there is more that cannot be read')
  /** One file of a folder that cannot be read, as one whose name is not UTF-8, keeps none of the others. */
  const passOver = (path: string, error: unknown): void => {
    if (!isSystemError(error)) throw error
    noteUnread(`evidence ${path}: ${systemErrorText(error)}; it is not used`)
  }

  const add = ({ bytes, digests }: EvidenceText): void => {
    for (const digest of digests) texts.set(digest, bytes)
  }

  const addRaw = (path: string, bytes: Buffer): void => {
    const claimed = digestInName(path)
    const found = textsOf(bytes, ['sha384', 'sha512'], limits)
    const [own, ...within] = found
    // The file itself is read again when it is asked for.
    for (const digest of own?.digests ?? []) {
      const same = files.get(digest) ?? []
      files.set(digest, same)
      same.push(path)
    }
    within.forEach(add)
    if (claimed !== null && !found.some(({ digests }) => digests.includes(claimed)))
      noteFalse(
        `evidence ${path}: its bytes do not have the digest that it is named after; they count as what they hash to`,
      )
  }

  const addExport = async (path: string): Promise<number> => {
    let found = 0
    const source = { name: basename(path), open: () => createReadStream(path) }
    for await (const text of textsInExport(source, limits)) {
      add(text)
      found++
    }
    return found
  }

  /** Whether the file looks like evidence: that which does not may still have the digest that is asked for. */
  const addFile = async (path: string, size: number, named: boolean): Promise<boolean> => {
    const place = signaturePlace(path)
    if (place !== null) {
      signatures.add(place, path, size, () => readFile(path).catch(() => null))
      return true
    }
    if (size > limits.manifestBytes && !named) return false
    const bytes = size <= limits.manifestBytes ? await readFile(path) : null
    if (bytes !== null) addRaw(path, bytes)
    // A blob of a layout is a manifest, a config or a layer, never an export.
    if (bytes !== null && looksRaw(bytes)) return true
    if (bytes !== null && !named && digestInName(path) !== null) return false
    return (await addExport(path)) > 0
  }

  const addNamed = async (path: string, size: number): Promise<void> => {
    if (!(await addFile(path, size, true)))
      note(`evidence ${path}: it is neither a raw manifest or config nor an export that carries any`)
  }

  const addFolder = async (path: string): Promise<void> => {
    let found = false
    let skipped = 0
    let largest = 0
    for await (const file of filesBelow(path, passOver)) {
      try {
        const { size } = await stat(file)
        if (size > limits.manifestBytes) skipped++
        largest = Math.max(largest, size)
        if (await addFile(file, size, false)) found = true
      } catch (error) {
        passOver(file, error)
      }
    }
    if (skipped > 0)
      note(
        `evidence ${path}: ${skipped === 1 ? '1 file was' : `${skipped} files were`} skipped unread, the largest of ${largest} bytes: the limit manifestBytes is ${limits.manifestBytes} (--limit manifestBytes=VALUE sets it)`,
      )
    if (!found && skipped === 0)
      note(
        `evidence ${path}: no file in it looks like a raw manifest, a config, a signature or an export that carries any`,
      )
  }

  for (const path of paths) {
    try {
      const found = await stat(path)
      if (found.isDirectory()) await addFolder(path)
      else await addNamed(path, found.size)
    } catch (cause) {
      if (cause instanceof AssayError) throw cause
      throw new AssayError(
        'evidence-unreadable',
        `cannot read the evidence ${path}: ${systemErrorText(cause)}`,
        { cause },
      )
    }
  }

  return {
    signatures: signatures.finish(),
    first: async (count) => firstOf([...texts.keys(), ...files.keys()], count),
    async read(digest) {
      const text = texts.get(digest)
      if (text !== undefined) return text
      for (const path of files.get(digest) ?? []) {
        const bytes = await readFile(path).catch(() => null)
        if (bytes !== null && matchesDigest(bytes, digest)) return bytes
        note(
          `evidence ${path}: it ${bytes === null ? 'can no longer be read' : 'has changed since it was indexed'}; it is not used`,
        )
      }
      return null
    },
  }
}
