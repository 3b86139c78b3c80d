import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as v from 'valibot'
import { parseImage } from '../../lib/image/parse.ts'
import { layersField } from '../../lib/image/schema.ts'
import type { Json } from '../../lib/json/json.ts'
import { digestOf } from '../manifest/samples.ts'
import { itemOf } from './item.ts'

const sound = { name: digestOf('1'), size: 5, mediaType: 'a/b' }
const numbers: readonly Json[] = [0, -0, -1, 1.5, 2 ** 53, 2 ** 53 - 1]
const digests: readonly Json[] = [
  digestOf('f'),
  'sha256:F',
  `sha512:${'a'.repeat(128)}`,
  `md5:${'a'.repeat(32)}`,
]
const values: readonly (Json | undefined)[] = [
  undefined,
  null,
  true,
  '',
  'text',
  [],
  {},
  ...numbers,
  ...digests,
]
const wholes: readonly Json[] = [[], [null], [[]], [{}], ['text'], [sound, sound]]
const edited = ['name', 'size', 'mediaType', 'other'].flatMap((name) =>
  values.map((value): Json => {
    const { [name as 'name']: _, ...rest } = sound
    return [sound, value === undefined ? rest : { ...rest, [name]: value }]
  }),
)
const lists: readonly Json[] = [...wholes, ...edited]

describe('layers are what the schema reads', () => {
  for (const list of lists)
    it(JSON.stringify(list), () => {
      const annotations = { 'image.openshift.io/dockerLayersOrder': 'ascending' }
      const image = parseImage(
        itemOf({ metadata: { name: digestOf('a'), annotations }, dockerImageLayers: list }),
      )
      const { success, output } = v.safeParse(layersField, list)
      assert.deepEqual(
        image.layers,
        success
          ? output.map(({ name, size, mediaType }) => ({
              digest: name,
              size: size ?? null,
              mediaType: mediaType || null,
            }))
          : null,
      )
      assert.equal(image.faults.length > 0, !success)
    })
})
