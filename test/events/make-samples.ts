import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { brokenFiles } from './broken.ts'
import { exportFiles } from './exports.ts'
import { rebuiltFiles } from './rebuilt.ts'
import { signedFiles } from './signed.ts'

/** The folder that holds the committed samples. */
export const eventsFolder: string = join(import.meta.dirname, '../../events')

/** Every sample's bytes by its path below `events/`; the same on every machine. */
export function samples(): Map<string, Buffer> {
  const folders = {
    exports: exportFiles(),
    rebuilt: rebuiltFiles(),
    signed: signedFiles(),
    broken: brokenFiles(),
  }
  return new Map(
    Object.entries(folders).flatMap(([folder, files]) =>
      Object.entries<string | Buffer>(files).map(
        ([name, content]) =>
          [`${folder}/${name}`, typeof content === 'string' ? Buffer.from(content) : content] as const,
      ),
    ),
  )
}

if (import.meta.main) {
  for (const [path, bytes] of samples()) {
    const file = join(eventsFolder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
}
