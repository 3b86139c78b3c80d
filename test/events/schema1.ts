import { hash } from 'node:crypto'
import { emptyTar, type Layer, layer, sha256 } from './blob.ts'
import { goJson, type JsonObject } from './go-json.ts'

type Step = { command: string; created: string; layer?: Layer }

const steps: readonly Step[] = [
  {
    command: '#(nop) ADD file:rootfs in /',
    created: '2016-05-12T08:30:11.102938475Z',
    layer: layer('ledger-os', 611_300),
  },
  {
    command: 'install-runtime ledger',
    created: '2016-05-12T08:31:40.564738291Z',
    layer: layer('ledger', 92_877),
  },
  { command: '#(nop) EXPOSE 8443/tcp', created: '2016-05-12T08:31:41.019283746Z' },
  { command: '#(nop) CMD ["/usr/bin/ledger"]', created: '2016-05-12T08:31:41.483920175Z' },
]

const identifier = (at: number) => hash('sha256', `ledger step ${at}`)

const run: JsonObject = {
  ExposedPorts: { '8443/tcp': {} },
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  Cmd: ['/usr/bin/ledger'],
}

function v1Compatibility({ command, created, layer: own }: Step, at: number): string {
  const top = at === steps.length - 1
  return goJson({
    ...(top && { architecture: 'amd64', config: run }),
    container_config: { Cmd: ['/bin/sh', '-c', command] },
    created,
    ...(top && { docker_version: '1.11.1' }),
    id: identifier(at),
    ...(top && { os: 'linux' }),
    ...(at > 0 && { parent: identifier(at - 1) }),
    ...(!own && { throwaway: true }),
  })
}

/** What the digest is of: the manifest before it was signed, as Docker 1.10 and later derived it for old clients. */
export const payload: string = goJson(
  {
    schemaVersion: 1,
    name: 'billing/ledger',
    tag: '1.4',
    architecture: 'amd64',
    fsLayers: steps.map(({ layer: own }) => ({ blobSum: (own ?? emptyTar).digest })).toReversed(),
    history: steps.map((step, at) => ({ v1Compatibility: v1Compatibility(step, at) })).toReversed(),
  },
  '   ',
)

export const ledgerDigest = sha256(payload)

/**
 * Made once over `payload` with a P-256 key that was thrown away: ECDSA gives another signature each time. A
 * changed payload needs a new one.
 */
const signature = {
  header: {
    jwk: {
      crv: 'P-256',
      kid: 'KMGB:GXHW:AVFU:RWTA:Q7B5:WBJJ:KY7P:S44R:YB65:6ZNL:U4IM:WV4S',
      kty: 'EC',
      x: 'U3THxvPDJ2aY3S4QzvI3Z2y1Rri_6MjXIR-wq17ady0',
      y: 'QwaAxlL-fDq4Yo6kX4RmBdx-8td6QTmyk-Gyg80ktAc',
    },
    alg: 'ES256',
  },
  signature: 'Egt5CObS-4Xv9iv8F7-4v9jDqcQ9AZNypw1Kat7O1u7ZRgXu37cYEHdif-ejhUzlQ3TqQ4pH2J7e5-4xk-2M1g',
  protected: 'eyJmb3JtYXRMZW5ndGgiOjIxMTcsImZvcm1hdFRhaWwiOiJDbjAiLCJ0aW1lIjoiMjAxNi0wNS0xMlQwODozMzowMloifQ',
}

const tail = '\n}'
const signatures = goJson([signature], '   ').replaceAll('\n', '\n   ')

/** The manifest as Docker signed it: the signatures stand inside, before the payload's own last line. */
export const signedManifest: string = `${payload.slice(0, -tail.length)},\n   "signatures": ${signatures}${tail}`

/** The `Image` of an import into a 1.3 cluster, which blanked nothing; in the key order of its client. */
export function ledgerImage(): JsonObject {
  const layers = steps.map(({ layer: own }) => own ?? emptyTar)
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size]))
  const top = steps.length - 1
  return {
    kind: 'Image',
    apiVersion: 'v1',
    metadata: {
      name: ledgerDigest,
      selfLink: `/oapi/v1/images/${ledgerDigest}`,
      uid: '7d0a2b1c-1f6e-11e6-9c3b-525400a1b2c3',
      resourceVersion: '48211',
      creationTimestamp: '2016-05-12T09:02:55Z',
    },
    dockerImageReference: `registry.example.com/billing/ledger@${ledgerDigest}`,
    dockerImageMetadata: {
      kind: 'DockerImage',
      apiVersion: '1.0',
      Id: identifier(top),
      Parent: identifier(top - 1),
      Created: '2016-05-12T08:31:41Z',
      ContainerConfig: { Cmd: ['/bin/sh', '-c', steps[top]?.command ?? ''] },
      DockerVersion: '1.11.1',
      Config: run,
      Architecture: 'amd64',
      Size: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageManifest: signedManifest,
    dockerImageLayers: layers.map(({ digest, size }) => ({
      name: digest,
      size,
      mediaType: 'application/vnd.docker.container.image.rootfs.diff+x-gtar',
    })),
    dockerImageManifestMediaType: 'application/vnd.docker.distribution.manifest.v1+json',
  }
}
