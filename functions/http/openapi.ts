import { documentNames } from '../../lib/document-names.ts'
import { jsonSchema } from '../../lib/json-schema.ts'
import { analyzer } from '../../lib/report/analyzer.ts'
import { mediaTypes } from './accept.ts'
import type { Answer, BodySchema, Operation, Parameter } from './operation.ts'
import { type ProblemName, problemCatalogue, problemMediaType, problemType } from './problem.ts'
import type { Route } from './route.ts'

type Part = Readonly<Record<string, unknown>>

const reference = (name: string): Part => ({ $ref: `#/components/schemas/${name}` })

const problemSchema: Part = {
  type: 'object',
  description: 'RFC 9457. `type` tells problems apart, `detail` is for people.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      enum: Object.keys(problemCatalogue).map((name) => problemType(name as ProblemName)),
    },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    rejected: {
      type: 'array',
      items: { type: 'object' },
      description:
        'The first 100 things in the export that could not be reported on, as an ExportReport names them.',
    },
    more: { type: 'integer', description: 'How many more there are.' },
    limit: { type: 'integer', description: 'The limit that is broken, in bytes.' },
    upload: { type: 'string', description: 'How a larger export gets in.' },
    offered: { type: 'array', items: { type: 'string' }, description: 'The media types that are to be had.' },
    allowed: { type: 'array', items: { type: 'string' }, description: 'The methods that the path takes.' },
  },
}

const schemas = (): Part => ({
  ...Object.fromEntries(
    documentNames.map((name) => {
      const { $schema: _, ...schema } = jsonSchema(name)
      return [name, schema]
    }),
  ),
  Page: {
    type: 'string',
    description: 'A self-contained page of HTML: it loads nothing and needs no script.',
  },
  Problem: problemSchema,
  ImageReports: {
    type: 'object',
    required: ['asOf', 'digest', 'reports'],
    properties: {
      asOf: {
        type: 'string',
        format: 'date-time',
        description: 'The moment of the audit that this is as of.',
      },
      digest: { type: 'string' },
      reports: {
        type: 'array',
        description: 'One entry for each time that a report names the image.',
        items: {
          type: 'object',
          required: ['key', 'version', 'namespace', 'stream', 'tag', 'name', 'verdict', 'proof'],
          properties: {
            key: { type: 'string', description: "The report's key in the store." },
            version: { type: 'string', description: 'For `GET /v1/reports/{version}`.' },
            namespace: { type: ['string', 'null'] },
            stream: { type: ['string', 'null'] },
            tag: { type: ['string', 'null'] },
            name: { type: ['string', 'null'] },
            verdict: { enum: ['verified', 'mismatch', 'unverifiable'] },
            proof: { type: ['string', 'null'] },
          },
        },
      },
    },
  },
  Health: { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } },
  OpenApi: { type: 'object', required: ['openapi', 'info', 'paths'] },
})

const contentOf = (content: Readonly<Record<string, BodySchema>>): Part =>
  Object.fromEntries(
    Object.entries(content).map(([mediaType, name]) => [
      mediaType,
      // OpenAPI 3.1 has no word for lines of JSON: the schema is one line's.
      { schema: reference(name) },
    ]),
  )

const answerOf = ({ does, content, headers = {} }: Answer): Part => ({
  description: does,
  ...(Object.keys(headers).length === 0
    ? {}
    : {
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, description]) => [
            name,
            { description, schema: { type: 'string' } },
          ]),
        ),
      }),
  ...(content === undefined ? {} : { content: contentOf(content) }),
})

/** One answer a status; problems of the same status are told apart by their type. */
const problemAnswers = (names: readonly ProblemName[]): Part => {
  const statuses = new Set(names.map((name) => problemCatalogue[name].status))
  return Object.fromEntries(
    [...statuses].map((status) => {
      const titles = names
        .filter((name) => problemCatalogue[name].status === status)
        .map((name) => `${problemCatalogue[name].title}.`)
      return [
        String(status),
        {
          description: titles.join(' '),
          content: { [problemMediaType]: { schema: reference('Problem') } },
        },
      ]
    }),
  )
}

const parameterOf = ({ name, in: place, does, schema }: Parameter): Part => ({
  name,
  in: place,
  description: does,
  ...(place === 'path' ? { required: true } : {}),
  schema,
})

const operationOf = ({ id, summary, does, parameters = [], body, answers, problems }: Operation): Part => ({
  operationId: id,
  summary,
  description: does,
  ...(parameters.length === 0 ? {} : { parameters: parameters.map(parameterOf) }),
  ...(body === undefined
    ? {}
    : { requestBody: { required: true, description: body, content: { '*/*': { schema: {} } } } }),
  responses: {
    ...Object.fromEntries(answers.map((answer) => [String(answer.status), answerOf(answer)])),
    ...problemAnswers(problems),
  },
})

/** The API of these routes as an OpenAPI 3.1 document; its schemas are the reports' own. */
export const openApi = (routes: readonly Route[]): Part => {
  const paths: Record<string, Record<string, Part>> = {}
  for (const { method, path, operation } of routes)
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(operation) }
  return {
    openapi: '3.1.1',
    info: {
      title: analyzer.name,
      version: analyzer.version,
      summary: 'Proves what container-image exports of an OpenShift cluster say.',
      description: `Reports are ${mediaTypes.json}, ${mediaTypes.ndjson} or ${mediaTypes.html}, by \`Accept\`. Deployed to AWS, requests are signed with IAM credentials or carry a token of the issuer that the deployment names.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { schemas: schemas() },
  }
}
