import type { EntryClaim } from '../image/image.ts'
import type { Entry } from '../manifest/manifest.ts'
import { type DescribedEntry, platformText } from '../verify/described.ts'
import { isAttestation } from '../verify/rebuild-index.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import type { ChildClaims, Family, Subject } from './subject.ts'

const entryText = (entry: EntryClaim): string =>
  [entry.digest, entry.size === null ? null : `${entry.size} bytes`, entry.mediaType, platformText(entry)]
    .filter((part) => part !== null)
    .join(', ')

const same = (claim: EntryClaim, truth: Entry): boolean =>
  claim.digest === truth.digest &&
  (claim.size === null || claim.size === truth.size) &&
  (claim.mediaType === null || claim.mediaType === truth.mediaType) &&
  claim.os === truth.os &&
  claim.architecture === truth.architecture &&
  claim.variant === truth.variant

const checkMatch = ({ image, proof }: Subject): Finding[] => {
  const manifest = proof.proven?.manifest
  const claims = image.entries
  if (manifest?.type !== 'index' || claims === null) return []
  const path = `${image.root}/dockerImageManifests`
  if (claims.length !== manifest.entries.length)
    return [
      find(
        'index-match',
        path,
        'the object lists another number of manifests than the index has',
        manifest.entries.length,
        claims.length,
      ),
    ]
  return claims.flatMap((claim, i) => {
    const truth = manifest.entries[i] as Entry
    if (same(claim, truth)) return []
    return [
      find(
        'index-match',
        `${path}/${i}`,
        'the entry is not that of the proven index',
        entryText(truth),
        entryText(claim),
      ),
    ]
  })
}

const contradictions = (
  entry: EntryClaim,
  child: ChildClaims,
): { what: string; expected: string | number; actual: string | number }[] =>
  [
    { what: 'size', expected: entry.size, actual: child.bytes },
    { what: 'media type', expected: entry.mediaType, actual: child.mediaType },
    { what: 'architecture', expected: entry.architecture, actual: child.architecture },
    { what: 'operating system', expected: entry.os, actual: child.os },
    { what: 'variant', expected: entry.variant, actual: child.variant },
  ].flatMap(({ what, expected, actual }) =>
    expected !== null && actual !== null && expected !== actual ? [{ what, expected, actual }] : [],
  )

const checkChildren = ({ image, proof, children }: Subject): Finding[] => {
  const path = `${image.root}/dockerImageManifests`
  return proof.described.entries.flatMap((entry, i) => {
    if (isAttestation(entry)) return []
    const child = children.get(entry.digest)
    if (child === undefined)
      return [
        find(
          'index-child-missing',
          `${path}/${i}`,
          'the manifest is not in the export',
          entry.digest,
          'nothing',
        ),
      ]
    return contradictions(entry, child).map(({ what, expected, actual }) =>
      find(
        'index-child',
        `${path}/${i}`,
        `the entry says another ${what} than the manifest ${entry.digest} has`,
        expected,
        actual,
      ),
    )
  })
}

/** What tells two entries apart; null where the export cannot: it drops the version of Windows. */
const platformKey = (entry: DescribedEntry): string | null => {
  const text = platformText(entry)
  if (entry.os !== 'windows') return text
  return entry.osVersion ? `${text} ${entry.osVersion}` : null
}

const checkCoverage = ({ image, proof }: Subject): Finding[] => {
  const path = `${image.root}/dockerImageManifests`
  const findings: Finding[] = []
  const first = new Map<string, number>()
  let attestations = 0
  proof.described.entries.forEach((entry, i) => {
    if (isAttestation(entry)) attestations++
    if (isAttestation(entry) || (entry.os === null && entry.architecture === null)) return
    const key = platformKey(entry)
    if (key === null) return
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, i)
    else
      findings.push(
        find('platform-duplicate', `${path}/${i}`, `entry ${earlier} is for the same platform`, null, key),
      )
  })
  if (attestations > 0)
    findings.push(
      find(
        'attestation',
        path,
        attestations === 1
          ? 'one entry is an attestation and no platform'
          : `${attestations} entries are attestations and no platforms`,
      ),
    )
  return findings
}

/** `dockerImageManifests` against the proven index and the manifests that it names. */
export const checkIndex: Family = (subject) =>
  subject.proof.described.type === 'index'
    ? [...checkMatch(subject), ...checkChildren(subject), ...checkCoverage(subject)]
    : []
