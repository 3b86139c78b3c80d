import { mediaTypes } from './accept.ts'
import type { Answer, Operation, Parameter } from './operation.ts'

const reportContent = {
  [mediaTypes.json]: 'ExportReport',
  [mediaTypes.ndjson]: 'ImageReport',
  [mediaTypes.html]: 'Page',
} as const

const handedOver: Answer = {
  status: 303,
  does: 'The answer is over 5 MB: it is to be had at `Location`, for some minutes, without credentials.',
  headers: {
    Location: 'A presigned URL.',
    Link: 'The stored report, `rel="canonical"`, where there is one.',
  },
}

const unchanged: Answer = { status: 304, does: 'The copy that `If-None-Match` names still stands.' }

const ifNoneMatch: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  does: 'The entity tag of the copy that the caller has.',
  schema: { type: 'string' },
}

const etag = 'Names this answer for `If-None-Match`.'

export const postReportOperation: Operation = {
  id: 'assay',
  summary: 'Assay an export',
  does: 'Analyses the export in the body and answers with its report, as JSON with everything, as lines of one ImageReport each, or as a page to look at, which lists the worst images. The same body and name give the same bytes; with the same limits, evidence, keys and policy they are those that `assay report --format json --name NAME` prints.',
  parameters: [
    {
      name: 'name',
      in: 'query',
      does: 'The export key: the name of the source, under which the report is stored. Default: the hex SHA-256 of the body.',
      schema: { type: 'string' },
    },
    {
      name: 'store',
      in: 'query',
      does: 'Whether to store the report.',
      schema: { type: 'string', enum: ['true', 'false'], default: 'false' },
    },
  ],
  body: 'An export as `oc get -o json` or `-o yaml` writes it, several documents one after another too, plain or compressed with gzip or zstd; what it is is told by its content.',
  answers: [
    { status: 200, does: 'The report.', content: reportContent },
    {
      status: 201,
      does: 'The report, which is stored.',
      content: reportContent,
      headers: { Location: 'The stored report.' },
    },
    handedOver,
  ],
  problems: [
    'bad-request',
    'unreadable',
    'not-acceptable',
    'too-large',
    'not-an-export',
    'no-image',
    'busy',
    'fault',
    'unavailable',
    'store-unusable',
  ],
}

export const getReportOperation: Operation = {
  id: 'getReport',
  summary: 'A stored report',
  does: 'The report of this version. Over 1,000 images, `images` is empty in the JSON: ask for `application/x-ndjson`, which always holds all of them. As `text/html` it is a page to look at, which lists the worst images.',
  parameters: [
    {
      name: 'version',
      in: 'path',
      does: 'The version that `Location` of a stored report names.',
      schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    },
    {
      name: 'format',
      in: 'query',
      does: 'The media type by a short name, in place of `Accept`: for links.',
      schema: { type: 'string', enum: Object.keys(mediaTypes) },
    },
    ifNoneMatch,
  ],
  answers: [
    {
      status: 200,
      does: 'The report.',
      content: reportContent,
      headers: { ETag: etag, Link: 'The other media types, `rel="alternate"`.' },
    },
    handedOver,
    unchanged,
  ],
  problems: ['bad-request', 'not-found', 'not-acceptable', 'fault', 'unavailable', 'store-unusable'],
}

export const getImageOperation: Operation = {
  id: 'getImage',
  summary: 'The reports of an image',
  does: 'The reports that hold the image with this digest, as of the last audit. Not found before there was one.',
  parameters: [
    {
      name: 'digest',
      in: 'path',
      does: 'The digest, `algorithm:hex`.',
      schema: { type: 'string', pattern: '^[a-z0-9]+:[0-9a-f]+$' },
    },
  ],
  answers: [
    { status: 200, does: 'The reports, and `asOf`.', content: { [mediaTypes.json]: 'ImageReports' } },
    handedOver,
  ],
  problems: ['bad-request', 'not-found', 'not-acceptable', 'fault', 'unavailable', 'store-unusable'],
}

export const getAuditOperation: Operation = {
  id: 'getLatestAudit',
  summary: 'The latest audit',
  does: 'The audit of the latest moment, over the newest report of each export key.',
  parameters: [ifNoneMatch],
  answers: [
    {
      status: 200,
      does: 'The audit.',
      content: { [mediaTypes.json]: 'AuditReport', [mediaTypes.html]: 'Page' },
      headers: { ETag: etag },
    },
    handedOver,
    unchanged,
  ],
  problems: ['not-found', 'not-acceptable', 'fault', 'unavailable', 'store-unusable'],
}

export const getHealthOperation: Operation = {
  id: 'getHealth',
  summary: 'Whether this answers',
  does: 'Answers at once, whatever the state of the store.',
  answers: [{ status: 200, does: 'It does.', content: { [mediaTypes.json]: 'Health' } }],
  problems: ['fault'],
}

export const getOpenApiOperation: Operation = {
  id: 'getOpenApi',
  summary: 'This document',
  does: 'The API in OpenAPI 3.1.',
  parameters: [ifNoneMatch],
  answers: [
    {
      status: 200,
      does: 'The document.',
      content: { [mediaTypes.json]: 'OpenApi' },
      headers: { ETag: etag },
    },
    unchanged,
  ],
  problems: ['fault'],
}
