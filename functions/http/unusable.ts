import type { RejectionCode } from '../../lib/export/rejection.ts'
import type { ReportFrame } from '../../lib/report/renderer.ts'
import type { Rejection } from '../../lib/report/schema.ts'
import { type ProblemName, problem } from './problem.ts'

/** What each rejection says of an export in which nothing is usable. */
const meanings: Readonly<Record<RejectionCode, ProblemName>> = {
  truncated: 'unreadable',
  malformed: 'unreadable',
  encoding: 'unreadable',
  'byte-order-mark': 'unreadable',
  'trailing-data': 'unreadable',
  compression: 'unreadable',
  'ambiguous-list': 'unreadable',
  'limit-depth': 'unreadable',
  'limit-ratio': 'unreadable',
  'limit-item': 'too-large',
  'limit-export': 'too-large',
  'limit-imported-images': 'too-large',
  'limit-yaml': 'too-large',
  'unknown-kind': 'not-an-export',
  'image-stream': 'not-an-export',
  'nested-list': 'not-an-export',
  'api-version': 'not-an-export',
  'not-an-object': 'not-an-export',
  'not-an-image': 'not-an-export',
  'raw-manifest': 'not-an-export',
  'assay-report': 'not-an-export',
  empty: 'no-image',
  'no-images': 'no-image',
}

const isKnown = (code: string): code is RejectionCode => Object.hasOwn(meanings, code)

/** A list is an export, whatever its items are; a document that is none of the kinds is not. */
const nameOf = ({ code, path }: Rejection): ProblemName => {
  const name = isKnown(code) ? meanings[code] : 'unreadable'
  return name === 'not-an-export' && path !== '' ? 'no-image' : name
}

/** The first of these that applies to any rejection is said. */
const order: readonly ProblemName[] = ['unreadable', 'too-large', 'no-image', 'not-an-export']

/** Rejections that the answer names; the others are counted. */
const shown = 100

/**
 * The answer to an export with nothing usable in it: why, with its rejections as a report has them. `uploadWay` is how
 * one that is too large gets in.
 */
export const unusable = ({ rejected, summary }: ReportFrame, uploadWay: string): Response => {
  const names = new Set(rejected.map(nameOf))
  const name = order.find((candidate) => names.has(candidate)) ?? 'no-image'
  const telling = rejected.find((rejection) => nameOf(rejection) === name)
  const detail = telling?.message ?? 'The export holds no image.'
  const named = rejected.slice(0, shown)
  const more = summary.rejected - named.length
  const members = { rejected: named, ...(more > 0 ? { more } : {}) }
  if (name !== 'too-large') return problem(name, detail, { members })
  return problem(name, `${detail}. ${uploadWay}`, { members: { ...members, upload: uploadWay } })
}
