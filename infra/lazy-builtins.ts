import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

const builtins: ReadonlySet<string> = new Set(builtinModules)

/**
 * Node's own modules as the objects that they are. Imported as ES modules they evaluate all in them that is lazy, since
 * each of their names must have its value: `node:http` all of undici, `node:crypto` all of Web Crypto.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path }) => {
      const name = path.replace(/^node:/, '')
      return builtins.has(name) ? { path: name, namespace: 'builtin' } : undefined
    })
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}')`,
    }))
  },
}
