import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { documentNames, jsonSchema } from '../../lib/json-schema.ts'
import { proofKind, reason, verdict } from '../../lib/verify/verification.ts'
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

suite('docs/report.md explains', () => {
  const page = read('docs/report.md').replaceAll(/^```[\s\S]*?^```$/gm, '')
  const words = new Set(
    [...page.matchAll(/`([^`]+)`/g)].flatMap((match) => (match[1] ?? '').split(/[.\s|]+/)),
  )

  const namesIn = (schema: unknown): string[] => {
    if (typeof schema !== 'object' || schema === null) return []
    if (Array.isArray(schema)) return schema.flatMap(namesIn)
    const properties: unknown = 'properties' in schema ? schema.properties : null
    const own = typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
    return [...own, ...Object.values(schema).flatMap(namesIn)]
  }

  test('every field', () => {
    const fields = new Set(documentNames.flatMap((name) => namesIn(jsonSchema(name))))
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
