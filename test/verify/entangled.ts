import { digestBytes } from '../../lib/digest.ts'
import { isObject, type JsonObject } from '../../lib/json/json.ts'
import { imageForms, indexForms } from '../../lib/manifest/form.ts'
import { digestOf, imageContent, layer, types } from '../manifest/samples.ts'
import { type Blob, type Content, written } from '../manifest/written.ts'
import { blankedImage } from './blank.ts'
import { lies } from './one-lie.ts'

const oci = 'org.opencontainers.image'

const form = (id: string) => {
  const found = [...imageForms, ...indexForms].find((row) => row.id === id)
  if (found === undefined) throw new Error(`no form ${id}`)
  return found
}

/** An `Image` as the API gives it: without the text. */
const objectOf = (text: string, reference: string, labels: JsonObject = {}): JsonObject => {
  const image = blankedImage(text)
  return {
    kind: 'Image',
    apiVersion: 'image.openshift.io/v1',
    ...image,
    dockerImageReference: reference,
    dockerImageMetadata: { ...(image.dockerImageMetadata as JsonObject), Config: { Labels: labels } },
  }
}

/** An OCI image of layers that one hex digit names each, base first. */
const ociText = (letters: string, id = 'oci-compact', more: Partial<Content> = {}): string =>
  written(form(id), {
    ...imageContent('oci'),
    layers: letters.split('').map((letter, i) => layer('oci', letter, 1000 + i)),
    ...more,
  })

const baseText = ociText('1')
const base = {
  [`${oci}.base.digest`]: digestBytes(baseText),
  [`${oci}.base.name`]: 'localhost/base:9',
}
const appText = ociText('12', 'oci-compact', { annotations: base })
const heirText = ociText('123', 'indent2', { annotations: base })
const lonelyText = ociText('14', 'oci-compact', { annotations: { 'com.example.build': 'of a number' } })

const windows = (letter: string, version: string): JsonObject => ({
  digest: digestOf(letter),
  mediaType: types.docker.manifest,
  platform: { architecture: 'amd64', os: 'windows', 'os.version': version },
  size: 1125,
})
/** As Docker official lists have it: sorted keys. */
const listText = (...manifests: JsonObject[]): string =>
  JSON.stringify({ manifests, mediaType: types.docker.index, schemaVersion: 2 }).replaceAll('/', '\\/')

const dockerText = (letters: string): string =>
  written(form('docker-indent3'), {
    ...imageContent('docker'),
    layers: letters.split('').map((letter, i) => layer('docker', letter, 5000 + i)),
  })

const lied = (kind: string, image: JsonObject, n: number): JsonObject => {
  const lie = lies[kind]?.(image, n)
  if (!lie) throw new Error(`no room for a lie about ${kind}`)
  return lie.image
}

const tampered = dockerText('567')
const parentOf = (...texts: readonly string[]): string =>
  written(form('docker-indent3'), {
    mediaType: types.docker.index,
    manifests: texts.map(
      (text, i): Blob => ({
        mediaType: types.docker.manifest,
        digest: digestBytes(text),
        size: text.length,
        platform: { architecture: i === 0 ? 'amd64' : 'arm64', os: 'linux' },
      }),
    ),
  })

const at = (name: string) => `registry.example.com/team/${name}:1`

/** Images that only others of the same export settle, some of them through a third one. */
export const entangled: Readonly<Record<string, JsonObject>> = {
  base: objectOf(baseText, 'localhost/base:9'),
  /** By its base. */
  app: objectOf(appText, at('app')),
  /** By the annotations of `app`, once those are known. */
  heir: objectOf(heirText, at('heir')),
  /** By nothing. */
  lonely: objectOf(lonelyText, at('lonely')),
  /** By search. */
  oneWindows: objectOf(listText(windows('a', '10.0.17763.34')), at('one')),
  /** By search, once the list before is known. */
  twoWindows: objectOf(listText(windows('a', '10.0.17763.34'), windows('b', '10.0.20348.56')), at('two')),
  /** By the one before, once that is known. */
  threeWindows: objectOf(
    listText(windows('b', '10.0.20348.56'), windows('a', '10.0.17763.34'), windows('d', '10.0.14393.7')),
    at('three'),
  ),
  falseSize: lied('Size', objectOf(tampered, at('size')), 1),
  falseLayerSize: lied("a layer's size", objectOf(dockerText('678'), at('layer')), 0),
  falseType: lied("a layer's media type", objectOf(dockerText('689'), at('type')), 0),
  swapped: lied('two neighbours swapped', objectOf(dockerText('5678'), at('swapped')), 1),
  twoLies: lied('Size', lied("a layer's media type", objectOf(dockerText('79'), at('lies')), 0), 1),
  /** Tells the length of two manifests. */
  parent: objectOf(parentOf(tampered, dockerText('79')), at('parent')),
  /** The base once more, and this time with a false field. */
  baseAgain: lied('Size', objectOf(baseText, 'localhost/base:9'), 0),
}

/** The digest of one of them. */
export const digestIn = (name: string): string => {
  const metadata = entangled[name]?.metadata
  const digest = isObject(metadata) ? metadata.name : null
  if (typeof digest !== 'string') throw new Error(`no image ${name}`)
  return digest
}

/** Texts behind them, by name. */
export const entangledTexts: Readonly<Record<string, string>> = {
  base: baseText,
  app: appText,
  heir: heirText,
  falseSize: tampered,
}
