import * as v from 'valibot'

const bytes = v.nullable(v.number())

/** Sizes in bytes by the three definitions in use; null is "cannot be known". */
export const imageSize = v.object({
  layerCount: v.nullable(v.number()),
  distinctLayerCount: v.nullable(v.number()),
  /** Every layer, repeated ones too (`oc image info`). */
  layers: bytes,
  /** Each layer once. */
  distinctLayers: bytes,
  /** Distinct layers and the config (`dockerImageMetadata.Size`, `oc adm top images`). */
  total: bytes,
  /** `dockerImageMetadata.Size` as the export says it. */
  declared: bytes,
  unknownSizes: v.nullable(v.number()),
})
export type ImageSize = v.InferOutput<typeof imageSize>
