#!/usr/bin/env node
// Nothing is imported up here: an old Node fails on the imports before it could say that it is too old.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  const { keepCompiled } = await import('./cli/compile-cache.ts')
  keepCompiled()
  await import('./cli/main.ts')
} else {
  process.stderr.write(
    `assay: needs Node 22.18 or newer, and this is ${process.version}; after npm ci, npx assay brings its own\n`,
  )
  process.exitCode = 2
}
