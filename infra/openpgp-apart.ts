import type { Plugin } from 'esbuild'

/** The one module that needs openpgp; it is imported when there is a signature and a key that it names. */
export const openpgpEntry = 'lib/signature/certificate.ts'

/** Leaves that module to a file of its own beside the bundles, which all of them share and few exports need. */
export const openpgpApart: Plugin = {
  name: 'openpgp-apart',
  setup(build) {
    build.onResolve({ filter: /\/certificate\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './openpgp.mjs', external: true } : undefined,
    )
  },
}
