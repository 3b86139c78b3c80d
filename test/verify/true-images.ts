import { isObject, type JsonObject } from '../../lib/json/json.ts'
import { imageForms, indexForms } from '../../lib/manifest/form.ts'
import { corpusObjects } from '../corpus.ts'
import { imageContent, indexContent } from '../manifest/samples.ts'
import { written } from '../manifest/written.ts'
import { assayed } from './assayed.ts'
import { blankedImage, withTexts } from './blank.ts'

/** An `Image` object whose every word is true, with what proves it. */
export interface TrueImage {
  readonly name: string
  readonly image: JsonObject
  readonly type: 'image' | 'index' | 'schema1'
  /** The manifest's text. */
  readonly manifest: string
}

/** Every nth of the objects: a few of each cluster and list are as good as all of them. */
const sample = (file: string, step: number): JsonObject[] =>
  corpusObjects(file)
    .filter((_, i) => i % step === 0)
    .map((value) => (isObject(value.image) ? value.image : value))

const generated = (): JsonObject[] => [
  ...imageForms.map((form) =>
    blankedImage(written(form, imageContent(form.family === 'docker' ? 'docker' : 'oci'))),
  ),
  ...indexForms.map((form) =>
    blankedImage(written(form, indexContent(form.family === 'docker' ? 'docker' : 'oci'))),
  ),
]

const proven = async (
  images: readonly JsonObject[],
  rung: 'reconstructed' | 'embedded',
): Promise<TrueImage[]> => {
  const found: TrueImage[] = []
  for (const image of images) {
    const { proof, findings, image: parsed } = await assayed(image)
    const manifest = proof.proven?.manifest
    if (
      proof.verification.proof !== rung ||
      !manifest ||
      findings.some(({ severity }) => severity === 'error')
    )
      continue
    found.push({
      name: String(parsed.digest),
      image,
      type: manifest.type,
      manifest: String(proof.proven?.bytes),
    })
  }
  return found
}

/** Blanked images that their own fields prove: of every form, and of the corpus where it is there. */
export const reconstructed = (): Promise<TrueImage[]> =>
  proven(
    [
      ...generated(),
      ...sample('clusters/ocp-4.3.json', 8),
      ...sample('clusters/origin-3.11.json', 5),
      ...sample('facts/library-images.ndjson', 20),
      ...sample('facts/library-foreign-layers.ndjson', 3),
      ...sample('facts/library-indexes.ndjson', 8),
    ],
    'reconstructed',
  )

/** Images that carry the bytes that prove them: an old cluster's, and blanked ones with their manifest put back. */
export const embedded = async (): Promise<TrueImage[]> => [
  ...(await proven(
    [
      ...sample('clusters/origin-1.3.3.json', 1),
      ...sample('objects/cockpit-2016-Image-63da16dc-with-manifest.json', 1),
    ],
    'embedded',
  )),
  ...(await reconstructed()).map((known) => ({ ...known, image: withTexts(known.image, known.manifest) })),
]
