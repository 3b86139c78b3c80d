/** The least that any tool must do: parse the whole file, and hash every manifest and configuration that is in it. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'

interface Texts {
  readonly dockerImageManifest?: string
  readonly dockerImageConfig?: string
}

const { items } = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as {
  readonly items: readonly Texts[]
}
for (const { dockerImageManifest, dockerImageConfig } of items) {
  if (dockerImageManifest !== undefined) hash('sha256', dockerImageManifest)
  if (dockerImageConfig !== undefined) hash('sha256', dockerImageConfig)
}
