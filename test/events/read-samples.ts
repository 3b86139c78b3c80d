import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventsFolder } from './make-samples.ts'

export type Descriptor = {
  mediaType: string
  size: number
  digest: string
  annotations?: Record<string, string>
}
export type Manifest = { mediaType: string; config: Descriptor; layers: Descriptor[] }
export type ImageObject = {
  metadata: { name: string }
  dockerImageMetadata: { Id: string; Size?: number; Architecture?: string }
  dockerImageManifest?: string
  dockerImageConfig?: string
  dockerImageManifestMediaType: string
  dockerImageLayers?: { name: string; size: number; mediaType: string }[]
  dockerImageManifests?: {
    digest: string
    mediaType: string
    manifestSize: number
    [platform: string]: unknown
  }[]
}

const depth = (line: string) => line.length - line.trimStart().length

/** The block style that the samples are written in, read line by line; no YAML reader. */
function readBlock(lines: string[], indent: number): unknown {
  const taken: [string, unknown][] = []
  const isList = lines[0]?.startsWith('- ', indent) === true
  while (
    lines[0] !== undefined &&
    depth(lines[0]) === indent &&
    lines[0].startsWith('- ', indent) === isList
  ) {
    const line = lines.shift()?.slice(indent) ?? ''
    if (isList) {
      lines.unshift(' '.repeat(indent + 2) + line.slice(2))
      taken.push([
        '',
        /^- [\w.]+:( |$)/.test(line) ? readBlock(lines, indent + 2) : readScalar(lines.shift()?.trim()),
      ])
      continue
    }
    const [, key = '', value = ''] = /^([^:]+):(.*)$/.exec(line) ?? assert.fail(`no key in: ${line}`)
    const inner = depth(lines[0] ?? '') > indent ? indent + 2 : indent
    taken.push([key, value === '' ? readBlock(lines, inner) : readScalar(value.trim())])
  }
  return isList ? taken.map(([, item]) => item) : Object.fromEntries(taken)
}

const readScalar = (text = ''): unknown => (/^(?:["{[]|null$|\d+$)/.test(text) ? JSON.parse(text) : text)

type Document =
  | ({ kind: 'Image' } & ImageObject)
  | { kind: 'List'; items: ImageObject[] }
  | { kind: 'ImageStreamImport'; status: { images: { image: ImageObject }[] } }
  | { kind: 'ImageStreamImage' | 'ImageStreamTag'; image: ImageObject }

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && 'kind' in value

function imagesOf(document: unknown): ImageObject[] {
  assert.ok(isDocument(document))
  if (document.kind === 'Image') return [document]
  if (document.kind === 'List') return document.items.flatMap(imagesOf)
  if (document.kind === 'ImageStreamImport') return document.status.images.map(({ image }) => image)
  return [document.image]
}

/** The committed text of a sample, in `events/exports` or another folder of `events`. */
export const exportText = (file: string, folder = 'exports'): string =>
  readFileSync(join(eventsFolder, folder, file), 'utf8')

/** The image objects of a committed sample, in its order, read without the code under test. */
export function readImages(file: string, folder?: string): ImageObject[] {
  const text = exportText(file, folder)
  const documents: unknown[] = file.endsWith('.yaml')
    ? text.split('---\n').map((part) => readBlock(part.trimEnd().split('\n'), 0))
    : [JSON.parse(text)]
  return documents.flatMap(imagesOf)
}
