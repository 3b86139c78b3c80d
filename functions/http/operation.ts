import type { DocumentName } from '../../lib/document-names.ts'
import type { ProblemName } from './problem.ts'

/** What stands for a body in OpenAPI: a document of ours, lines of one, a page, or a problem. */
export type BodySchema = DocumentName | 'Page' | 'Health' | 'OpenApi' | 'ImageReports'

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly does: string
  readonly schema: Readonly<Record<string, unknown>>
}

export interface Answer {
  readonly status: number
  readonly does: string
  /** Its body by media type; none without. */
  readonly content?: Readonly<Record<string, BodySchema>>
  /** Its headers, with what each says. */
  readonly headers?: Readonly<Record<string, string>>
}

/** One operation of the API as people describe it; `openapi.ts` makes the document of it. */
export interface Operation {
  readonly id: string
  readonly summary: string
  readonly does: string
  readonly parameters?: readonly Parameter[]
  /** What the body is; none without. */
  readonly body?: string
  readonly answers: readonly Answer[]
  readonly problems: readonly ProblemName[]
}
