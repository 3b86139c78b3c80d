import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Family } from '../../lib/image/media-type.ts'
import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'
import { type Form, formsOf, imageForms, indexForms, schema1Forms } from '../../lib/manifest/form.ts'
import { serialize, writeAsIs } from '../../lib/manifest/serialize.ts'
import { imageContent, indexContent, withAmpersand } from './samples.ts'
import { written } from './written.ts'

const tables: readonly (readonly [name: string, table: readonly Form[]])[] = [
  ['image', imageForms],
  ['index', indexForms],
  ['schema 1', schema1Forms],
]

describe('the tables', () => {
  for (const [name, table] of tables) {
    it(`${name} forms have an id each`, () => {
      const ids = table.map((form) => form.id)
      assert.deepEqual(ids, [...new Set(ids)])
      for (const id of ids) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    })

    it(`${name} forms each name the tool that writes it`, () => {
      for (const { id, producer } of table) assert.ok(producer.length > 2, id)
    })

    it(`no ${name} form stands twice under two ids`, () => {
      const columns = table.map(({ id: _id, producer: _producer, ...rest }) =>
        JSON.stringify(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      )
      assert.equal(new Set(columns).size, table.length)
    })
  }

  it('an id means one way of writing wherever it stands', () => {
    for (const form of imageForms) {
      const twin = indexForms.find(({ id }) => id === form.id)
      if (twin === undefined) continue
      const { id: _a, producer: _b, ...here } = form
      const { id: _c, producer: _d, ...there } = twin
      assert.deepEqual(there, here, form.id)
    }
  })
})

type Columns = Partial<Omit<Form, 'id' | 'producer'>>

/** Every row of the list of known serializations, by what it says of the text. `family` is what it must be tried for. */
const known: readonly {
  row: string
  tables: readonly (readonly Form[])[]
  families: readonly Family[]
  columns: Columns
}[] = [
  {
    row: '1 docker push',
    tables: [imageForms],
    families: ['docker'],
    columns: { spacing: '   ', mediaType: 'second', descriptor: 'size-digest' },
  },
  {
    row: '2 containers/image',
    tables: [imageForms],
    families: ['docker'],
    columns: { spacing: '', mediaType: 'second', descriptor: 'size-digest' },
  },
  {
    row: '3 buildah 1.24+',
    tables: [imageForms, indexForms],
    families: ['oci'],
    columns: { spacing: '', mediaType: 'second', descriptor: 'digest-size' },
  },
  {
    row: '4 buildah before 1.24',
    tables: [imageForms, indexForms],
    families: ['oci'],
    columns: { spacing: '', mediaType: 'absent', descriptor: 'digest-size' },
  },
  {
    row: '5 BuildKit 0.12+',
    tables: [imageForms],
    families: ['docker', 'oci'],
    columns: { spacing: '  ', mediaType: 'second', descriptor: 'digest-size' },
  },
  {
    row: '6 BuildKit 0.3 to 0.10',
    tables: [imageForms, indexForms],
    families: ['docker', 'oci'],
    columns: { spacing: '   ', mediaType: 'first', descriptor: 'digest-size' },
  },
  {
    row: '7 BuildKit 0.11',
    tables: [imageForms, indexForms],
    families: ['docker', 'oci'],
    columns: { spacing: '  ', mediaType: 'first', descriptor: 'digest-size' },
  },
  {
    row: '8 oc adm release new',
    tables: [imageForms],
    families: ['docker'],
    columns: { spacing: '   ', mediaType: 'second', descriptor: 'digest-size' },
  },
  {
    row: '9 go-containerregistry on OCI',
    tables: [imageForms, indexForms],
    families: ['oci'],
    columns: { spacing: '', mediaType: 'second', descriptor: 'size-digest' },
  },
  {
    row: '10 jib',
    tables: [imageForms],
    families: ['docker'],
    columns: { spacing: '', mediaType: 'second', descriptor: 'digest-size' },
  },
  {
    row: "11 Ubuntu's builder",
    tables: [imageForms],
    families: ['oci'],
    columns: { spacing: 'one-line', mediaType: 'second', descriptor: 'size-digest' },
  },
  {
    row: '12 oci-import',
    tables: [imageForms],
    families: ['oci'],
    columns: { spacing: '\t', finalNewline: true },
  },
  {
    row: '13 classic builder on containerd',
    tables: [imageForms],
    families: ['oci'],
    columns: { spacing: '    ', mediaType: 'first' },
  },
  {
    row: '14 rules_oci',
    tables: [imageForms],
    families: ['oci'],
    columns: { spacing: '  ', finalNewline: true },
  },
  {
    row: '14 rules_oci, index',
    tables: [indexForms],
    families: ['oci'],
    columns: { spacing: '  ', finalNewline: true, osFirst: true },
  },
  {
    row: '15 docker',
    tables: [indexForms],
    families: ['docker'],
    columns: { spacing: '   ', mediaType: 'second', descriptor: 'size-digest' },
  },
  {
    row: '15 buildah',
    tables: [indexForms],
    families: ['docker'],
    columns: { spacing: '', mediaType: 'second', descriptor: 'size-digest' },
  },
  {
    row: '15 manifest-tool',
    tables: [indexForms],
    families: ['docker'],
    columns: { spacing: '  ', mediaType: 'second', descriptor: 'size-digest' },
  },
  {
    row: '15 docker, digest first',
    tables: [indexForms],
    families: ['docker'],
    columns: { spacing: '   ', mediaType: 'second', descriptor: 'digest-size' },
  },
  {
    row: '15 buildah, digest first',
    tables: [indexForms],
    families: ['docker'],
    columns: { spacing: '', mediaType: 'second', descriptor: 'digest-size' },
  },
  {
    row: '15 manifest-tool, digest first',
    tables: [indexForms],
    families: ['docker'],
    columns: { spacing: '  ', mediaType: 'second', descriptor: 'digest-size' },
  },
  {
    row: '16 Docker official lists',
    tables: [indexForms],
    families: ['docker'],
    columns: { spacing: '', sorted: true, escapedSlash: true },
  },
  {
    row: '17 BuildKit',
    tables: [indexForms],
    families: ['docker', 'oci'],
    columns: { spacing: '  ', mediaType: 'second', descriptor: 'digest-size' },
  },
]

/** What a row does not say: no final newline, no sorted keys, and so on. */
const plain = { sorted: undefined, escapedSlash: undefined, finalNewline: undefined, osFirst: undefined }

describe('every known serialization', () => {
  for (const { row, tables: within, families, columns } of known)
    it(`${row} is there`, () => {
      const wanted = Object.entries({ ...plain, ...columns })
      for (const table of within)
        for (const family of families) {
          const fits = formsOf(table, family).filter((form) =>
            wanted.every(([key, value]) => form[key as keyof Form] === value),
          )
          assert.equal(fits.length, 1, `${family}: ${fits.map((form) => form.id).join(', ') || 'none'}`)
        }
    })

  it('the likeliest is tried first: nine tenths of real images are by docker push', () => {
    assert.equal(imageForms[0]?.spacing, '   ')
    assert.equal(indexForms[0]?.spacing, '   ')
  })
})

describe('the rows of a family', () => {
  it('are those that write it, and those that write any', () => {
    for (const table of [imageForms, indexForms])
      for (const family of ['docker', 'oci'] as const)
        assert.deepEqual(
          formsOf(table, family).map((form) => form.id),
          table.filter((form) => form.family === family || form.family === 'any').map((form) => form.id),
        )
  })

  it('are all of them where the family is not known', () => {
    assert.deepEqual(formsOf(imageForms, null), imageForms)
  })
})

/** The same content, the members of every object turned round: what is written must not hang on how it was read. */
const turned = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(turned)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .toReversed()
      .map((key) => [key, turned(value[key] as Json)]),
  )
}

describe('serialize', () => {
  for (const [name, table, sample] of [
    ['image', imageForms, imageContent],
    ['index', indexForms, indexContent],
  ] as const)
    for (const form of table)
      for (const family of ['docker', 'oci'] as const)
        it(`${name} ${form.id}, ${family}`, () => {
          for (const content of [sample(family), withAmpersand(sample(family))]) {
            const value = { schemaVersion: 2, ...content } as unknown as JsonObject
            const expected = written(form, content)
            assert.equal(serialize(value, form), expected)
            assert.equal(serialize(turned(value) as JsonObject, form), expected)
          }
        })

  const form = (columns: Columns): Form => ({
    id: 'test',
    producer: 'test',
    family: 'any',
    spacing: '',
    mediaType: 'second',
    descriptor: 'digest-size',
    ...columns,
  })
  const value: JsonObject = {
    schemaVersion: 2,
    mediaType: 'a/b',
    manifests: [
      {
        mediaType: 'c/d',
        digest: 'x',
        size: 1,
        platform: {
          architecture: 'arm64',
          os: 'linux',
          'os.version': '10',
          'os.features': ['f'],
          variant: 'v8',
        },
        annotations: { k: 'v' },
      },
    ],
    annotations: { z: '1', a: '2' },
  }
  const rows: readonly (readonly [what: string, columns: Columns, text: string])[] = [
    [
      'compact',
      {},
      '{"schemaVersion":2,"mediaType":"a/b","manifests":[{"mediaType":"c/d","digest":"x","size":1,"annotations":{"k":"v"},"platform":{"architecture":"arm64","os":"linux","os.version":"10","os.features":["f"],"variant":"v8"}}],"annotations":{"z":"1","a":"2"}}',
    ],
    [
      'media type first, size first',
      { mediaType: 'first', descriptor: 'size-digest' },
      '{"mediaType":"a/b","schemaVersion":2,"manifests":[{"mediaType":"c/d","size":1,"digest":"x","annotations":{"k":"v"},"platform":{"architecture":"arm64","os":"linux","os.version":"10","os.features":["f"],"variant":"v8"}}],"annotations":{"z":"1","a":"2"}}',
    ],
    [
      'no media type, os first',
      { mediaType: 'absent', osFirst: true },
      '{"schemaVersion":2,"manifests":[{"mediaType":"c/d","digest":"x","size":1,"annotations":{"k":"v"},"platform":{"os":"linux","architecture":"arm64","os.version":"10","os.features":["f"],"variant":"v8"}}],"annotations":{"z":"1","a":"2"}}',
    ],
    [
      'one line',
      { spacing: 'one-line' },
      '{"schemaVersion": 2, "mediaType": "a/b", "manifests": [{"mediaType": "c/d", "digest": "x", "size": 1, "annotations": {"k": "v"}, "platform": {"architecture": "arm64", "os": "linux", "os.version": "10", "os.features": ["f"], "variant": "v8"}}], "annotations": {"z": "1", "a": "2"}}',
    ],
    [
      'sorted, slashes escaped',
      { sorted: true, escapedSlash: true },
      '{"annotations":{"a":"2","z":"1"},"manifests":[{"annotations":{"k":"v"},"digest":"x","mediaType":"c\\/d","platform":{"architecture":"arm64","os":"linux","os.features":["f"],"os.version":"10","variant":"v8"},"size":1}],"mediaType":"a\\/b","schemaVersion":2}',
    ],
  ]
  for (const [what, columns, text] of rows)
    it(`writes an index ${what}, letter for letter`, () =>
      assert.equal(serialize(value, form(columns)), text))

  it('indents and ends as the row says', () => {
    const small = { schemaVersion: 2, layers: [], config: { size: 1 } }
    assert.equal(
      serialize(small, form({ spacing: '\t', finalNewline: true })),
      '{\n\t"schemaVersion": 2,\n\t"config": {\n\t\t"size": 1\n\t},\n\t"layers": []\n}\n',
    )
  })

  it("escapes what Go's encoder escapes, in names and values, unless the row says that it is not Go", () => {
    const odd = { 'a<b': 'c>d&e\u2028f\u2029g', h: 'é\u{1f600}' }
    const go = '{"a\\u003cb":"c\\u003ed\\u0026e\\u2028f\\u2029g","h":"é\u{1f600}"}'
    assert.equal(writeAsIs(odd, form({})), go)
    assert.equal(writeAsIs(odd, form({ plainHtml: true })), '{"a<b":"c>d&e\u2028f\u2029g","h":"é\u{1f600}"}')
  })

  it('leaves the value as it was', () => {
    const before = JSON.stringify(value)
    serialize(value, form({ sorted: true, mediaType: 'absent' }))
    assert.equal(JSON.stringify(value), before)
  })

  it('keeps an own __proto__ and members that it does not know', () => {
    const odd = JSON.parse('{"__proto__":{"x":1},"schemaVersion":2,"y":2}') as JsonObject
    assert.equal(serialize(odd, form({})), '{"schemaVersion":2,"__proto__":{"x":1},"y":2}')
    assert.equal(serialize(odd, form({ sorted: true })), '{"__proto__":{"x":1},"schemaVersion":2,"y":2}')
  })
})
