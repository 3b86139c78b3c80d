import { type Layer, sha256 } from './blob.ts'
import { goJson, type JsonObject } from './go-json.ts'
import { type Entry, type FormName, indexText, manifestText, mediaTypesOf } from './manifest-text.ts'

/** One line of an image's history; without a layer it is an `empty_layer` step. */
export type Step = { createdBy: string; layer?: Layer }

export type Platform = { architecture: string; os: string; variant?: string }

/** What is built: a manifest, its config, and all that the cluster derives from the two. */
export type Recipe = {
  form: FormName
  platform: Platform
  /** RFC 3339, to the nanosecond: the cluster keeps the whole seconds. An attestation has none. */
  created: string | null
  steps: readonly Step[]
  /** The run-time settings, in Docker's keys. */
  run: JsonObject
  author?: string
  dockerVersion?: string
  annotations?: JsonObject
}

export type Built = {
  recipe: Recipe
  digest: string
  manifest: string
  mediaType: string
  config: { digest: string; text: string }
  layers: { digest: string; size: number; mediaType: string }[]
}

function configText({ platform, created, steps, run, author, dockerVersion }: Recipe): string {
  return goJson({
    architecture: platform.architecture,
    ...(author !== undefined && { author }),
    config: run,
    created,
    ...(dockerVersion !== undefined && { docker_version: dockerVersion }),
    history: steps.map(({ createdBy, layer }) => ({
      created,
      created_by: createdBy,
      ...(!layer && { empty_layer: true }),
    })),
    os: platform.os,
    rootfs: { type: 'layers', diff_ids: steps.flatMap(({ layer }) => layer?.diffId ?? []) },
    ...(platform.variant !== undefined && { variant: platform.variant }),
  })
}

/** An image from a recipe: config first, then the manifest that names it. */
export function build(recipe: Recipe): Built {
  const types = mediaTypesOf(recipe.form)
  const text = configText(recipe)
  const config = { digest: sha256(text), text }
  const layers = recipe.steps.flatMap(({ layer }) =>
    layer ? [{ digest: layer.digest, size: layer.size, mediaType: types.layer }] : [],
  )
  const manifest = manifestText(
    recipe.form,
    { mediaType: types.config, size: Buffer.byteLength(text), digest: config.digest },
    layers,
    recipe.annotations,
  )
  return { recipe, digest: sha256(manifest), manifest, mediaType: types.manifest, config, layers }
}

/** The index entry that stands for an image. */
export const entryOf = (image: Built): Entry => ({
  mediaType: image.mediaType,
  size: Buffer.byteLength(image.manifest),
  digest: image.digest,
  platform: image.recipe.platform,
})

export type BuiltIndex = { digest: string; manifest: string; mediaType: string; entries: readonly Entry[] }

/** An index over entries, in that order. */
export function buildIndex(form: FormName, entries: readonly Entry[]): BuiltIndex {
  const manifest = indexText(form, entries)
  return { digest: sha256(manifest), manifest, mediaType: mediaTypesOf(form).index, entries }
}
