import { manifestType } from '../image/media-type.ts'
import type { ProofKind, Reason } from '../verify/verification.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import { firstDifference } from './first-difference.ts'
import type { Family, Subject } from './subject.ts'

/** What an unverifiable image lacks, for people. */
const unverifiable: Record<Reason, string> = {
  'digest-absent': 'nothing in the item names a digest',
  'digest-unsupported': 'the digest is of an algorithm that cannot be recomputed here',
  'manifest-absent': 'the export holds neither the manifest nor all the fields that it could be rebuilt from',
  'schema1-manifest-absent':
    'the export does not hold the manifest, and a schema 1 manifest cannot be rebuilt: its history is gone',
  'reconstruction-inconclusive':
    'the export does not hold the manifest, and no known serialization of its fields hashes to the digest',
  'bytes-differ': 'the manifest bytes do not hash to the digest',
  'manifest-ambiguous':
    'the export gives the manifest twice or in two spellings, and which one counts is open',
  'field-contradicted': 'a field is false',
}

/** Where the truth stands for bytes that contradict it. */
const truths: Partial<Record<ProofKind, string>> = {
  evidence: 'the true manifest is in the evidence',
  reconstructed: "the true manifest was rebuilt from the export's other fields",
}

const stopped = ({ stop }: Subject['proof']): string[] =>
  stop === null
    ? []
    : [
        `the search was stopped after ${stop.written} bytes, at the limit rebuiltBytes of ${stop.limit} (--limit rebuiltBytes=VALUE sets it)`,
      ]

/** Where the bytes in the export leave the truth, once both are known. */
const differenceOf = ({ given, proven }: Subject['proof']): string | null =>
  given === null || given.value === null || proven === null || proven.value === null
    ? null
    : firstDifference(proven.value, given.value)

const checkVerdict = ({ image, proof }: Subject): Finding[] => {
  const path = `${image.root}/dockerImageManifest`
  const { verdict, computed, reason, form } = proof.verification
  if (verdict === 'unverifiable')
    return [
      find(
        'manifest-unverifiable',
        path,
        [reason === null ? 'not verifiable' : unverifiable[reason], ...stopped(proof), ...proof.tried].join(
          '; ',
        ),
        image.digestText,
      ),
    ]
  if (proof.contradiction !== null) {
    const { path: field, what, expected, actual } = proof.contradiction
    const message = `${what} is false: with the true value the manifest, rebuilt as ${form ?? ''}, hashes to the digest, which proves everything in it`
    return [find('field-contradicted', image.root + field, message, expected, actual)]
  }
  if (verdict === 'mismatch') {
    const parts = ['the manifest bytes do not hash to the digest']
    if (proof.truncatedAt !== null)
      parts.push(`they are the true manifest truncated at byte ${proof.truncatedAt}`)
    const truth = proof.provenBy === null ? undefined : truths[proof.provenBy]
    if (truth !== undefined) parts.push(truth)
    const difference = differenceOf(proof)
    if (difference !== null) parts.push(difference)
    return [find('manifest-digest', path, parts.join('; '), image.digestText, computed)]
  }
  if (proof.accident === null || proof.given === null) return []
  const message = `the bytes in the export ${proof.accident}; undone (${form ?? ''}), they hash to the digest`
  return [find('manifest-reserialized', path, message, image.digestText, proof.givenDigest)]
}

/** The bytes that are judged: what undoing an accident mends is told by its own warning. */
const readOf = ({ provenBy, given, proven }: Subject['proof']) =>
  provenBy === 'reserialized' ? proven : (given ?? proven)

const checkProblems = ({ image, proof }: Subject): Finding[] => {
  const path = `${image.root}/dockerImageManifest`
  const findings = (readOf(proof)?.problems ?? []).map(({ check, path: inside, message, expected, actual }) =>
    find(check, path, inside === '' ? message : `${message}, at ${inside} of the manifest`, expected, actual),
  )
  if (proof.signedDiffers)
    findings.push(
      find(
        'manifest-ambiguous',
        path,
        "what the manifest's signature covers is not the manifest that stands around it",
      ),
    )
  return findings
}

/** Bytes that name one shape and an object that names another: who goes by the object reads another manifest. */
const checkShapes = ({ image, proof }: Subject): Finding[] => {
  const read = readOf(proof)
  const own = read?.value?.mediaType
  if (typeof own !== 'string' || read?.problems.some(({ check }) => check === 'manifest-ambiguous')) return []
  const ownShape = manifestType(own)?.shape
  const statedShape = manifestType(image.mediaType)?.shape
  if (ownShape === undefined || statedShape === undefined || ownShape === statedShape) return []
  const path = `${image.root}/dockerImageManifestMediaType`
  const message = `the manifest's own media type says ${ownShape}, the object's says ${statedShape}`
  return [find('manifest-ambiguous', path, message, own, image.mediaType)]
}

const checkMediaType = (subject: Subject): readonly Finding[] => {
  const { image, proof } = subject
  const ambiguous = checkShapes(subject)
  const manifest = proof.proven?.manifest ?? null
  const stated = image.mediaType
  if (ambiguous.length > 0 || manifest === null || stated === null) return ambiguous
  const shape = manifestType(stated)?.shape
  // The API says v1+json of signed schema 1 manifests too.
  const fits =
    manifest.mediaType === null || manifest.type === 'schema1'
      ? shape === manifest.type
      : manifest.mediaType === stated
  if (fits) return []
  const path = `${image.root}/dockerImageManifestMediaType`
  const expected = manifest.mediaType ?? `a media type of ${manifest.type}`
  return [find('media-type', path, 'the media type is not that of the proven manifest', expected, stated)]
}

/** The verdict on the manifest, and what its bytes are like. */
export const checkManifest: Family = (subject) => [
  ...checkVerdict(subject),
  ...checkProblems(subject),
  ...checkMediaType(subject),
]
