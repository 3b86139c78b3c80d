/** Makes exports like those of large clusters: every image another, base layers shared, all digests true. */
import { createHash, hash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Layer } from '../events/blob.ts'
import { type Built, build, type Step } from '../events/build.ts'
import { apiVersion, clusterImage, withTexts } from '../events/cluster-object.ts'
import type { FormName } from '../events/manifest-text.ts'

export const kinds = ['blanked', 'embedded'] as const
/** Whether the raw manifest and configuration are left out, as clusters leave them out, or are there. */
export type Kind = (typeof kinds)[number]

/** As many as a cluster has: hundreds of images stand on each. */
const baseImages = 200
const baseLayers = 4
const ownLayers = [1, 2, 3, 5, 9]

/** Of ten images, how many have the form (forms.md of the library images and of clusters). */
const forms: readonly FormName[] = [
  ...Array<FormName>(7).fill('docker push'),
  ...Array<FormName>(2).fill('openshift build'),
  'buildkit',
]

/** A layer of which there are no bytes: its digest is that of its name. */
const layerOf = (name: string): Layer => {
  const digest = `sha256:${hash('sha256', name)}`
  const size = 1000 + (createHash('sha256').update(name).digest().readUInt32LE() % 80_000_000)
  return { digest, size, diffId: `sha256:${hash('sha256', `${name} unpacked`)}`, bytes: Buffer.alloc(0) }
}

const stepOf = (name: string): Step => ({
  createdBy: `/bin/sh -c install --root / ${name} && rm -rf /var/cache`,
  layer: layerOf(name),
})

const settings = (n: number) =>
  Array.from({ length: 18 }, (_, i) => `APPLICATION_SETTING_${i}=/opt/application-${n}/setting-${i}/value`)

const labels = (n: number) =>
  Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [
      `com.example.application.label-${i}`,
      `what the builder of application ${n} wrote about it, part ${i}`,
    ]),
  )

const imageOf = (n: number): Built => {
  const base = n % baseImages
  const own = ownLayers[n % ownLayers.length] as number
  return build({
    form: forms[n % forms.length] as FormName,
    platform: { architecture: n % 5 === 0 ? 'arm64' : 'amd64', os: 'linux' },
    created: new Date(1.7e12 + n * 1e4).toISOString(),
    steps: [
      ...Array.from({ length: baseLayers }, (_, i) => stepOf(`base-${base}-${i}`)),
      ...Array.from({ length: own }, (_, i) => stepOf(`application-${n}-${i}`)),
    ],
    run: { User: '1001', Env: settings(n), Cmd: ['run'], WorkingDir: '/opt', Labels: labels(n) },
  })
}

const objectOf = (n: number, kind: Kind): object => {
  const built = imageOf(n)
  const from = {
    repository: `registry.example.com/team-${n % 97}/application-${n}`,
    at: '2025-06-01T00:00:00Z',
  }
  const image = clusterImage(built, from)
  return kind === 'blanked' ? image : withTexts(image, built.manifest, built.config.text)
}

/** Images that are made and written at once. */
const blockImages = 500

/** Writes an `ImageList` of `images` images; gzipped, where asked for, in members, as gzip allows. */
export const writeInput = (path: string, images: number, kind: Kind, gzipped: boolean): void => {
  const file = openSync(path, 'w')
  const write = (text: string) => writeSync(file, gzipped ? gzipSync(text, { level: 1 }) : Buffer.from(text))
  try {
    write(`{"kind":"ImageList","apiVersion":"${apiVersion}","metadata":{},"items":[`)
    for (let from = 0; from < images; from += blockImages) {
      const count = Math.min(blockImages, images - from)
      const items = Array.from({ length: count }, (_, i) => JSON.stringify(objectOf(from + i, kind)))
      write(`${from === 0 ? '' : ','}${items.join(',')}`)
    }
    write(']}\n')
  } finally {
    closeSync(file)
  }
}
