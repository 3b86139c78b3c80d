import type { Plugin } from 'esbuild'

/** Modules by the end of their path, with what they are instead. */
export type Replacements = readonly (readonly [path: RegExp, contents: (path: string) => string])[]

/**
 * A package's modules that do less in a function than they could, since nobody there asks for the rest. Fails the build
 * when one has moved: it would come back whole and unseen.
 */
export const lean = (name: string, replacements: Replacements): Plugin => ({
  name: `lean-${name}`,
  setup(build) {
    const met = new Set<RegExp>()
    for (const [filter, contents] of replacements)
      build.onLoad({ filter }, ({ path }) => {
        met.add(filter)
        return { contents: contents(path), loader: path.endsWith('.json') ? 'json' : 'js' }
      })
    build.onEnd(() => ({
      // A bundle without the package meets none of them.
      errors: replacements
        .filter(([filter]) => met.size > 0 && !met.has(filter))
        .map(([filter]) => ({ text: `${name} has no module ${filter} any more` })),
    }))
  },
})
