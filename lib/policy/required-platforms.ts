import { isFor } from './judge.ts'
import type { Policy } from './schema.ts'
import type { Named } from './selector.ts'

/** A stream of images; the namespace is null where the export does not say it. */
export interface StreamName {
  readonly namespace: string | null
  readonly stream: string
}

/** A stream as a selector sees it: no image of it in particular. */
const anyImageOf = ({ namespace, stream }: StreamName): Named => ({
  namespace,
  stream,
  tag: null,
  digest: null,
  reference: null,
})

/**
 * The platforms that the policy requires of all images of a stream, each once, sorted: for audits, which ask what the
 * images of a stream cover together. Rules for tags, repositories and digests are about images and left out.
 */
export const requiredPlatforms = ({ rules }: Policy, name: StreamName): string[] => {
  const required = rules.flatMap((rule) =>
    rule.rule === 'platforms' && isFor(rule, anyImageOf(name)) ? rule.require : [],
  )
  return [...new Set(required)].toSorted()
}
