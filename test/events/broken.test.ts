import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { constants, gunzipSync } from 'node:zlib'
import { eventsFolder } from './make-samples.ts'

const bytesOf = (file: string) => readFileSync(join(eventsFolder, 'broken', file))
const textOf = (file: string) => bytesOf(file).toString()
const notJson = (text: string) => assert.throws(() => JSON.parse(text), SyntaxError)
const strictly = (bytes: Buffer) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)

/** The items of a list that stand whole before it breaks off. */
function wholeItems(text: string): number {
  const items = text.split('\n        {\n').slice(1)
  return items.filter((item) => {
    const end = item.indexOf('\n        }')
    if (end < 0) return false
    try {
      return JSON.parse(`{${item.slice(0, end)}}`) !== undefined
    } catch {
      return false
    }
  }).length
}

const faults: [file: string, fault: string, check: (file: string) => void][] = [
  [
    'bom.json',
    'begins with a byte-order mark',
    (file) => {
      assert.deepEqual([...bytesOf(file).subarray(0, 3)], [0xef, 0xbb, 0xbf])
      assert.equal(JSON.parse(textOf(file).slice(1)).kind, 'Image')
    },
  ],
  [
    'duplicate-keys.json',
    'is JSON, with dockerImageLayers twice',
    (file) => {
      assert.equal(textOf(file).split('"dockerImageLayers"').length, 3)
      assert.ok(JSON.parse(textOf(file)).dockerImageLayers.length > 1)
    },
  ],
  ['empty.json', 'has no bytes', (file) => assert.equal(bytesOf(file).length, 0)],
  ['empty-list.json', 'is a list of nothing', (file) => assert.deepEqual(JSON.parse(textOf(file)).items, [])],
  [
    'invalid-utf8.json',
    'holds a Latin-1 byte',
    (file) => assert.throws(() => strictly(bytesOf(file)), TypeError),
  ],
  [
    'malformed.json',
    'breaks in its second item',
    (file) => {
      notJson(textOf(file))
      assert.equal(wholeItems(textOf(file).slice(0, textOf(file).indexOf('<<<'))), 1)
    },
  ],
  [
    'mixed-kinds.json',
    'holds a Pod between two images',
    (file) => {
      const kinds = JSON.parse(textOf(file)).items.map(({ kind }: { kind: string }) => kind)
      assert.deepEqual(kinds, ['Image', 'Pod', 'Image'])
    },
  ],
  [
    'trailing-garbage.json',
    'goes on after its one object',
    (file) => {
      notJson(textOf(file))
      assert.equal(JSON.parse(textOf(file).slice(0, textOf(file).lastIndexOf('}') + 1)).kind, 'Image')
    },
  ],
  [
    'truncated.json',
    'ends inside its third item',
    (file) => {
      notJson(textOf(file))
      assert.equal(wholeItems(textOf(file)), 2)
      assert.equal(textOf(file).split('\n        {\n').length, 4)
    },
  ],
  [
    'truncated.json.gz',
    'is gzip that ends inside the third item',
    (file) => {
      assert.throws(() => gunzipSync(bytesOf(file)), { code: 'Z_BUF_ERROR' })
      const rest = gunzipSync(bytesOf(file), { finishFlush: constants.Z_SYNC_FLUSH }).toString()
      assert.equal(rest, textOf('truncated.json'))
    },
  ],
  [
    'wrong-kind-imagestream.json',
    'is an ImageStream',
    (file) => {
      assert.equal(JSON.parse(textOf(file)).kind, 'ImageStream')
    },
  ],
  [
    'wrong-kind-pods.json',
    'is a list of Pods',
    (file) => {
      const kinds = JSON.parse(textOf(file)).items.map(({ kind }: { kind: string }) => kind)
      assert.deepEqual(kinds, ['Pod', 'Pod'])
    },
  ],
]

void test('each broken sample has the fault that it is named after', async (t) => {
  for (const [file, fault, check] of faults) await t.test(`${file} ${fault}`, () => check(file))
})
