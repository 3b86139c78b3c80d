import { hash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { frameOf, imageReport } from '../report/sample-report.ts'

/** Images of a report, all but the last. */
export const imagesOfReport = 2000
/** Layers of an image: five of a base that 5,000 images share, five of a runtime that 200 share, five of its own. */
const layersOfImage = 15

const digest = (name: string): string => `sha256:${hash('sha256', name, 'hex')}`

const layerOf = (image: number, position: number): string => {
  if (position < 5) return digest(`base ${image % 200} ${position}`)
  return position < 10 ? digest(`runtime ${image % 5000} ${position}`) : digest(`own ${image} ${position}`)
}

/** What of a line is the same for all images. */
const sample = imageReport()
const rest = canonicalJson({ ...sample, mediaType: 'application/vnd.docker.distribution.manifest.v2+json' })
if (!rest.startsWith('{"config":')) throw new Error('a line begins otherwise than this writes it')

/** One line of a report. Written out rather than by the renderer: a million of them must not take longer than the audit. */
const lineOf = (image: number): string => {
  const own = digest(`image ${image}`)
  const namespace = `team-${(image % 5000) % 397}`
  const stream = `app-${image % 9973}`
  let bytes = 0
  const layers: string[] = []
  for (let position = 0; position < layersOfImage; position++) {
    const layer = layerOf(image, position)
    const size = 1000 + Number.parseInt(layer.slice(7, 13), 16)
    bytes += size
    layers.push(
      `{"digest":"${layer}","mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":${size}}`,
    )
  }
  return `{"config":{"digest":"${digest(`config ${image}`)}","proof":null,"size":4321,"verdict":"unverifiable"},"digest":"${own}","document":0,"findings":[],"kind":"ImageStreamTag","layers":[${layers.join(',')}],"mediaType":"application/vnd.docker.distribution.manifest.v2+json","name":"${stream}:v${image % 10}","namespace":"${namespace}","path":"/items/${image}","platforms":[{"architecture":"amd64","attestation":false,"digest":"${own}","manifestSize":3500,"os":null,"platform":"unknown/amd64","present":true,"variant":null}],"reference":"registry.example/${namespace}/${stream}@${own}","signatures":[],"size":{"declared":${bytes + 4321},"distinctLayerCount":15,"distinctLayers":${bytes},"layerCount":15,"layers":${bytes},"total":${bytes + 4321},"unknownSizes":0},"source":0,"stream":"${stream}","tag":"v${image % 10}","type":"image","verification":{"bytes":3500,"computed":"${own}","form":"docker-indent3","proof":"reconstructed","reason":null,"verdict":"verified"}}\n`
}

/** Writes one report of `count` images, the first of them number `from`, into the store in `folder`. */
export const writeBenchReport = (
  folder: string,
  name: string,
  version: string,
  from: number,
  count: number,
): void => {
  const place = join(folder, 'reports', name, hash('sha256', `${name} ${version}`, 'hex').slice(0, 32))
  mkdirSync(place, { recursive: true })
  const lines = Array.from({ length: count }, (_, index) => lineOf(from + index)).join('')
  writeFileSync(join(place, 'images.ndjson.gz'), gzipSync(lines, { level: 1 }))
  const frame = frameOf({})
  const report = {
    ...frame,
    summary: { ...frame.summary, images: count, indexes: 0, conflicts: [] },
    images: [],
  }
  writeFileSync(join(place, 'report.json'), canonicalJson(report))
}

/** A store of `images` images in reports of 2,000, from twenty clusters. */
export const writeBenchStore = (folder: string, images: number): void => {
  for (let from = 0; from < images; from += imagesOfReport)
    writeBenchReport(
      folder,
      `cluster-${(from / imagesOfReport) % 20}/export-${from / imagesOfReport}.json`,
      'first',
      from,
      Math.min(imagesOfReport, images - from),
    )
}

/** New reports for one in a hundred images: their exports again, half of the images changed. */
export const writeBenchNews = (folder: string, images: number): void => {
  const reports = Math.max(1, Math.round(images / imagesOfReport / 100))
  for (let report = 0; report < reports; report++)
    writeBenchReport(
      folder,
      `cluster-${report % 20}/export-${report}.json`,
      'second',
      report * imagesOfReport + imagesOfReport / 2,
      Math.min(imagesOfReport, images),
    )
}
