import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lean } from './lean.ts'

/**
 * The parser of YAML as ES modules, from which what is not used falls away. Its code is the same, but that the one for
 * Node asks the environment at every token whether to log it, which takes a sixth of the time.
 */
export const yamlModules = join(import.meta.dirname, '../node_modules/yaml/browser/index.js')

/** The same names, none of which is ever called: a call would throw, and fail the tests of the bundles. */
const uncalled = (path: string): string =>
  [...readFileSync(path, 'utf8').matchAll(/^export \{ (.*) \};$/gm)]
    .flatMap(([, names = '']) => names.split(', '))
    .map((name) => `export const ${name} = undefined\n`)
    .join('')

/**
 * The parser of YAML with what `lib/export` uses of it: documents are read into nodes by the core schema, and never
 * made JavaScript's values, walked by visitors or written as YAML.
 */
export const leanYaml = lean('yaml', [
  [/yaml\/browser\/dist\/stringify\/\w+\.js$/, uncalled],
  [/yaml\/browser\/dist\/visit\.js$/, uncalled],
  [/yaml\/browser\/dist\/doc\/createNode\.js$/, uncalled],
  [/yaml\/browser\/dist\/nodes\/addPairToJSMap\.js$/, uncalled],
  [
    /yaml\/browser\/dist\/schema\/tags\.js$/,
    () => `import { schema } from './core/schema.js'
      export const coreKnownTags = {}
      export const getTags = () => schema.slice()`,
  ],
])
