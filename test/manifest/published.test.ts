import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'
import { imageForms, indexForms, schema1Forms } from '../../lib/manifest/form.ts'
import { serialize } from '../../lib/manifest/serialize.ts'
import { annotatedManifests, corpusFiles, corpusText, withoutCorpus } from '../corpus.ts'

interface Published {
  readonly name: string
  readonly text: string
  readonly digest: string
}

const layouts: readonly Published[] = corpusFiles('oci-layouts')
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    name: file,
    text: corpusText(`oci-layouts/${file}`),
    digest: file.replace('_', ':').slice(0, 71),
  }))
  .filter(({ text }) => text.includes('"schemaVersion"'))

/** The form of a published text where it is not compact OCI, which regclient and buildah write. */
const others: Readonly<Record<string, string>> = {
  // BuildKit's, in the layouts of stereoscope.
  'sha256:5ed07065bcbc6c52e3ad28526557d7b6833613fc79257b1a786de85e37c03b05': 'indent2',
  'sha256:e7c26a4b4d156fd9947ee82295b7b78acf7aa54b93b8f3e4b9f608179ffb20e8': 'indent2',
  'sha256:a1a8d08faa5fe3d2ccc0ba54874e39dede9a17120f883c5cb56f2fd9309067c8': 'indent2',
  // Docker's registry, before a signature was put around it.
  'sha256:7364fea9d84ee548ab67d4c46c6006289800c98de3fbf8c0a97138dfcc23f000': 'schema1-indent3',
  'sha256:ca013ac5c09f9a9f6db8370c1b759a29fe997d64d6591e9a75b71748858f7da0': 'docker-indent3',
  'sha256:1a06d68cb9117b52965035a5b0fa4c1470ef892e6062ffedb1af1922952e0950': 'docker-indent3',
  'sha256:eafc1edb577d2e9b458664a15f23ea1c370214193226069eb22921169fc7e43f': 'indent2',
  'sha256:708c68409758740d8bba16e0745d25de3df205646f2007055531ee97bd57e885': 'indent3-type-first',
  'sha256:7d246653d0511db2a6b2e0436cfd0e52ac8c066000264b3ce63331ac66dca625': 'docker-compact-sorted',
}

const raw: readonly Published[] = (
  withoutCorpus ? [] : ['cimage-v2s1-unsigned', 'oapi-manifest-linux-amd64', 'oapi-manifest-linux-arm64']
).map((name) => {
  const file = name.startsWith('oapi') ? `${name}.json` : `${name}.manifest.json`
  const text = corpusText(`raw-manifests/${file}`)
  return { name, text, digest: digestBytes(text) }
})

const annotated: readonly Published[] = annotatedManifests().map(({ what, text, digest }) => ({
  name: what,
  text,
  digest,
}))

const tableOf = (value: JsonObject) => {
  if (Object.hasOwn(value, 'manifests')) return indexForms
  return Object.hasOwn(value, 'fsLayers') ? schema1Forms : imageForms
}

const mapNames = new Set(['annotations', 'platform'])

/** The members of descriptors and of the manifest turned round; maps keep the order that their writer chose. */
const turned = (value: Json, name = ''): Json => {
  if (Array.isArray(value)) return value.map((element) => turned(element))
  if (!isObject(value) || mapNames.has(name)) return value
  return Object.fromEntries(
    Object.keys(value)
      .toReversed()
      .map((key) => [key, turned(value[key] as Json, key)]),
  )
}

describe('a published text is what the row of its producer writes', { skip: withoutCorpus }, () => {
  for (const { name, text, digest } of [...layouts, ...raw, ...annotated])
    it(name, () => {
      assert.equal(digestBytes(text), digest)
      const value = JSON.parse(text) as JsonObject
      const id = others[digest] ?? 'oci-compact'
      const form = tableOf(value).find((row) => row.id === id)
      assert.ok(form !== undefined, `there is no row ${id}`)
      assert.equal(serialize(value, form), text)
      if (tableOf(value) !== schema1Forms) assert.equal(serialize(turned(value) as JsonObject, form), text)
    })

  it('all of them are there', () =>
    assert.deepEqual([layouts.length, raw.length, annotated.length], [55, 3, 5]))
})
