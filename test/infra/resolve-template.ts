import {
  intrinsic,
  isObject,
  type Json,
  type Parameter,
  type Resource,
  type Template,
  textOf,
} from './template.ts'

export const account = '111122223333'
export const region = 'eu-central-1'

const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': account,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::StackName': 'image-assay-test',
  'AWS::URLSuffix': 'amazonaws.com',
}

/** What CloudFormation drops together with the key that holds it. */
const noValue = Symbol('AWS::NoValue')
type Value = Json | typeof noValue

const arn = (service: string, name: string) => `arn:aws:${service}:${region}:${account}:${name}`

/** What stands for a resource that does not exist: by type, its `Ref` and attributes, made from its logical ID. */
const identities: Readonly<
  Record<string, (id: string, properties: { [key: string]: Json }) => Readonly<Record<string, string>>>
> = {
  'AWS::S3::Bucket': (id) => ({ Ref: id.toLowerCase(), Arn: `arn:aws:s3:::${id.toLowerCase()}` }),
  'AWS::SQS::Queue': (id) => ({
    Ref: `https://sqs.${region}.amazonaws.com/${account}/${id}`,
    Arn: arn('sqs', id),
    QueueName: id,
  }),
  'AWS::Lambda::Function': (_, { FunctionName }) => ({
    Ref: textOf(FunctionName),
    Arn: arn('lambda', `function:${textOf(FunctionName)}`),
  }),
  'AWS::Logs::LogGroup': (id) => ({ Ref: id, Arn: arn('logs', `log-group:${id}:*`) }),
  'AWS::IAM::Role': (id) => ({ Ref: id, Arn: `arn:aws:iam::${account}:role/${id}` }),
  'AWS::Events::Rule': (id) => ({ Ref: id, Arn: arn('events', `rule/${id}`) }),
  'AWS::Scheduler::ScheduleGroup': (id) => ({ Ref: id, Arn: arn('scheduler', `schedule-group/${id}`) }),
  'AWS::SNS::Topic': (id) => ({ Ref: arn('sns', id) }),
  'AWS::ApiGatewayV2::Api': (id) => ({ Ref: id, ApiEndpoint: `https://${id}.execute-api.amazonaws.com` }),
}

const parameterValue = (parameter: Parameter, given: string | undefined): Json => {
  const value = given ?? String(parameter.Default)
  return parameter.Type === 'CommaDelimitedList' ? value.split(',') : value
}

const resolver = (template: Template, parameters: Readonly<Record<string, string>>) => {
  const attribute = (id: string, name: string): string => {
    const resource = template.Resources[id]
    if (resource === undefined) throw new Error(`no resource ${id}`)
    if (resource.Condition !== undefined && !holds(resource.Condition))
      throw new Error(`${id} is referred to, but its condition ${resource.Condition} does not hold`)
    const found = identities[resource.Type]?.(id, resource.Properties ?? {})[name]
    if (found !== undefined) return found
    if (name === 'Ref') return id
    throw new Error(`no ${name} of ${resource.Type}`)
  }

  const reference = (name: string): Value => {
    if (name === 'AWS::NoValue') return noValue
    const parameter = template.Parameters[name]
    if (parameter !== undefined) return parameterValue(parameter, parameters[name])
    return pseudo[name] ?? attribute(name, 'Ref')
  }

  const substitute = (argument: Json): string => {
    const [pattern, own] = Array.isArray(argument) ? argument : [argument, {}]
    return textOf(pattern).replace(/\$\{([^!}]+)\}/g, (_, name: string) => {
      const given = isObject(own) ? own[name] : undefined
      if (given !== undefined) return textOf(plain(given))
      const [id = '', member] = name.split('.')
      return member === undefined ? textOf(plain({ Ref: name })) : attribute(id, member)
    })
  }

  const functions: Readonly<Record<string, (argument: Json) => Value>> = {
    Ref: (argument) => reference(textOf(argument)),
    'Fn::Sub': substitute,
    'Fn::GetAtt': (argument) => {
      const [id, name] = Array.isArray(argument) ? argument : []
      return attribute(textOf(id), textOf(name))
    },
    'Fn::If': (argument) => {
      const [condition, then = null, otherwise = null] = Array.isArray(argument) ? argument : []
      return resolve(holds(textOf(condition)) ? then : otherwise)
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = Array.isArray(argument) ? argument : []
      const list = plain(parts ?? null)
      return Array.isArray(list) ? list.map(textOf).join(textOf(separator)) : ''
    },
    'Fn::Equals': (argument) => {
      const [one, other] = Array.isArray(argument) ? argument : []
      return textOf(plain(one ?? null)) === textOf(plain(other ?? null))
    },
    'Fn::Not': (argument) => plain(Array.isArray(argument) ? (argument[0] ?? null) : null) === false,
  }

  const resolve = (value: Json): Value => {
    const call = intrinsic(value)
    if (call !== null) {
      const evaluate = functions[call[0]]
      if (evaluate === undefined) throw new Error(`${call[0]} is not evaluated here`)
      return evaluate(call[1])
    }
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== noValue)
    if (!isObject(value)) return value
    const entries = Object.entries(value).map(([key, item]) => [key, resolve(item)] as const)
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== noValue))
  }

  const plain = (value: Json): Json => {
    const found = resolve(value)
    if (found === noValue) throw new Error('AWS::NoValue where a value is due')
    return found
  }

  const holds = (name: string): boolean => plain(template.Conditions[name] ?? null) === true

  return { plain, holds }
}

/** The resources that the stack has for these parameter values, with every reference and condition worked out. */
export const resolveTemplate = (
  template: Template,
  parameters: Readonly<Record<string, string>> = {},
): Readonly<Record<string, Resource>> => {
  const { plain, holds } = resolver(template, parameters)
  return Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
      .map(([id, resource]) => {
        const properties = plain(resource.Properties ?? {})
        return [id, { ...resource, Properties: isObject(properties) ? properties : {} }]
      }),
  )
}
