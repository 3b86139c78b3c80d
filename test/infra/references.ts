import { intrinsic, isObject, type Json, type Template, textOf } from './template.ts'

/** Where `value` refers to: `Name` or `Name.Attribute` of resources and parameters, `?Name` of conditions. */
export const references = (value: Json): string[] => {
  const call = intrinsic(value)
  if (call === null)
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(references) : []
  const [name, argument] = call
  const list = Array.isArray(argument) ? argument : [argument]
  if (name === 'Ref') return [textOf(argument)]
  if (name === 'Condition') return [`?${textOf(argument)}`]
  if (name === 'Fn::GetAtt') return [list.map(textOf).join('.')]
  if (name === 'Fn::If') return [`?${textOf(list[0])}`, ...list.slice(1).flatMap(references)]
  if (name !== 'Fn::Sub') return references(argument)
  const own = isObject(list[1]) ? list[1] : {}
  const names = [...textOf(list[0]).matchAll(/\$\{([^!}]+)\}/g)].map((match) => match[1] ?? '')
  return [...names.filter((one) => !(one in own)), ...references(own)]
}

/** Parameters and conditions that nothing refers to. */
export const unusedNames = (template: Template): string[] => {
  const { Resources, Outputs, Conditions } = template
  const used = new Set(
    [Conditions, Resources, Outputs].flatMap((part) => references(JSON.parse(JSON.stringify(part)))),
  )
  for (const { Condition } of Object.values(Resources)) used.add(`?${Condition}`)
  return [...Object.keys(template.Parameters), ...Object.keys(Conditions).map((name) => `?${name}`)].filter(
    (name) => !used.has(name),
  )
}
