import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { stringify } from 'yaml'
import { assaySources } from '../../lib/assay.ts'
import type { ImageKind } from '../../lib/export/item.ts'
import { corpusBytes, corpusFiles, corpusText, withoutCorpus } from '../corpus.ts'
import { collect, itemEvents, rawEvents, sourceOf } from './collect.ts'

const files: readonly [file: string, kind: ImageKind, items: number][] = [
  ['clusters/ocp-4.3.json', 'Image', 224],
  ['clusters/origin-1.3.3.json', 'Image', 36],
  ['clusters/origin-3.11.json', 'Image', 57],
  ['facts/library-images.ndjson', 'ImageStreamImage', 400],
  ['facts/library-indexes.ndjson', 'ImageStreamImage', 80],
  ['facts/library-multiarch.json', 'ImageStreamImage', 138],
  ['facts/library-foreign-layers.ndjson', 'ImageStreamImage', 9],
  ['objects/59c70bff_image.yaml', 'Image', 1],
  ['objects/cockpit-2016-Image-63da16dc-with-manifest.json', 'Image', 1],
  ['objects/fabric8-valid-ist.json', 'ImageStreamTag', 1],
  ['objects/pipeline_malformed_istag.yaml', 'ImageStreamTag', 1],
  ['objects/pipeline_no_label_istag.yaml', 'ImageStreamTag', 1],
  ['objects/rdo-2017-ImageStreamTag.json', 'ImageStreamTag', 1],
  ['objects/redhat-operator-index_v4.10_istag_manifests.yaml', 'ImageStreamTag', 1],
  ['objects/restclient-v1_image_stream_import.json', 'Image', 1],
]

suite('real exports are read whole: no rejection, no flaw', { skip: withoutCorpus }, () => {
  for (const [file, kind, items] of files)
    test(file, async () => {
      const events = await itemEvents(corpusBytes(file))
      const read = events.flatMap((event) => (event.type === 'item' ? [event.item] : []))
      assert.deepEqual(
        events.filter(({ type }) => type === 'rejection'),
        [],
      )
      assert.equal(read.length, items)
      assert.deepEqual(new Set(read.map((item) => item.kind)), new Set([kind]))
      assert.deepEqual(
        read.flatMap(({ flaws }) => flaws),
        [],
      )
    })

  test('without a kind, each item of every file is told by its shape', async () => {
    const cluster = { items: JSON.parse(corpusText('clusters/origin-3.11.json')).items }
    for (const item of cluster.items) delete item.kind
    const events = await itemEvents(JSON.stringify(cluster))
    const kinds = events.flatMap((event) => (event.type === 'item' ? [event.item.kind] : []))
    assert.deepEqual([kinds.length, new Set(kinds)], [57, new Set(['Image'])])
  })

  test('a cluster’s list is reported the same in chunks of 7 bytes, in gzip and in zstd', async () => {
    const bytes = corpusBytes('clusters/origin-3.11.json')
    // An item that a piece of the text holds whole comes without what nobody reads: its bytes depend on the pieces.
    const places = async (content: Uint8Array, size?: number) =>
      (await rawEvents(content, {}, size))
        .slice(0, -1)
        .map((event) => (event.type === 'item' ? { ...event.item, bytes: null, sound: null } : event))
    const read = async (content: Uint8Array, size?: number) => ({
      places: await places(content, size),
      reports: await collect(assaySources([sourceOf(content, size)])),
    })
    const whole = await read(bytes)
    assert.deepEqual([whole.places.length, whole.reports.length], [57, 57])
    assert.deepEqual(await read(bytes, 7), whole)
    assert.deepEqual(await read(gzipSync(bytes)), whole)
    assert.deepEqual(await read(zstdCompressSync(bytes)), whole)
  })

  test('a cluster’s list is the same in YAML', async () => {
    const value = JSON.parse(corpusText('clusters/origin-1.3.3.json'))
    const values = async (text: string) =>
      (await itemEvents(text)).flatMap((event) =>
        event.type === 'item' ? [[event.item.path, event.item.value]] : [],
      )
    assert.deepEqual(await values(stringify(value)), await values(JSON.stringify(value)))
  })

  test('raw manifests given as an export are sent to --evidence', async () => {
    for (const file of corpusFiles('raw-manifests')) {
      const [event] = await itemEvents(corpusBytes(`raw-manifests/${file}`))
      assert.ok(event?.type === 'rejection')
      assert.equal(event.rejection.code, 'raw-manifest', file)
    }
  })
})
