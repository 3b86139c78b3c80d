import {
  type Document,
  entryOf,
  type ImageParts,
  type IndexParts,
  imageParts,
  index,
  layer,
  type Schema1Parts,
  schema1,
  schema2,
} from './document.ts'

const diffType = 'application/vnd.docker.container.image.rootfs.diff+x-gtar'

/** The truth that each valid document is made of. */
export const validImage: ImageParts = imageParts([layer('base', 100), layer('gems', 200), layer('app', 300)])

export const validSchema1: Schema1Parts = {
  layers: [
    layer('old base', 100, diffType),
    layer('old gems', 200, diffType),
    layer('old app', 300, diffType),
  ],
  written: (manifest) => manifest,
}

export const amd64 = schema2(imageParts([layer('base', 100)]), true)
export const arm64 = schema2(
  imageParts([layer('arm base', 110), layer('arm app', 210)], {
    architecture: 'arm64',
    os: 'linux',
    variant: 'v8',
  }),
  true,
)

export const validIndex = {
  entries: [
    entryOf(amd64, { architecture: 'amd64', os: 'linux' }),
    entryOf(arm64, { architecture: 'arm64', os: 'linux', variant: 'v8' }),
  ],
  children: [amd64, arm64],
  written: (manifest: string) => manifest,
} as const satisfies IndexParts

/** One valid document for each shape that clusters export. */
export const valid = {
  blanked: () => schema2(validImage, false),
  embedded: () => schema2(validImage, true),
  schema1: () => schema1(validSchema1),
  index: () => index(validIndex, false),
  'embedded index': () => index(validIndex, true),
} satisfies Record<string, () => Document>

export type ShapeName = keyof typeof valid

export const shapes = [
  'blanked',
  'embedded',
  'schema1',
  'index',
  'embedded index',
] as const satisfies readonly ShapeName[]
