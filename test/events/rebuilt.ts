import { apiVersion, clusterImage, imageObject, list } from './cluster-object.ts'
import { type JsonObject, ocJson } from './go-json.ts'
import { invoices, minimal, returns } from './shop.ts'

const repository = (name: string) => `registry.example.com/${name}`

/** The base by its tag, which is what the image on it calls it. */
function annotatedWithBase(): JsonObject {
  const at = '2024-11-07T06:00:00Z'
  const base: JsonObject = {
    kind: 'ImageStreamTag',
    apiVersion,
    metadata: { name: 'minimal:9', namespace: 'base', creationTimestamp: at },
    tag: {
      name: '9',
      annotations: null,
      from: { kind: 'DockerImage', name: `${repository('base/minimal')}:9` },
      generation: 1,
      importPolicy: { importMode: 'Legacy' },
      referencePolicy: { type: 'Source' },
    },
    generation: 1,
    lookupPolicy: { local: false },
    image: clusterImage(minimal, { repository: repository('base/minimal'), at }),
  }
  return list([imageObject(clusterImage(invoices, { repository: repository('webshop/invoices'), at })), base])
}

/** Half a megabyte is said to be a quarter: nothing but `Size` is false. */
function falseSize(): JsonObject {
  const image = clusterImage(returns, {
    repository: repository('webshop/returns'),
    at: '2025-06-12T08:15:00Z',
  })
  const metadata = image.dockerImageMetadata as JsonObject
  return imageObject({
    ...image,
    dockerImageMetadata: { ...metadata, Size: Number(metadata.Size) - 250_000 },
  })
}

/** Exports that are settled once all of them has been read, by file name. */
export const rebuiltFiles = (): Record<string, string> => ({
  'annotated-with-base.json': ocJson(annotatedWithBase()),
  'false-size.json': ocJson(falseSize()),
})
