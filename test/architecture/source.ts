import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
/** A file's text by its path from the repository's root. */
export const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Every file below a folder, as paths from the repository's root, in order. */
export const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted()

/** The source without comments, where words mean nothing. */
export const codeOf = (file: string): string =>
  read(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')

/** What a file imports or re-exports, as it names it. */
export const importsOf = (file: string): string[] => {
  const code = codeOf(file)
  const patterns = [
    /\b(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'/g,
    /\bimport\s+'([^']+)'/g,
    /\bimport\(\s*'([^']+)'/g,
  ]
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''))
}

/** The relative imports of a file, as paths from the repository's root. */
export const neighboursOf = (file: string): string[] =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name))

/** The program's own files. */
export const source: readonly string[] = [...filesIn('lib'), ...filesIn('functions')].filter((file) =>
  file.endsWith('.ts'),
)
export const library: readonly string[] = source.filter((file) => file.startsWith('lib/'))
