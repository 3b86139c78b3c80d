import { isObject, type JsonObject } from '../json/json.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import type { FoundSignature } from './subject.ts'

type Report = FoundSignature['report']

/** Verdicts that no cluster may call trusted, whenever it looked. An expired one may have been good then. */
const untrustworthy: ReadonlySet<Report['verdict']> = new Set(['invalid', 'malformed', 'revoked'])

const probeTime = ({ lastProbeTime }: JsonObject): number => {
  const time = typeof lastProbeTime === 'string' ? Date.parse(lastProbeTime) : Number.NaN
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time
}

/** The status of the condition that was probed last, as the server reads it; null where there is none of that type. */
const statusOf = (conditions: readonly unknown[], type: string): string | null => {
  const found = conditions.filter(isObject).filter((condition) => condition.type === type)
  if (found.length === 0) return null
  const { status } = found.reduce((one, other) => (probeTime(other) >= probeTime(one) ? other : one))
  return typeof status === 'string' ? status : ''
}

const isSet = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== '' &&
  !(isObject(value) && Object.keys(value).length === 0)

/** What the server lets be set only for a signature that it was told about (openshift-apiserver `ValidateImageSignature`). */
const onlyJudged = ['imageIdentity', 'signedClaims', 'issuedBy', 'issuedTo'] as const

const checkTogether = (path: string, trusted: string | null, forImage: string | null): Finding[] => {
  if ((trusted === null) === (forImage === null)) return []
  const [present, absent] = trusted === null ? ['ForImage', 'Trusted'] : ['Trusted', 'ForImage']
  const message = `the conditions hold ${present} without ${absent}; a cluster sets both or none`
  return [find('signature-condition', `${path}/conditions`, message, 'Trusted and ForImage', present)]
}

const checkTrust = (
  { path, report }: FoundSignature,
  trusted: string | null,
  forImage: string | null,
): Finding[] => {
  const place = `${path}/conditions`
  if (trusted === 'True' && untrustworthy.has(report.verdict)) {
    const message = 'the conditions say that the signature is trusted, and it does not hold'
    return [find('signature-condition', place, message, report.verdict, 'Trusted')]
  }
  if (forImage !== 'True' || report.digestMatches !== false) return []
  const message = 'the conditions say that the signature is for this image, and it is for another'
  return [find('signature-condition', place, message, report.claimedDigest, 'ForImage')]
}

const hexId = /^(?:0x)?([0-9a-f]+)$/i

/** Shorter key IDs are shared by keys that were made to share them (API: "at least 64 lowest bits"). */
const shortestId = 16

/** Whether a key is called `id`, by its fingerprint or at least 64 bits of it. */
const isCalled = ({ keyId, keyFingerprint }: Report, id: string): boolean =>
  keyId === id || keyFingerprint?.endsWith(id) === true

const checkKey = ({ path, report }: FoundSignature): Finding[] => {
  const { issuedBy, issuedTo } = report.claimed
  const named = [
    ['issuedBy/commonName', isObject(issuedBy) ? issuedBy.commonName : null],
    ['issuedTo/publicKeyID', isObject(issuedTo) ? issuedTo.publicKeyID : null],
  ] as const
  return named.flatMap(([field, value]) => {
    const [, hex = ''] = typeof value === 'string' ? (hexId.exec(value) ?? []) : []
    const id = hex.toUpperCase()
    const place = `${path}/${field}`
    if (field === 'issuedTo/publicKeyID' && hex !== '' && hex.length < shortestId) {
      const message = 'the field is too short to name a key; it counts as absent'
      return [find('api-shape', place, message, 'at least 64 bits in hex', hex)]
    }
    if (report.keyId === null || id.length < shortestId || isCalled(report, id)) return []
    const message = 'the cluster names another key than the one that made the signature'
    return [find('signature-condition', place, message, report.keyFingerprint, id)]
  })
}

/** What the cluster says that the signature claims, against what it claims; told only of a signature that holds. */
const checkClaims = ({ path, report }: FoundSignature): Finding[] => {
  if (report.verdict !== 'verified') return []
  const { imageIdentity, signedClaims } = report.claimed
  const findings: Finding[] = []
  if (typeof imageIdentity === 'string' && imageIdentity !== '' && imageIdentity !== report.claimedIdentity) {
    const message = 'the cluster names another reference than the signature does'
    findings.push(
      find('signature-identity', `${path}/imageIdentity`, message, report.claimedIdentity, imageIdentity),
    )
  }
  const claims = [
    ['docker-manifest-digest', report.claimedDigest],
    ['docker-reference', report.claimedIdentity],
  ] as const
  for (const [name, signed] of claims) {
    const told = isObject(signedClaims) ? signedClaims[name] : undefined
    if (typeof told !== 'string' || told === signed) continue
    const message = `the cluster says that the signature claims another ${name} than it does`
    findings.push(find('signature-condition', `${path}/signedClaims/${name}`, message, signed, told))
  }
  return findings
}

/** What the cluster says of a signature against what was found of it. */
export const checkConditions = (signature: FoundSignature): Finding[] => {
  const { path, report } = signature
  const { conditions } = report.claimed
  const trusted = statusOf(conditions, 'Trusted')
  const forImage = statusOf(conditions, 'ForImage')
  const unjudged = trusted === null || trusted === 'Unknown'
  const early = unjudged ? onlyJudged.filter((field) => isSet(report.claimed[field])) : []
  return [
    ...checkTogether(path, trusted, forImage),
    ...checkTrust(signature, trusted, forImage),
    ...early.map((field) => {
      const message = `${field} is set, and no condition says whether the signature is trusted`
      return find('signature-condition', `${path}/${field}`, message, 'nothing', 'a value')
    }),
    ...checkKey(signature),
    ...checkClaims(signature),
  ]
}
