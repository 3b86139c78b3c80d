import type { Context } from 'hono'
import { lookUp } from '../../lib/audit/look-up.ts'
import { parseDigest } from '../../lib/digest.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { latestAuditKey } from '../../lib/store/layout.ts'
import { mediaTypes, negotiate } from './accept.ts'
import { answer } from './answer.ts'
import type { HttpDeps } from './deps.ts'
import { problem } from './problem.ts'

async function* textOf(document: object): AsyncGenerator<string> {
  yield canonicalJson(document)
}

/** `GET /v1/images/{digest}`: the reports that hold that image, as of the last audit. */
export const getImage = async (c: Context, deps: HttpDeps): Promise<Response> => {
  const digest = parseDigest(c.req.param('digest') ?? '')
  if (digest === null)
    return problem('bad-request', 'An image is asked for by its digest, such as sha256: and 64 hex digits.')
  const mediaType = negotiate(c.req.header('accept'), [mediaTypes.json])
  if (mediaType === null)
    return problem('not-acceptable', `This gives ${mediaTypes.json}.`, {
      members: { offered: [mediaTypes.json] },
    })
  const found = await lookUp(deps.store, digest)
  if (found === null || found.images.length === 0) {
    const isAudited = found !== null || (await deps.store.get(latestAuditKey('json'))) !== null
    return problem(
      'not-found',
      isAudited
        ? 'No report held that image when the last audit was made.'
        : 'There is no data set to look images up in yet: an audit writes it, on its schedule or by `assay audit`.',
    )
  }
  const reports = found.images.map(
    ({ exportKey, version, namespace, stream, tag, name, verdict, proof }) => ({
      key: `reports/${exportKey}/${version}/report.json`,
      version,
      namespace,
      stream,
      tag,
      name,
      verdict,
      proof,
    }),
  )
  return answer(c, textOf({ asOf: found.asOf, digest, reports }), { mediaType }, deps)
}
