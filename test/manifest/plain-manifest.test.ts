import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as v from 'valibot'
import type { Json, JsonObject } from '../../lib/json/json.ts'
import { plainManifest } from '../../lib/manifest/plain-manifest.ts'
import { imageSchema, indexSchema, schema1Schema } from '../../lib/manifest/schema.ts'
import { digestOf, imageContent, indexContent } from './samples.ts'
import { schema1Payload } from './signed.ts'

const object = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject

const whole = { annotations: { a: 'b' }, artifactType: 'a/b' }
const samples = {
  image: object({ schemaVersion: 2, ...imageContent('docker') }),
  index: object({ schemaVersion: 2, ...indexContent('oci') }),
  schema1: { ...object(JSON.parse(schema1Payload([digestOf('1'), digestOf('2')]))), signatures: [{ a: 1 }] },
}
const schemas = { image: imageSchema, index: indexSchema, schema1: schema1Schema }
const names = (
  'mediaType schemaVersion digest size urls annotations data artifactType subject platform os os.version ' +
  'os.features features variant architecture name tag blobSum v1Compatibility signatures other'
).split(' ')
const numbers: readonly Json[] = [0, -1, 1.5, 2 ** 53, 2]
const texts: readonly Json[] = ['', 'text', 'a/b', 'a/b&c', 'a b/c', digestOf('f'), 'sha256:F']
const objects: readonly Json[] = [[], {}, [{}], [null], ['text'], { os: 'linux' }, whole]
const platform = { architecture: 'x', os: 'y' }
const hostile: readonly Json[] = [null, true, ...numbers, ...texts, ...objects, platform]

/** Every object and array inside of a value, by how to get there. */
const places = (value: Json, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, inner]) => places(inner, [...path, name]))]
    : []

const withMember = (value: JsonObject, path: readonly string[], name: string, to: Json | undefined) => {
  const copy = structuredClone(value)
  let at: Json = copy
  for (const step of path) at = (at as JsonObject)[step] as Json
  if (to === undefined && !Array.isArray(at)) delete (at as JsonObject)[name]
  else if (to !== undefined) (at as JsonObject)[name] = to
  return copy
}

describe('a manifest that is plainly right', () => {
  for (const kind of ['image', 'index', 'schema1'] as const) {
    it(`is read: ${kind}`, () => assert.equal(plainManifest[kind](samples[kind])?.type, kind))

    it(`is one that the schema lets through, whatever one member is: ${kind}`, () => {
      let read = 0
      for (const path of places(samples[kind]))
        for (const name of [...names, '0'])
          for (const to of [undefined, ...hostile]) {
            const value = withMember(samples[kind], path, name, to)
            const plain = plainManifest[kind](value)
            if (plain === null) continue
            read++
            const { success, issues } = v.safeParse(schemas[kind], value)
            const what = `/${[...path, name].join('/')} = ${JSON.stringify(to)}`
            assert.ok(success, `${what}: ${issues?.[0].message}`)
          }
      assert.ok(read > 500, String(read))
    })
  }

  it('is left to the schema where it has more than the plain members', () => {
    for (const [name, to] of Object.entries(whole)) {
      assert.equal(plainManifest.image({ ...samples.image, [name]: to }), null, name)
      assert.equal(plainManifest.image(withMember(samples.image, ['layers', '0'], name, to)), null, name)
    }
  })
})
