import type { Form } from './form.ts'
import type { Descriptor } from './manifest.ts'
import type { PlainDescriptor, PlainImage } from './plain-image.ts'
import { serialize } from './serialize.ts'
import { fill, type Splice, spliceOf } from './splice.ts'

/** A form's own text around the fields of a {@link PlainImage}. */
interface Template {
  /** Up to the first field of the first layer. */
  readonly before: Splice
  /** The fields of a layer in their order, and what stands between them. */
  readonly fields: readonly [keyof Descriptor, keyof Descriptor, keyof Descriptor]
  readonly second: string
  readonly third: string
  /** From the last field of one layer to the first of the next. */
  readonly joint: string
  /** Behind the last field of the last layer. */
  readonly after: Splice
  /** The whole text where there are no layers. */
  readonly bare: Splice
}

/** What {@link aroundLayers} gives stands in place of these. */
const around = ['@type@', '@config-type@', '@config-digest@', '9007199254740001'] as const
const fieldNames = ['mediaType', 'digest', 'size'] as const
const inLayer = ['@layer-type@', '@layer-digest@', '9007199254740002'] as const

const aroundLayers = ({ mediaType, config }: PlainImage) =>
  [mediaType, config.mediaType, config.digest, config.size] as const

/** Cut out of what {@link serialize} writes, so that a form is described in one place only. */
const makeTemplate = (form: Form): Template => {
  const config = { mediaType: around[1], digest: around[2], size: Number(around[3]) }
  const layer = { mediaType: inLayer[0], digest: inLayer[1], size: Number(inLayer[2]) }
  const write = (layers: (typeof layer)[]): string =>
    serialize({ schemaVersion: 2, mediaType: around[0], config, layers }, form)
  const { literals, gaps } = spliceOf(write([layer, layer]), inLayer)
  const [before = '', second = '', third = '', joint = '', , , after = ''] = literals
  const fields = gaps.slice(0, 3).map((gap) => fieldNames[gap])
  return {
    before: spliceOf(before, around),
    fields: fields as unknown as Template['fields'],
    second,
    third,
    joint,
    after: spliceOf(after, around),
    bare: spliceOf(write([]), around),
  }
}

const templates = new Map<Form, Template>()

/** The template of an image form, made where it is first needed. */
const templateOf = (form: Form): Template => {
  let template = templates.get(form)
  if (template === undefined) {
    template = makeTemplate(form)
    templates.set(form, template)
  }
  return template
}

/**
 * The manifest as the form's producer writes it: the same as `serialize` gives, in a tenth of the time. `turned`
 * writes the last layer first.
 */
export const writeImage = (form: Form, image: PlainImage, turned = false): string => {
  const template = templateOf(form)
  const { layers } = image
  const count = layers.length
  if (count === 0) return fill(template.bare, aroundLayers(image))
  const { fields, second, third, joint } = template
  const [a, b, c] = fields
  let text = fill(template.before, aroundLayers(image))
  for (let i = 0; i < count; i++) {
    const layer = layers[turned ? count - 1 - i : i] as PlainDescriptor
    text += (i > 0 ? joint : '') + layer[a] + second + layer[b] + third + layer[c]
  }
  return text + fill(template.after, aroundLayers(image))
}
