import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { reportSources } from '../../lib/assay.ts'
import { isObject, type Json } from '../../lib/json/json.ts'
import { jsonRenderer } from '../../lib/report/json.ts'
import { tableRenderer } from '../../lib/report/table.ts'
import { digestOf, imageType, schema1Type } from '../checks/document.ts'
import { sourceOf } from '../export/collect.ts'
import { seeded } from '../fuzz/seeded.ts'
import { placesIn, replacedAt } from './place.ts'

const printed = async (text: string): Promise<string> => {
  const renderers = [jsonRenderer(), tableRenderer({ width: 200 })]
  let output = renderers.map((renderer) => renderer.head()).join('')
  const reports = reportSources([sourceOf(text)])
  for (;;) {
    const step = await reports.next()
    if (step.done) return output + renderers.map((renderer) => renderer.tail(step.value.frame)).join('')
    output += step.value.flatMap((reported) => renderers.map((renderer) => renderer.image(reported))).join('')
  }
}

/** A secret that nothing else in a report could be taken for. */
const secretOf = (n: number): string => `hunter2-${n.toString(36).padStart(8, 'q')}`

const settings = (secret: string) => ({
  Env: [`PASSWORD=${secret}`, `TOKEN=${secret}`, secret],
  Labels: { password: secret, 'io.example.token': secret },
})

const config = (secret: string): Json => ({
  architecture: 'amd64',
  os: 'linux',
  config: settings(secret),
  container_config: settings(secret),
  rootfs: { type: 'layers', diff_ids: [digestOf('d')] },
  history: [{ created_by: `ENV PASSWORD=${secret}`, comment: secret, author: secret }],
})

/** Everything that can hold an environment or labels does: as a value where the API has one, and inside of texts. */
const image = (secret: string): Json => {
  const configText = JSON.stringify(config(secret))
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: imageType,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: configText.length,
      digest: digestOf(configText),
    },
    layers: [],
  })
  return {
    kind: 'Image',
    metadata: { name: digestOf(manifest), labels: { password: secret } },
    dockerImageReference: `registry.example/shop/ruby@${digestOf(manifest)}`,
    dockerImageMetadata: {
      kind: 'DockerImage',
      Id: digestOf(configText),
      Size: configText.length,
      Config: settings(secret),
      ContainerConfig: settings(secret),
    },
    dockerImageManifestMediaType: imageType,
    dockerImageManifest: manifest,
    dockerImageConfig: configText,
  }
}

const schema1 = (secret: string): Json => {
  const manifest = JSON.stringify({
    schemaVersion: 1,
    name: 'shop/ruby',
    tag: 'latest',
    architecture: 'amd64',
    fsLayers: [{ blobSum: digestOf('a') }],
    history: [
      {
        v1Compatibility: JSON.stringify({
          id: 'a',
          config: settings(secret),
          container_config: settings(secret),
        }),
      },
    ],
  })
  return {
    kind: 'Image',
    metadata: { name: digestOf(manifest), labels: { password: secret } },
    dockerImageMetadata: { Config: settings(secret), ContainerConfig: settings(secret) },
    dockerImageManifestMediaType: schema1Type,
    dockerImageManifest: manifest,
  }
}

/** What may stand in the place of a value while the secret stays in it. */
const disguises: readonly ((value: Json) => Json)[] = [
  (value) => value,
  (value) => [value],
  (value) => ({ value }),
  (value) => JSON.stringify(value),
  (value) => [value, value],
  (value) => (isObject(value) ? Object.values(value) : value),
  (value) => (Array.isArray(value) ? Object.fromEntries(value.entries()) : value),
]

/** Texts that hold JSON are changed inside too. */
const parsedTexts = ['dockerImageManifest', 'dockerImageConfig'] as const

/** Labels, environments and all that they stand in: what names an image or a layer has to be shown. */
const holdsSecret = (secret: string) => (value: Json) =>
  (isObject(value) || Array.isArray(value)) && JSON.stringify(value).includes(secret)

const mutated = (whole: Json, secret: string, pick: number, disguise: (value: Json) => Json): Json => {
  const inside = parsedTexts.flatMap((name) => {
    const text = isObject(whole) ? whole[name] : null
    if (typeof text !== 'string') return []
    const value: Json = JSON.parse(text)
    return placesIn(value, holdsSecret(secret)).map(
      (place) => () => replacedAt(whole, [name], () => JSON.stringify(replacedAt(value, place, disguise))),
    )
  })
  const outside = placesIn(whole, holdsSecret(secret)).map(
    (place) => () => replacedAt(whole, place, disguise),
  )
  const choices = [...inside, ...outside]
  return choices[pick % choices.length]?.() ?? whole
}

const written = fc.constantFrom<(value: Json) => string>(
  (value) => JSON.stringify(value),
  (value) => JSON.stringify({ kind: 'List', items: [value] }),
  (value) => JSON.stringify({ kind: 'ImageStreamTag', metadata: { name: 'ruby:2.7' }, image: value }),
  (value) => stringify(value),
)

suite('no value of an environment or a label stands in a report,', () => {
  test('whatever else is wrong with the image', async (t) => {
    await seeded(
      t,
      fc.asyncProperty(
        fc.nat(0x7fff_ffff),
        fc.constantFrom(image, schema1),
        fc.constantFrom(...disguises),
        fc.nat(10_000),
        written,
        async (n, make, disguise, pick, write) => {
          const secret = secretOf(n)
          const text = write(mutated(make(secret), secret, pick, disguise))
          assert.ok(text.includes(secret))
          const output = await printed(text)
          assert.ok(
            !output.includes(secret),
            output.slice(Math.max(0, output.indexOf(secret) - 300)).slice(0, 400),
          )
          assert.ok(!output.includes('hunter2'), 'not even a part of it')
        },
      ),
      600,
    )
  })

  test('wherever the export is cut off', async (t) => {
    await seeded(
      t,
      fc.asyncProperty(
        fc.nat(0x7fff_ffff),
        fc.constantFrom(image, schema1),
        fc.nat(100_000),
        async (n, make, cut) => {
          const secret = secretOf(n)
          const text = JSON.stringify(make(secret))
          const output = await printed(text.slice(0, cut % text.length))
          assert.ok(!output.includes('hunter2'), output)
        },
      ),
      200,
    )
  })
})
