import { packagedTemplate } from './packaged-template.ts'
import { account, region, resolveTemplate } from './resolve-template.ts'
import { isObject, type Json, type Resource } from './template.ts'

export type Stack = Readonly<Record<string, Resource>>

export const kmsKeyArn = `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000001`
export const exportsKmsKeyArn = `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000002`

/** Every condition the other way than by default. */
export const everyParameter = {
  ExistingExportsBucket: 'company-exports',
  KmsKeyArn: kmsKeyArn,
  ExportsKmsKeyArn: exportsKmsKeyArn,
  LockDays: '365',
  HttpConcurrency: '5',
  AuditSchedule: 'off',
  AuditEngine: 'athena',
  JwtIssuer: 'https://issuer.example',
  JwtAudience: 'one,two',
  AlarmTopicArn: `arn:aws:sns:${region}:${account}:alarms`,
  AlarmEmail: 'operator@example.com',
}

export const template = await packagedTemplate()
export const defaultStack: Stack = resolveTemplate(template)
export const fullStack: Stack = resolveTemplate(template, everyParameter)

/** The value at a path such as `Rules/0/Id` of a resource's properties; undefined where there is none. */
export const at = (resource: Resource | undefined, path: string): Json | undefined =>
  path.split('/').reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)]
    return isObject(value) ? value[key] : undefined
  }, resource?.Properties)

export const ofType = (stack: Stack, type: string) =>
  Object.entries(stack).filter(([, { Type }]) => Type === type)

export const functionArn = (name: string) =>
  `arn:aws:lambda:${region}:${account}:function:image-assay-dev-${name}`
