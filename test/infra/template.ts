export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export interface Resource {
  readonly Type: string
  readonly Condition?: string
  readonly DependsOn?: string | readonly string[]
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly Properties?: { [key: string]: Json }
}

export interface Parameter {
  readonly Type: string
  readonly Default: string | number
  readonly AllowedPattern?: string
  readonly AllowedValues?: readonly string[]
  readonly MinValue?: number
  readonly MaxValue?: number
}

/** A CloudFormation template as JSON. */
export interface Template {
  readonly Parameters: Readonly<Record<string, Parameter>>
  readonly Conditions: Readonly<Record<string, Json>>
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs: Readonly<Record<string, { readonly Value: Json }>>
}

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Text, or a number as text: a template takes either for the other. Throws for anything else. */
export const textOf = (value: Json | undefined): string => {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new Error(`no text: ${JSON.stringify(value)}`)
}

/** `[name, argument]` of an intrinsic function or a reference; null for plain data. */
export const intrinsic = (value: Json): readonly [name: string, argument: Json] | null => {
  if (!isObject(value)) return null
  const [entry, ...others] = Object.entries(value)
  if (entry === undefined || others.length > 0) return null
  return entry[0] === 'Ref' || entry[0] === 'Condition' || entry[0].startsWith('Fn::') ? entry : null
}
