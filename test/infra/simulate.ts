import { getDenialReasons, getGrantReasons, runSimulation } from '@cloud-copilot/iam-simulate'
import { account } from './resolve-template.ts'
import { at, ofType, type Stack } from './stacks.ts'
import { isObject, type Json, textOf } from './template.ts'

export interface Policy {
  readonly name: string
  readonly policy: Json
}

export interface Access {
  /** A role's ARN, or a service such as `events.amazonaws.com`. */
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly context?: Readonly<Record<string, string>>
}

export interface Outcome {
  readonly allowed: boolean
  /** The IDs of the statements that decided it. */
  readonly statements: readonly string[]
}

/** The inline policies of a role. */
export const policiesOf = (stack: Stack, role: string): Policy[] => {
  const policies = at(stack[role], 'Policies')
  if (!Array.isArray(policies)) throw new Error(`${role} has no policies`)
  return policies.map((one) => {
    const { PolicyName = null, PolicyDocument = null } = isObject(one) ? one : {}
    return { name: textOf(PolicyName), policy: PolicyDocument }
  })
}

/** The statements of every policy of a role. */
export const statementsOf = (stack: Stack, role: string): { [key: string]: Json }[] =>
  policiesOf(stack, role).flatMap(({ policy }) => {
    const statements = isObject(policy) ? policy.Statement : null
    return Array.isArray(statements) ? statements.filter(isObject) : []
  })

/** The policy of the bucket that a resource is or lies in; undefined for other resources. */
export const bucketPolicy = (stack: Stack, resource: string): Json | undefined => {
  const bucket = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1]
  const found = ofType(stack, 'AWS::S3::BucketPolicy').find(([, policy]) => at(policy, 'Bucket') === bucket)
  return found && at(found[1], 'PolicyDocument')
}

/** A KMS key's policy as keys have it by default: the account's own policies decide. */
const defaultKeyPolicy: Json = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
  ],
}

/**
 * What IAM would answer. Throws where the question itself is wrong: an unknown action, a resource that the action
 * does not have, a context key that it does not know, a policy with a fault.
 */
export const simulate = async (
  access: Access,
  identityPolicies: readonly Policy[],
  resourcePolicy?: Json,
): Promise<Outcome> => {
  const { principal, action, resource } = access
  const answer = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: account },
        contextVariables: { 'aws:SecureTransport': 'true', ...access.context },
      },
      identityPolicies: [...identityPolicies],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    },
    {},
  )
  if (answer.resultType !== 'single') throw new Error(`${action} ${resource}: ${JSON.stringify(answer)}`)
  const { analysis, ignoredContextKeys = [] } = answer.result
  if (ignoredContextKeys.length > 0)
    throw new Error(`${action} does not know ${ignoredContextKeys.join(', ')}`)
  const allowed = answer.overallResult === 'Allowed'
  const reasons = allowed ? getGrantReasons(analysis) : getDenialReasons(analysis)
  return {
    allowed,
    statements: reasons.flatMap((reason) => ('statementId' in reason ? (reason.statementId ?? []) : [])),
  }
}

/** What a role of the stack may do, its own policies and those of the bucket or key taken together. */
export const simulateRole = (
  stack: Stack,
  role: string,
  access: Omit<Access, 'principal'>,
): Promise<Outcome> =>
  simulate(
    { ...access, principal: `arn:aws:iam::${account}:role/${role}` },
    policiesOf(stack, role),
    access.resource.startsWith('arn:aws:kms:') ? defaultKeyPolicy : bucketPolicy(stack, access.resource),
  )
