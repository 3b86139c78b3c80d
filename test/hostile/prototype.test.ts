import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { reportSources } from '../../lib/assay.ts'
import { isObject, type Json } from '../../lib/json/json.ts'
import { jsonRenderer } from '../../lib/report/json.ts'
import type { ReportFrame } from '../../lib/report/renderer.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { tableRenderer } from '../../lib/report/table.ts'
import { digestOf } from '../checks/document.ts'
import { sourceOf } from '../export/collect.ts'
import { runCli } from '../functions/run-cli.ts'
import { items, listOf } from './item.ts'
import { placesIn, renamedAt, replacedAt } from './place.ts'

/** What every object has without being asked, and what gives access to it. */
const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'toJSON',
  'then',
  'length',
] as const

const prototypes = [Object, Array, String, Number, Boolean, Function, Map, Set, Promise, Buffer].map(
  (made) => [made.name, made.prototype as object] as const,
)
const shapeOf = (prototype: object) =>
  Reflect.ownKeys(prototype).map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)])
const before = new Map(prototypes.map(([name, prototype]) => [name, shapeOf(prototype)]))

const assertClean = (): void => {
  for (const [name, prototype] of prototypes) assert.deepEqual(shapeOf(prototype), before.get(name), name)
  const bare: Record<string, unknown> = {}
  for (const name of ['polluted', 'digest', 'dockerImageManifest', 'kind'])
    assert.equal(bare[name], undefined)
}
after(assertClean)

const assay = async (
  text: string,
): Promise<{ images: ImageReport[]; frame: ReportFrame; printed: string }> => {
  const renderers = [jsonRenderer(), tableRenderer()]
  const images: ImageReport[] = []
  let printed = renderers.map((renderer) => renderer.head()).join('')
  const reports = reportSources([sourceOf(text)], { repair: false, limits: { searchHashes: 1000 } })
  for (;;) {
    const step = await reports.next()
    if (step.done) {
      const frame = step.value.frame
      printed += renderers.map((renderer) => renderer.tail(frame)).join('')
      return { images, frame, printed }
    }
    for (const reported of step.value) {
      images.push(reported.report())
      printed += renderers.map((renderer) => renderer.image(reported)).join('')
    }
  }
}

/** `{"__proto__": value}` as an own member. */
const holding = (name: string, value: Json): Json => Object.fromEntries([[name, value]])

const poison = { polluted: true, digest: 'x', kind: 'Image', dockerImageManifest: '{}' }

suite('a name that every object knows is a name like any other:', () => {
  for (const name of names) {
    test(`${name} beside all other members, everywhere`, async () => {
      const poisoned = items.flatMap((item) =>
        [[], ...placesIn(item, isObject)].map((place) =>
          replacedAt(item, place, (old) =>
            Object.fromEntries([...Object.entries(old ?? {}), [name, poison] as const]),
          ),
        ),
      )
      const clean = await assay(
        listOf(items.flatMap((item) => [[], ...placesIn(item, isObject)].map(() => item))),
      )
      const { images, frame } = await assay(listOf(poisoned))
      assertClean()
      assert.equal(images.length, clean.images.length)
      assert.deepEqual(
        images.map(({ digest, type, verification, layers, size }) => ({
          digest,
          type,
          verification,
          layers,
          size,
        })),
        clean.images.map(({ digest, type, verification, layers, size }) => ({
          digest,
          type,
          verification,
          layers,
          size,
        })),
      )
      assert.deepEqual(frame.rejected, [])
    })

    test(`${name} for any name`, async () => {
      const renamed = items.flatMap((item) =>
        placesIn(item, () => true)
          .filter((place) => typeof place.at(-1) === 'string')
          .map((place) => renamedAt(item, place, name)),
      )
      const { images, frame } = await assay(listOf(renamed))
      assertClean()
      assert.equal(images.length + frame.rejected.length, renamed.length)
    })

    test(`${name} for any text`, async () => {
      const texts = items.flatMap((item) =>
        placesIn(item, (value) => typeof value === 'string').map((place) =>
          replacedAt(item, place, () => name),
        ),
      )
      const { images, frame } = await assay(listOf(texts))
      assertClean()
      assert.equal(images.length + frame.rejected.length, texts.length)
      const counted = frame.summary.platforms.reduce((sum, { images: some }) => sum + some, 0)
      assert.ok(counted > 0 && Number.isSafeInteger(counted))
    })

    test(`${name} as an annotation: kept by every rewriting of a manifest`, async () => {
      const manifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: {
          mediaType: 'application/vnd.oci.image.config.v1+json',
          digest: digestOf('c'),
          size: 3,
          annotations: holding(name, 'a'),
        },
        layers: [],
        annotations: holding(name, 'b'),
      })
      assert.ok(manifest.includes(`{"${name}":"a"}`) && manifest.includes(`{"${name}":"b"}`))
      const image = {
        kind: 'Image',
        metadata: { name: digestOf(manifest) },
        dockerImageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
        dockerImageManifest: JSON.stringify(JSON.parse(manifest), null, 3),
      }
      const { images } = await assay(JSON.stringify(image))
      const { verdict, proof } = images[0]?.verification ?? {}
      assert.deepEqual([verdict, proof], ['verified', 'reserialized'])
    })

    test(`${name} in what the cluster says of a signature: reported as it says it`, async () => {
      const image = {
        kind: 'Image',
        metadata: { name: digestOf('x') },
        signatures: [
          { type: 'atomic', content: '', conditions: [holding(name, poison)], issuedBy: holding(name, 'a') },
        ],
      }
      const { images, printed } = await assay(JSON.stringify(image))
      assert.deepEqual(images[0]?.signatures[0]?.claimed.issuedBy, holding(name, 'a'))
      assert.ok(printed.includes(`"issuedBy":{"${name}":"a"}`))
      assert.ok(printed.includes(`"conditions":[{"${name}":{`))
    })

    test(`${name} in a YAML export`, async () => {
      const yaml = `kind: Image\nmetadata:\n  name: ${digestOf('x')}\n  labels:\n    ${name}: a\n${name}:\n  polluted: true\n`
      const { images } = await assay(yaml)
      assertClean()
      assert.equal(images[0]?.digest, digestOf('x'))
    })
  }
})

suite('a name that every object knows, on the command line:', () => {
  for (const args of [
    ['__proto__'],
    ['constructor'],
    ['report', '-', '--format', 'toString'],
    ['report', '-', '--limit', '__proto__=1'],
    ['report', '-', '--limit', 'constructor=1'],
    ['report', '-', '--limit', 'depth=1__proto__'],
    ['report', '-', '--fail-on', 'constructor'],
    ['report', '--__proto__', 'x'],
    ['checks', 'constructor'],
    ['schema', '__proto__'],
  ])
    test(args.join(' '), async () => {
      const { status, stderr } = await runCli(args, { stdin: '{}' })
      assert.equal(status, 2)
      assert.match(stderr, /^assay: /m)
      assert.doesNotMatch(stderr, /internal error|^ {4}at /m)
    })
})
