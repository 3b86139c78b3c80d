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

/** The one module that needs openpgp; it is imported when there is a signature and a key that it names. */
export const openpgpEntry = 'lib/signature/certificate.ts'

/** Leaves that module to a file of its own beside the bundle: what few exports need must not make every start slower. */
export const openpgpApart: Plugin = {
  name: 'openpgp-apart',
  setup(build) {
    build.onResolve({ filter: /\/certificate\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './openpgp.mjs', external: true } : undefined,
    )
  },
}

/** What `lib/store` uses of the S3 client; a name that is missing here fails the build. */
const s3Names = [
  'S3Client',
  'commands/AbortMultipartUploadCommand',
  'commands/CompleteMultipartUploadCommand',
  'commands/CreateMultipartUploadCommand',
  'commands/DeleteObjectCommand',
  'commands/GetObjectCommand',
  'commands/HeadObjectCommand',
  'commands/ListObjectsV2Command',
  'commands/PutObjectCommand',
  'commands/UploadPartCommand',
]

/** The S3 client without its other hundred commands, which a lazy import keeps, since it could use any of them. */
export const leanS3: Plugin = {
  name: 'lean-s3',
  setup(build) {
    build.onLoad({ filter: /client-s3\/dist-es\/index\.js$/ }, () => ({
      contents: s3Names.map((name) => `export * from './${name}'\n`).join(''),
    }))
  },
}
