import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { intrinsic, isObject, type Json, type Resource, type Template } from './template.ts'

const specification = loadAwsServiceSpecSync()

type Specified = ReturnType<typeof lookUp>
type Properties = NonNullable<Specified>['properties']
type PropertyType = Properties[string]['type']

const lookUp = (type: string) => specification.lookup('resource', 'cloudFormationType', 'equals', type)[0]

const literals: Readonly<Record<string, (value: Json) => boolean>> = {
  string: (value) => ['string', 'number', 'boolean'].includes(typeof value),
  boolean: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  number: (value) => value !== '' && !Number.isNaN(Number(value)) && typeof value !== 'boolean',
  integer: (value) => value !== '' && Number.isInteger(Number(value)) && typeof value !== 'boolean',
}

const typeFaults = (value: Json, type: PropertyType, path: string): string[] => {
  const call = intrinsic(value)
  if (call?.[0] === 'Fn::If' && Array.isArray(call[1]))
    return call[1].slice(1).flatMap((branch) => typeFaults(branch, type, path))
  if (call !== null) return []
  switch (type.type) {
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => typeFaults(item, type.element, `${path}/${index}`))
        : [`${path}: no list`]
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => typeFaults(item, type.element, `${path}/${key}`))
        : [`${path}: no map`]
    case 'ref':
      return isObject(value)
        ? propertyFaults(value, specification.get('typeDefinition', type.reference).properties, path)
        : [`${path}: no object`]
    case 'union': {
      const all = type.types.map((one) => typeFaults(value, one, path))
      return all.toSorted((one, other) => one.length - other.length)[0] ?? []
    }
    default: {
      const isLiteral = literals[type.type]
      const wrong = isLiteral !== undefined && (typeof value === 'object' || !isLiteral(value))
      return wrong ? [`${path}: ${JSON.stringify(value)} is no ${type.type}`] : []
    }
  }
}

const propertyFaults = (given: { [key: string]: Json }, known: Properties, path: string): string[] => [
  ...Object.entries(known)
    .filter(([name, { required }]) => required === true && !(name in given))
    .map(([name]) => `${path}/${name}: missing`),
  ...Object.entries(given).flatMap(([name, value]) => {
    const property = Object.hasOwn(known, name) ? known[name] : undefined
    if (property === undefined) return [`${path}/${name}: unknown`]
    const types = [property.type, ...(property.previousTypes ?? [])]
    const faults = types.map((type) => typeFaults(value, type, `${path}/${name}`))
    return faults.toSorted((one, other) => one.length - other.length)[0] ?? []
  }),
]

/** Where `value` refers to: `Name` or `Name.Attribute` of resources and parameters, `?Name` of conditions. */
const references = (value: Json): string[] => {
  const call = intrinsic(value)
  if (call === null)
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(references) : []
  const [name, argument] = call
  const list = Array.isArray(argument) ? argument : [argument]
  if (name === 'Ref') return [String(argument)]
  if (name === 'Condition') return [`?${String(argument)}`]
  if (name === 'Fn::GetAtt') return [list.join('.')]
  if (name === 'Fn::If') return [`?${String(list[0])}`, ...list.slice(1).flatMap(references)]
  if (name !== 'Fn::Sub') return references(argument)
  const own = isObject(list[1]) ? list[1] : {}
  const names = [...String(list[0]).matchAll(/\$\{([^!}]+)\}/g)].map((match) => match[1] ?? '')
  return [...names.filter((one) => !(one in own)), ...references(own)]
}

const referenceFault = (template: Template, reference: string): string | null => {
  if (reference.startsWith('?')) return reference.slice(1) in template.Conditions ? null : 'no such condition'
  if (reference.startsWith('AWS::') || reference in template.Parameters) return null
  const [id = '', ...attribute] = reference.split('.')
  const resource = template.Resources[id]
  if (resource === undefined) return 'no such resource or parameter'
  const attributes = lookUp(resource.Type)?.attributes ?? {}
  return attribute.length === 0 || attribute.join('.') in attributes
    ? null
    : `no such attribute of ${resource.Type}`
}

const referenceFaults = (template: Template, value: Json, path: string): string[] =>
  references(value).flatMap((reference) => {
    const fault = referenceFault(template, reference)
    return fault === null ? [] : [`${path}: ${reference}: ${fault}`]
  })

const resourceFaults = (template: Template, id: string, resource: Resource): string[] => {
  const known = lookUp(resource.Type)
  const properties = resource.Properties ?? {}
  const targets = [resource.DependsOn ?? []].flat().map((target) => ({ Ref: target }))
  const conditions = resource.Condition === undefined ? [] : [{ Condition: resource.Condition }]
  return [
    ...(known === undefined
      ? [`${id}: unknown type ${resource.Type}`]
      : propertyFaults(properties, known.properties, id)),
    ...referenceFaults(template, [properties, ...targets, ...conditions], id),
  ]
}

/**
 * What CloudFormation would refuse: unknown types and properties, missing and wrongly typed ones, dangling references,
 * by its own specification. Not seen: values outside of an enumeration or a range, and what only the service knows.
 */
export const templateFaults = (template: Template): string[] => [
  ...Object.entries(template.Resources).flatMap(([id, resource]) => resourceFaults(template, id, resource)),
  ...Object.entries(template.Outputs).flatMap(([id, { Value }]) =>
    referenceFaults(template, Value, `Outputs/${id}`),
  ),
  ...Object.entries(template.Conditions).flatMap(([id, value]) =>
    referenceFaults(template, value, `Conditions/${id}`),
  ),
]

/** Parameters and conditions that nothing refers to. */
export const unusedNames = (template: Template): string[] => {
  const { Resources, Outputs, Conditions } = template
  const used = new Set(references([Resources, Outputs, Conditions] as unknown as Json))
  for (const { Condition } of Object.values(Resources)) used.add(`?${Condition}`)
  return [...Object.keys(template.Parameters), ...Object.keys(Conditions).map((name) => `?${name}`)].filter(
    (name) => !used.has(name),
  )
}
