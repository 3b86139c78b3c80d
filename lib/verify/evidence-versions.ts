import type { Digest } from '../digest.ts'
import type { Limits } from '../limits.ts'
import { parseConfig } from '../manifest/config.ts'
import { parseManifest } from '../manifest/parse.ts'
import type { Evidence } from './evidence.ts'
import type { Puzzle } from './puzzle.ts'
import { isWindows } from './rebuild-index.ts'

const versionOf = async (digest: Digest, evidence: Evidence, limits: Limits): Promise<string | null> => {
  const bytes = await evidence.get(digest)
  const manifest = bytes === null ? null : parseManifest(bytes, limits).manifest
  const config = manifest?.type === 'image' ? await evidence.get(manifest.config.digest) : null
  return config === null ? null : (parseConfig(config, limits).config?.osVersion ?? null)
}

/** `os.version` of an open index's Windows images, by digest, whose manifest and configuration are in evidence. */
export const versionsInEvidence = async (
  puzzle: Puzzle | null,
  evidence: Evidence,
  limits: Limits,
): Promise<ReadonlyMap<string, string>> => {
  const versions = new Map<string, string>()
  if (puzzle?.type !== 'index') return versions
  for (const { digest } of puzzle.entries.filter(isWindows)) {
    const version = await versionOf(digest, evidence, limits)
    if (version !== null) versions.set(digest, version)
  }
  return versions
}
