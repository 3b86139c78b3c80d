import { printable } from '../json/printable.ts'
import { type CheckId, find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import { checkConditions } from './signature-condition.ts'
import { checkSignatureName } from './signature-name.ts'
import type { Family, FoundManifestSignature, FoundSignature, Subject } from './subject.ts'

/** What a verdict is told as; `verified` needs no telling. */
const checksOf: Readonly<Record<FoundSignature['report']['verdict'], CheckId | null>> = {
  verified: null,
  invalid: 'signature-invalid',
  malformed: 'signature-invalid',
  revoked: 'signature-invalid',
  expired: 'signature-expired',
  'unknown-key': 'signature-unknown-key',
  unsupported: 'signature-not-checked',
  'not-checked': 'signature-not-checked',
}

/** The same for what a schema 1 manifest carries. */
const manifestChecksOf: Readonly<Record<FoundManifestSignature['report']['verdict'], CheckId | null>> = {
  intact: null,
  invalid: 'signature-invalid',
  malformed: 'signature-invalid',
  unsupported: 'signature-not-checked',
  'not-checked': 'signature-not-checked',
}

/** A detached signature stands nowhere in the item: its name says which one is meant. */
const subjectOf = ({ report, detached }: FoundSignature): string =>
  detached ? `the detached signature ${printable(report.name ?? '', 100)}` : 'the signature'

const checkVerdict = (signature: FoundSignature, digest: string | null): Finding[] => {
  const { path, report, because } = signature
  const subject = subjectOf(signature)
  if (report.digestMatches === false)
    return [
      find(
        'signature-digest',
        path,
        `${subject} is good, and for another image`,
        digest,
        report.claimedDigest,
      ),
    ]
  const check = checksOf[report.verdict]
  if (check === null) return []
  const why = because === null ? '' : `: ${because}`
  const key = report.verdict === 'unknown-key' ? report.claimedKeyId : null
  return [find(check, path, `${subject} is ${words[report.verdict]}${why}`, null, key)]
}

/** Verdicts as a sentence about a signature takes them. */
const words: Readonly<Record<FoundSignature['report']['verdict'], string>> = {
  verified: 'verified',
  invalid: 'not valid',
  malformed: 'malformed',
  revoked: 'not to be trusted',
  expired: 'expired',
  'unknown-key': 'by a key that is not known',
  unsupported: 'of a kind that is not checked here',
  'not-checked': 'not checked',
}

const checkIdentity = (signature: FoundSignature): Finding[] => {
  const { path, report, expectedIdentity } = signature
  if (report.identityMatches !== false) return []
  const message = `${subjectOf(signature)} is good, and for another reference than the one that is expected`
  return [find('signature-identity', path, message, expectedIdentity, report.claimedIdentity)]
}

const checkManifestSignature = ({ report, because }: FoundManifestSignature): Finding[] => {
  const check = manifestChecksOf[report.verdict]
  if (check === null) return []
  const problem = check === 'signature-invalid' ? 'does not hold' : 'is not checked'
  const message = `the signature that the manifest carries ${problem}${because === null ? '' : `: ${because}`}`
  return [find(check, report.path, message)]
}

/** What the cluster says of each signature, and what was found of it. */
export const checkSignatures: Family = ({ image, signatures, manifestSignatures }: Subject) => [
  ...signatures.flatMap((signature) => [
    ...checkVerdict(signature, image.digestText),
    ...checkIdentity(signature),
    ...(signature.detached ? [] : [...checkConditions(signature), ...checkSignatureName(signature, image)]),
  ]),
  ...manifestSignatures.flatMap(checkManifestSignature),
]
