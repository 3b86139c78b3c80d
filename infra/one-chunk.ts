import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'

interface OneChunk {
  /** The modules whose whole closure goes into one chunk, from the root. */
  readonly modules: readonly string[]
  /** Entries that are loaded without that chunk, from the root: they share what they need in chunks of their own. */
  readonly without: readonly string[]
}

/** The TypeScript modules below `root` that another one imports when it needs them. */
const dynamicImports = (root: string): string[] =>
  globSync('{functions,lib}/**/*.ts', { cwd: root }).flatMap((file) =>
    Array.from(
      readFileSync(join(root, file), 'utf8').matchAll(/\bimport\('(\.[^']+\.ts)'\)/g),
      ([, path = '']) => join(root, dirname(file), path),
    ),
  )

/**
 * What is always loaded together as one file. esbuild makes a chunk of each set of entries that share modules, and every
 * dynamic import is an entry: a report was loaded from 60 files, which took a tenth of a small one's time. Here all other
 * entries import the modules too, so that the sets are one.
 */
export const oneChunk = ({ modules, without }: OneChunk): Plugin => ({
  name: 'one-chunk',
  setup(build) {
    const { absWorkingDir: root = '.', entryPoints = {} } = build.initialOptions
    const given = Object.values(entryPoints).filter((entry) => typeof entry === 'string')
    const entries = new Set([...dynamicImports(root), ...given.map((entry) => join(root, entry))])
    for (const entry of without) entries.delete(join(root, entry))
    const imports = modules.map((module) => `import ${JSON.stringify(join(root, module))}\n`).join('')
    build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
      entries.has(path)
        ? { contents: imports + readFileSync(path, 'utf8'), loader: 'ts', resolveDir: dirname(path) }
        : undefined,
    )
  },
})
