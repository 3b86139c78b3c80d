import type { Mutation } from '../mutation.ts'
import { apiMutations } from './api.ts'
import { configMutations } from './config.ts'
import { indexMutations } from './index-entries.ts'
import { layersMutations } from './layers.ts'
import { manifestMutations } from './manifest.ts'
import { metadataMutations } from './metadata.ts'
import { nameMutations } from './name.ts'

/** Every table of mutations, by the file of lib/checks that it guards. */
export const mutations: Readonly<Record<string, readonly Mutation[]>> = {
  name: nameMutations,
  manifest: manifestMutations,
  config: configMutations,
  layers: layersMutations,
  'index-entries': indexMutations,
  metadata: metadataMutations,
  api: apiMutations,
}
