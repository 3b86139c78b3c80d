import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { checks } from '../../lib/checks/catalogue.ts'
import { documentNames } from '../../lib/document-names.ts'
import { jsonSchema } from '../../lib/json-schema.ts'
import { ruleNames } from '../../lib/policy/schema.ts'
import { proofKind, reason, verdict } from '../../lib/verify/verification.ts'
import { policyOf } from '../policy/judged.ts'
import { blocksOf } from './blocks.ts'
import { docsFile, pages } from './make-docs.ts'
import { markdowns, read, root } from './markdowns.ts'

suite('generated pages', () => {
  for (const [name, make] of Object.entries(pages))
    test(`docs/${name} is what \`npm run docs\` writes`, () => {
      assert.equal(readFileSync(docsFile(name), 'utf8'), make())
    })
})

/** The targets of `#…` in a page: its headings as forges spell them. */
const anchorsOf = (file: string) =>
  [...read(file).matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )

suite('links', () => {
  for (const file of markdowns)
    test(`those of ${file} lead somewhere`, () => {
      const targets = [...read(file).matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)]
      const broken = targets.filter(([, path = '', anchor]) => {
        const target = path === '' ? file : join(dirname(file), path)
        if (!existsSync(join(root, target))) return true
        return anchor !== undefined && !anchorsOf(target).includes(anchor)
      })
      assert.deepEqual(
        broken.map(([link]) => link),
        [],
      )
    })
})

/** The words that a page sets as code, outside of its blocks. */
const codeWords = (file: string): ReadonlySet<string> =>
  new Set(
    [
      ...read(file)
        .replaceAll(/^```[\s\S]*?^```$/gm, '')
        .matchAll(/`([^`]+)`/g),
    ].flatMap((match) => (match[1] ?? '').split(/[.\s|]+/)),
  )

const namesIn = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap(namesIn)
  const properties: unknown = 'properties' in schema ? schema.properties : null
  const own = typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
  return [...own, ...Object.values(schema).flatMap(namesIn)]
}

suite('docs/report.md explains', () => {
  const words = codeWords('docs/report.md')

  test('every field', () => {
    const reports = documentNames.filter((name) => name !== 'policy')
    const fields = new Set(reports.flatMap((name) => namesIn(jsonSchema(name))))
    assert.ok(fields.has('wanted') && fields.has('claimedIdentity'))
    assert.deepEqual(
      [...fields].filter((field) => !words.has(field)),
      [],
    )
  })

  test('every verdict, proof and reason', () => {
    const values = [...verdict.options, ...proofKind.options, ...reason.options]
    assert.deepEqual(
      values.filter((value) => !words.has(value)),
      [],
    )
  })
})

suite('docs/policy.md explains', () => {
  const words = codeWords('docs/policy.md')

  test('every field and every rule', () => {
    const fields = new Set([...namesIn(jsonSchema('policy')), ...ruleNames])
    assert.ok(fields.has('require') && fields.has('expires') && fields.has('signer'))
    assert.deepEqual(
      [...fields].filter((field) => !words.has(field)),
      [],
    )
  })

  test('every check that a policy has', () =>
    assert.deepEqual(
      checks.map(({ id }) => id).filter((id) => id.startsWith('policy-') && !words.has(id)),
      [],
    ))

  test('each example as what a policy takes', () => {
    const examples = blocksOf(read('docs/policy.md')).filter(
      ({ language, text }) => language === 'json' && text.startsWith('{ "rule"'),
    )
    const rules = examples.map(({ text }): object => JSON.parse(text))
    const waivers = rules.filter((rule) => 'expires' in rule)
    const policy = policyOf(
      rules.filter((rule) => !('expires' in rule)),
      waivers,
    )
    assert.deepEqual([...new Set(policy.rules.map(({ rule }) => rule))], ruleNames)
    assert.equal(policy.waivers.length, 1)
  })
})
