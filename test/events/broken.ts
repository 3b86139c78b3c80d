import { gzipStored } from './blob.ts'
import { apiVersion, clusterImage, imageObject, list, uid } from './cluster-object.ts'
import { type JsonObject, ocJson } from './go-json.ts'
import { tools } from './shop.ts'

const meeting = { repository: 'registry.example.com/ops/tools', at: '2025-02-04T06:00:00Z' }
const images = tools.map((image) => imageObject(clusterImage(image, meeting)))
const single = ocJson(images[0] ?? null)
const whole = ocJson(list(images))

/** The offset of an item's opening brace in the list's text. */
function itemStart(item: number): number {
  let at = -1
  for (let found = 0; found <= item; found += 1) at = whole.indexOf('\n        {\n', at + 1)
  return at + '\n        '.length
}

const cutInThirdItem = whole.slice(0, itemStart(2) + 400)

function garbageInSecondItem(): string {
  const at = whole.indexOf('"dockerImageLayers"', itemStart(1))
  return `${whole.slice(0, at)}}}<<<<<<< HEAD %PDF ${whole.slice(at)}`
}

const layersKey = '    "dockerImageLayers": ['

/** A first, false list of layers; readers that keep the last of two equal keys never see it. */
const duplicateKeys = single.replace(
  layersKey,
  `    "dockerImageLayers": [
        {
            "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "name": "sha256:${'0'.repeat(64)}",
            "size": 1
        }
    ],
${layersKey}`,
)

const object = (kind: string, version: string, name: string, rest: JsonObject): JsonObject => ({
  kind,
  apiVersion: version,
  metadata: { name, namespace: 'webshop', uid: uid(`${kind}/${name}`), creationTimestamp: meeting.at },
  ...rest,
})

const imageStream = object('ImageStream', apiVersion, 'frontend', {
  spec: { lookupPolicy: { local: false } },
  status: {
    dockerImageRepository: 'image-registry.openshift-image-registry.svc:5000/webshop/frontend',
    tags: [
      {
        tag: 'latest',
        items: [
          {
            created: meeting.at,
            dockerImageReference: `${meeting.repository}@${tools[0]?.digest}`,
            generation: 1,
            image: tools[0]?.digest ?? '',
          },
        ],
      },
    ],
  },
})

const pod = (name: string) =>
  object('Pod', 'v1', name, {
    spec: { containers: [{ name: 'app', image: `${meeting.repository}@${tools[0]?.digest}` }] },
    status: { phase: 'Running' },
  })

/** Documents that must be refused, whole or in part, by file name. */
export const brokenFiles = (): Record<string, string | Buffer> => ({
  'bom.json': `\ufeff${single}`,
  'duplicate-keys.json': duplicateKeys,
  'empty-list.json': ocJson(list([])),
  'empty.json': '',
  'invalid-utf8.json': Buffer.from(
    single.replace('registry.example.com', 'registry.ex\xe4mple.com'),
    'latin1',
  ),
  'malformed.json': garbageInSecondItem(),
  'mixed-kinds.json': ocJson(list([...images.slice(0, 1), pod('frontend-31-x7k2p'), ...images.slice(1, 2)])),
  'trailing-garbage.json': `${single}error: the server was unable to return a response in the time allotted\n`,
  'truncated.json': cutInThirdItem,
  'truncated.json.gz': gzipStored(Buffer.from(whole)).subarray(0, 10 + 5 + itemStart(2) + 400),
  'wrong-kind-imagestream.json': ocJson(imageStream),
  'wrong-kind-pods.json': ocJson(list([pod('frontend-31-x7k2p'), pod('frontend-31-q9d4m')])),
})
