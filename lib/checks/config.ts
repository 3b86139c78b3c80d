import { isFatal } from '../json/parse.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import { flawFinding } from './flaw-finding.ts'
import type { Family, Subject } from './subject.ts'

const checkBytes = ({ image, proof }: Subject): Finding[] => {
  const { config } = proof
  if (config === null || config.bytes === null) return []
  const path = `${image.root}/dockerImageConfig`
  const { digest, size } = config.verification
  const findings: Finding[] = []
  if (digest !== null && config.computed !== digest)
    findings.push(
      find(
        'config-digest',
        path,
        "the config does not hash to the manifest's config digest",
        digest,
        config.computed,
      ),
    )
  // Without a proven manifest the size is itself derived from claims.
  if (size !== null && size !== config.bytes.length && proof.proven?.manifest)
    findings.push(
      find(
        'config-size',
        path,
        'the config has another length than the manifest says',
        size,
        config.bytes.length,
      ),
    )
  const { malformed = null, flaws = [] } = config.parsed ?? {}
  // What leaves no value to read says itself why.
  if (malformed !== null && !flaws.some(isFatal))
    findings.push(find('config-malformed', path, `the config is no image configuration: ${malformed}`))
  for (const flaw of flaws)
    findings.push(flawFinding(flaw, path, `the config, at ${flaw.path || 'its top'},`, 'config-malformed'))
  return findings
}

/** The config that was read; bytes that hash to something else say nothing about the image. */
const configOf = ({ config }: Subject['proof']) => {
  const digest = config?.verification.digest ?? null
  return digest === null || config?.computed === digest ? config?.parsed?.config : null
}

const checkLayers = ({ image, proof }: Subject): Finding[] => {
  const config = configOf(proof)
  const layers = proof.described.layers?.length
  if (!config || layers === undefined) return []
  const path = `${image.root}/dockerImageConfig`
  const findings: Finding[] = []
  if (config.diffIds !== null && config.diffIds.length !== layers)
    findings.push(
      find(
        'config-layers',
        path,
        'the config has another number of diff_ids than the image has layers',
        layers,
        config.diffIds.length,
      ),
    )
  if (config.historyLayers !== null && config.historyLayers !== layers)
    findings.push(
      find(
        'config-layers',
        path,
        "the config's history made another number of layers than the image has",
        layers,
        config.historyLayers,
      ),
    )
  return findings
}

const checkPlatform = ({ image, proof }: Subject): Finding[] => {
  const config = configOf(proof)
  const stated = image.metadata?.architecture ?? null
  if (!config || stated === null || config.architecture === null || stated === config.architecture) return []
  const path = `${image.root}/dockerImageMetadata/Architecture`
  return [
    find(
      'config-platform',
      path,
      'the metadata says another architecture than the config',
      config.architecture,
      stated,
    ),
  ]
}

/** The configuration blob against the manifest, the layers and the metadata. */
export const checkConfig: Family = (subject) => [
  ...checkBytes(subject),
  ...checkLayers(subject),
  ...checkPlatform(subject),
]
