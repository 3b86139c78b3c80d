import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { references } from './references.ts'
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

/** Where several types will do, those of the one that fits best. */
const leastFaults = (all: readonly string[][]): string[] =>
  all.toSorted((one, other) => one.length - other.length)[0] ?? []

const typeFaults = (value: Json, type: PropertyType, path: string): string[] => {
  const call = intrinsic(value)
  if (call?.[0] === 'Fn::If' && Array.isArray(call[1]))
    return call[1].slice(1).flatMap((branch) => typeFaults(branch, type, path))
  if (call !== null) return []
  if (type.type === 'union') return leastFaults(type.types.map((one) => typeFaults(value, one, path)))
  if (type.type === 'array') {
    if (!Array.isArray(value)) return [`${path}: no list`]
    return value.flatMap((item, index) => typeFaults(item, type.element, `${path}/${index}`))
  }
  if (type.type === 'map' || type.type === 'ref') {
    if (!isObject(value)) return [`${path}: no object`]
    if (type.type === 'ref')
      return propertyFaults(value, specification.get('typeDefinition', type.reference).properties, path)
    return Object.entries(value).flatMap(([key, item]) => typeFaults(item, type.element, `${path}/${key}`))
  }
  const isLiteral = literals[type.type]
  const wrong = isLiteral !== undefined && (typeof value === 'object' || !isLiteral(value))
  return wrong ? [`${path}: ${JSON.stringify(value)} is no ${type.type}`] : []
}

const propertyFaults = (given: { [key: string]: Json }, known: Properties, path: string): string[] => [
  ...Object.entries(known)
    .filter(([name, { required }]) => required === true && !(name in given))
    .map(([name]) => `${path}/${name}: missing`),
  ...Object.entries(given).flatMap(([name, value]) => {
    const property = Object.hasOwn(known, name) ? known[name] : undefined
    if (property === undefined) return [`${path}/${name}: unknown`]
    const types = [property.type, ...(property.previousTypes ?? [])]
    return leastFaults(types.map((type) => typeFaults(value, type, `${path}/${name}`)))
  }),
]

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
