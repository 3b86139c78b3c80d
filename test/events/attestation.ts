import { sha256 } from './blob.ts'
import type { Built } from './build.ts'
import { goJson } from './go-json.ts'
import { manifestText, mediaTypes } from './manifest-text.ts'

/** BuildKit's attestation manifest for an image: one in-toto statement of its provenance. */
export function attestation(image: Built): Built {
  const predicateType = 'https://slsa.dev/provenance/v0.2'
  const statement = goJson({
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType,
    subject: [
      {
        name: 'pkg:docker/registry.example.com/webshop/catalog@5.2?platform=linux%2Famd64',
        digest: { sha256: image.digest.slice('sha256:'.length) },
      },
    ],
    predicate: { builder: { id: '' }, buildType: 'https://mobyproject.org/buildkit@v1', materials: [] },
  })
  const layers = [
    {
      digest: sha256(statement),
      size: Buffer.byteLength(statement),
      mediaType: 'application/vnd.in-toto+json',
    },
  ]
  const text = goJson({
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: [sha256(statement)] },
  })
  const config = { digest: sha256(text), text }
  const manifest = manifestText(
    'buildkit',
    { mediaType: mediaTypes.oci.config, size: Buffer.byteLength(text), digest: config.digest },
    layers.map((one) => ({ ...one, annotations: { 'in-toto.io/predicate-type': predicateType } })),
  )
  const recipe = {
    form: 'buildkit' as const,
    platform: { architecture: 'unknown', os: 'unknown' },
    created: null,
    steps: [],
    run: {},
  }
  return { recipe, digest: sha256(manifest), manifest, mediaType: mediaTypes.oci.manifest, config, layers }
}
