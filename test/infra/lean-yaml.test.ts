import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { build } from 'esbuild'
import { leanBuild } from '../../infra/bundle.ts'
import { createYamlSplitter } from '../../lib/export/split-yaml.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { yamlCases } from '../export/yaml-cases.ts'

suite('the YAML parser as the functions have it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-lean-yaml-'))
  let bundled: { createYamlSplitter: typeof createYamlSplitter }
  before(async () => {
    await build({ ...leanBuild, entryPoints: ['lib/export/split-yaml.ts'], outdir: folder })
    bundled = await import(join(folder, 'split-yaml.mjs'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const split = (create: typeof createYamlSplitter, text: string) => {
    const splitter = create(defaultLimits)
    return [...splitter.push(Buffer.from(text)), ...splitter.end()]
  }

  for (const [what, text] of yamlCases)
    test(`reads ${what} as the whole parser does`, () => {
      const events = split(createYamlSplitter, text)
      assert.ok(events.length > 0)
      assert.deepEqual(split(bundled.createYamlSplitter, text), events)
    })
})
