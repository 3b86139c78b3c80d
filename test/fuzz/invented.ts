import fc from 'fast-check'
import { stringify } from 'yaml'

const knownName = fc.constantFrom(
  ...'kind apiVersion metadata name namespace annotations labels image tag items status images manifests'.split(
    ' ',
  ),
  ...'dockerImageReference dockerImageMetadata dockerImageManifest dockerImageManifestMediaType'.split(' '),
  ...'dockerImageConfig dockerImageLayers dockerImageManifests dockerImageSignatures signatures'.split(' '),
  ...'Id Size Architecture Config Env Labels size mediaType digest manifestSize architecture os'.split(' '),
  ...'layers config schemaVersion fsLayers history type content conditions'.split(' '),
)
const hostileName = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '',
    '\u0000',
    '\u202e',
    '/',
    '~',
    'Layers',
    'layer\u017f',
  ),
  fc.string({ maxLength: 4 }),
)
const hostileText = fc.oneof(
  fc.constantFrom(
    'Image',
    'ImageStreamImage',
    'ImageStreamTag',
    'ImageStreamImport',
    'List',
    'v1',
    'ruby@x',
    'ruby:1',
  ),
  fc.constantFrom(
    `sha256:${'a'.repeat(64)}`,
    'sha256:',
    '{"schemaVersion":2,"layers":[]}',
    '{}',
    '{"fsLayers":[]}',
  ),
  fc.constantFrom(
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    hostileText,
    fc.oneof(fc.constantFrom<unknown>(null, true, 0, 1, -1, 0.5, 2 ** 53, 1e300), fc.nat(2000)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(
          fc.oneof({ weight: 4, arbitrary: knownName }, { weight: 1, arbitrary: hostileName }),
          tie('value'),
        ),
        { maxLength: 7 },
      )
      .map((pairs) => Object.fromEntries(pairs) as unknown),
  ),
}))

/** JSON of no sense, with names that have one. */
export const invented = fc
  .tuple(
    fc.array(fc.tuple(knownName, anyValue), { maxLength: 8 }),
    fc.constantFrom('Image', 'ImageStreamTag', 'List', ''),
    fc.boolean(),
  )
  .map(([pairs, kind, asYaml]) => {
    const value = { ...Object.fromEntries(pairs), ...(kind !== '' && { kind }) }
    return Buffer.from(asYaml ? stringify(value) : JSON.stringify(value))
  })
