import { canonicalJson } from '../../lib/json/canonical.ts'

/** What can be wrong with a request or its answer: one row a problem type (RFC 9457), its status and its title. */
export const problemCatalogue = {
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  unreadable: { status: 400, title: 'The export cannot be read' },
  unauthorized: { status: 401, title: 'Credentials are missing or wrong' },
  forbidden: { status: 403, title: 'This request is not answered here' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'The path does not take this method' },
  'not-acceptable': { status: 406, title: 'None of the accepted media types is to be had' },
  'too-large': { status: 413, title: 'The export is larger than the limit' },
  'not-an-export': { status: 415, title: 'This is no export of image metadata' },
  'no-image': { status: 422, title: 'Nothing in the export is an image' },
  busy: { status: 429, title: 'Too many exports are being assayed' },
  fault: { status: 500, title: 'image-assay failed' },
  unavailable: { status: 503, title: 'The store cannot be reached' },
  'store-unusable': { status: 503, title: 'The store of this service is misconfigured or damaged' },
} as const

export type ProblemName = keyof typeof problemCatalogue

export const problemMediaType = 'application/problem+json'

/** The URI that names a problem type; it is an identifier only, and leads nowhere. */
export const problemType = (name: ProblemName): string => `urn:image-assay:problem:${name}`

export interface ProblemExtras {
  /** Further members of the document. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** A problem document as an answer. `detail` is one sentence or more for people; it must hold no secret. */
export const problem = (
  name: ProblemName,
  detail: string,
  { members = {}, headers = {} }: ProblemExtras = {},
): Response => {
  const { status, title } = problemCatalogue[name]
  const body = canonicalJson({ ...members, type: problemType(name), status, title, detail })
  return new Response(body, {
    status,
    headers: {
      'Content-Type': problemMediaType,
      'Content-Length': String(Buffer.byteLength(body)),
      'Cache-Control': 'no-store',
      ...headers,
    },
  })
}
