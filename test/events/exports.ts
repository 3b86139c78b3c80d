import * as base from './base-images.ts'
import { ocYaml } from './block-yaml.ts'
import type { Built } from './build.ts'
import {
  apiVersion,
  clusterImage,
  clusterIndex,
  imageObject,
  list,
  uid,
  withTexts,
} from './cluster-object.ts'
import { goJson, type JsonObject, ocJson, sortKeys } from './go-json.ts'
import { ledgerImage } from './schema1.ts'
import * as shop from './shop.ts'

const internal = 'image-registry.openshift-image-registry.svc:5000'
const external = 'registry.example.com'

const imported = (name: string, at: string) => ({ repository: `${external}/${name}`, at })

function blankedImageStreamImage(): JsonObject {
  const at = '2025-06-17T14:02:38Z'
  return {
    kind: 'ImageStreamImage',
    apiVersion,
    metadata: {
      name: `frontend@${shop.frontend.digest}`,
      namespace: 'webshop',
      creationTimestamp: at,
      annotations: { 'openshift.io/display-name': 'Web shop, front end' },
    },
    image: clusterImage(shop.frontend, { repository: `${internal}/webshop/frontend`, at, pushed: true }),
  }
}

function embeddedImageStreamTag(): JsonObject {
  const at = '2025-05-20T07:52:16Z'
  const { checkout } = shop
  return {
    kind: 'ImageStreamTag',
    apiVersion,
    metadata: {
      name: 'checkout:1.8',
      namespace: 'webshop',
      uid: uid('webshop/checkout'),
      resourceVersion: '88413207',
      creationTimestamp: at,
    },
    tag: {
      name: '1.8',
      annotations: null,
      from: { kind: 'DockerImage', name: `${external}/webshop/checkout:1.8` },
      generation: 2,
      importPolicy: { importMode: 'Legacy' },
      referencePolicy: { type: 'Source' },
    },
    generation: 2,
    lookupPolicy: { local: false },
    image: withTexts(
      clusterImage(checkout, imported('webshop/checkout', at)),
      checkout.manifest,
      checkout.config.text,
    ),
  }
}

function importAnswer(): JsonObject {
  const { payments } = shop
  const from = { kind: 'DockerImage', name: `${external}/webshop/payments:3.2` }
  return {
    kind: 'ImageStreamImport',
    apiVersion,
    metadata: { name: 'payments', namespace: 'webshop', creationTimestamp: null },
    spec: {
      import: false,
      images: [{ from, importPolicy: {}, includeManifest: true, referencePolicy: { type: '' } }],
    },
    status: {
      images: [
        {
          status: { metadata: {}, status: 'Success' },
          tag: '3.2',
          image: withTexts(
            clusterImage(payments, imported('webshop/payments', '2025-09-02T12:00:00Z')),
            payments.manifest,
            payments.config.text,
          ),
        },
      ],
    },
  }
}

function multiarchList(): JsonObject {
  const meeting = imported('base/nodejs', '2025-03-04T10:00:21Z')
  return list([
    imageObject(clusterIndex(base.nodejsIndex, meeting)),
    ...base.nodejsImages.map((image) => imageObject(clusterImage(image, meeting))),
  ])
}

const blanked = (image: Built, name: string, at: string) =>
  imageObject(clusterImage(image, imported(`webshop/${name}`, at)))

function buildkitDocuments(): JsonObject[] {
  const at = '2025-08-14T10:30:02Z'
  return [
    imageObject(clusterIndex(shop.catalogIndex, imported('webshop/catalog', at))),
    blanked(shop.catalog, 'catalog', at),
    blanked(shop.catalogProvenance, 'catalog', at),
    blanked(shop.inventory, 'inventory', '2021-08-11T13:09:40Z'),
  ]
}

/** The second layer's size is lowered in the manifest's text and nowhere else: the true one can be rebuilt. */
function tamperedImage(): JsonObject {
  const { mailer } = shop
  const size = mailer.layers[1]?.size ?? 0
  const manifest = mailer.manifest.replace(`"size": ${size}`, `"size": ${size - 50_000}`)
  return imageObject(
    withTexts(
      clusterImage(mailer, imported('webshop/mailer', '2025-05-22T16:31:48Z')),
      manifest,
      mailer.config.text,
    ),
  )
}

/** Well-formed exports, by file name. */
export const exportFiles = (): Record<string, string> => ({
  'blanked-imagestreamimage.json': ocJson(blankedImageStreamImage()),
  'embedded-imagestreamtag.json': ocJson(embeddedImageStreamTag()),
  'imagestreamimport.json': ocJson(importAnswer()),
  'multiarch-list.json': ocJson(multiarchList()),
  'oci-buildkit.yaml': buildkitDocuments()
    .map((document) => ocYaml(sortKeys(document)))
    .join('---\n'),
  'schema1-image.json': `${goJson(ledgerImage(), '    ')}\n`,
  'tampered-image.json': ocJson(tamperedImage()),
  'unverifiable-image.json': ocJson(blanked(shop.search, 'search', '2025-09-03T06:20:09Z')),
})
