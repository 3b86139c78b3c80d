import { algorithmOf, type Digest, digestBytes, matchesDigest } from '../digest.ts'
import type { Image } from '../image/image.ts'
import { canonicalJson } from '../json/canonical.ts'
import type { JsonObject } from '../json/json.ts'
import type { Limits } from '../limits.ts'
import type { ParsedManifest } from '../manifest/manifest.ts'
import { parseManifest, parseRebuilt, withoutSignatures } from '../manifest/parse.ts'
import { isSigned, signedPayload, signsWhatStands } from '../manifest/schema1.ts'
import { proveConfig } from './config.ts'
import { describeImage } from './describe.ts'
import type { Evidence } from './evidence.ts'
import type { ManifestProof, Proof } from './proof.ts'
import { reconstruct } from './reconstruct.ts'
import { reserialize } from './reserialize.ts'
import type { Verification } from './verification.ts'

const unproven: Verification = {
  verdict: 'unverifiable',
  proof: null,
  computed: null,
  bytes: null,
  form: null,
  reason: null,
}

const nothingKnown: ManifestProof = {
  verification: unproven,
  proven: null,
  provenBy: null,
  given: null,
  givenDigest: null,
  accident: null,
  truncatedAt: null,
  signedDiffers: false,
  stop: null,
  contradiction: null,
  tried: [],
}

/** The export's own bytes as the digest sees them. */
interface Given {
  readonly parsed: ParsedManifest
  readonly signedDiffers: boolean
  /** What they hash to, by the digest's algorithm, where that is known already. */
  readonly computed: Digest | null
}

/** For a signed schema 1 manifest, what was signed: its digest leaves the signatures out. */
const readGiven = (bytes: Buffer, digest: Digest | null, limits: Limits): Given => {
  const parsed = parseManifest(bytes, limits)
  const { value, manifest } = parsed
  const whole = { parsed, signedDiffers: false, computed: null }
  const payload = value !== null && isSigned(value) ? signedPayload(bytes, value) : null
  if (value === null || payload === null) return whole
  // Nearly all are: read once, compared with nothing and hashed once, a signed manifest takes a third of the time.
  if (manifest !== null && payload.length < bytes.length && signsWhatStands(bytes, payload)) {
    const computed = digest === null ? null : digestBytes(payload, algorithmOf(digest))
    if (digest === null || computed === digest || !matchesDigest(bytes, digest))
      return {
        parsed: withoutSignatures(payload, { ...parsed, value, manifest }),
        signedDiffers: false,
        computed,
      }
  }
  if (digest !== null && matchesDigest(bytes, digest)) return whole
  return readSigned(payload, parsed, value, digest, limits)
}

/** A payload that may say something else than the text around it. */
const readSigned = (
  payload: Buffer,
  parsed: ParsedManifest,
  value: JsonObject,
  digest: Digest | null,
  limits: Limits,
): Given => {
  const signed = parseManifest(payload, limits)
  // Lengths that cut the text into no JSON: it was rewritten after it was signed.
  if (signed.value === null && (digest === null || !matchesDigest(payload, digest)))
    return { parsed, signedDiffers: false, computed: null }
  const { signatures: _, ...visible } = value
  // A signature names the bytes that it covers: they could be another manifest than the one that readers see.
  const signedDiffers = signed.value === null || canonicalJson(signed.value) !== canonicalJson(visible)
  const problems = [
    ...new Map([...parsed.problems, ...signed.problems].map((p) => [p.check + p.path, p])).values(),
  ]
  return {
    parsed: { ...signed, problems, manifest: parsed.unambiguous ? signed.manifest : null },
    signedDiffers,
    computed: null,
  }
}

const verified = (proven: ParsedManifest, digest: Digest, part: Partial<Verification>): Verification => ({
  ...unproven,
  verdict: 'verified',
  computed: digest,
  bytes: proven.bytes.length,
  ...part,
})

/** The true manifest from beside or behind the export's bytes: evidence first, then the export's own fields. */
const findTruth = async (image: Image, digest: Digest, evidence: Evidence, limits: Limits) => {
  const found = await evidence.get(digest)
  if (found !== null)
    return { provenBy: 'evidence', form: null, proven: parseManifest(found, limits) } as const
  const rebuilt = reconstruct(image, digest, limits)
  if (rebuilt.hit === null) return { provenBy: null, reason: rebuilt.reason, stop: rebuilt.stop } as const
  const { bytes, form, read } = rebuilt.hit
  return { provenBy: 'reconstructed', form, proven: read ?? parseRebuilt(bytes, limits) } as const
}

const proveGiven = async (
  image: Image,
  digest: Digest,
  { parsed: given, signedDiffers, computed: hashed }: Given,
  evidence: Evidence,
  limits: Limits,
): Promise<ManifestProof> => {
  const computed = hashed ?? digestBytes(given.bytes, algorithmOf(digest))
  const found = { ...nothingKnown, given, givenDigest: computed, signedDiffers }
  if (computed === digest) {
    const verification = verified(given, digest, { proof: 'embedded' })
    const proven = signedDiffers ? { ...given, manifest: null } : given
    return { ...found, verification, proven, provenBy: 'embedded' }
  }
  const undone = signedDiffers ? null : reserialize(given, digest, limits)
  if (undone !== null) {
    const proven = parseManifest(undone.bytes, limits)
    const verification = verified(proven, digest, { proof: 'reserialized', form: undone.form })
    return { ...found, verification, proven, provenBy: 'reserialized', accident: undone.accident }
  }
  const verification: Verification = {
    ...unproven,
    verdict: 'mismatch',
    computed,
    bytes: given.bytes.length,
    reason: 'bytes-differ',
  }
  const truth = await findTruth(image, digest, evidence, limits)
  if (truth.provenBy === null) return { ...found, verification }
  const { proven, provenBy } = truth
  const begins =
    given.bytes.length < proven.bytes.length &&
    proven.bytes.subarray(0, given.bytes.length).equals(given.bytes)
  const truncatedAt = begins ? given.bytes.length : null
  return { ...found, verification, proven, provenBy, truncatedAt }
}

const proveBlanked = async (
  image: Image,
  digest: Digest,
  evidence: Evidence,
  limits: Limits,
): Promise<ManifestProof> => {
  const truth = await findTruth(image, digest, evidence, limits)
  if (truth.provenBy === null) {
    const { reason, stop } = truth
    return { ...nothingKnown, verification: { ...unproven, reason }, stop }
  }
  const { proven, provenBy, form } = truth
  return {
    ...nothingKnown,
    verification: verified(proven, digest, { proof: provenBy, form }),
    proven,
    provenBy,
  }
}

const climb = async (image: Image, evidence: Evidence, limits: Limits): Promise<ManifestProof> => {
  const { digest, digestText, manifestBytes } = image
  const given = manifestBytes === null ? null : readGiven(manifestBytes, digest, limits)
  if (digest === null) {
    const reason = digestText === null ? 'digest-absent' : 'digest-unsupported'
    return { ...nothingKnown, verification: { ...unproven, reason }, given: given?.parsed ?? null }
  }
  // Bytes are there, so nothing beside them may decide.
  if (image.manifestAmbiguous)
    return { ...nothingKnown, verification: { ...unproven, reason: 'manifest-ambiguous' } }
  return given === null
    ? proveBlanked(image, digest, evidence, limits)
    : proveGiven(image, digest, given, evidence, limits)
}

/** What follows from a manifest, proven or not: the config's proof, and what the image is. */
export const completed = async (
  image: Image,
  manifest: ManifestProof,
  evidence: Evidence,
  limits: Limits,
): Promise<Proof> => {
  const config = await proveConfig(image, manifest, evidence, limits)
  return { ...manifest, config, described: describeImage(image, manifest, config) }
}

/**
 * Climbs the ladder of proof (docs/proof.md, "What is proven"): the export's bytes as they stand, their content in a
 * known form, bytes given beside the export, a manifest rebuilt from the export's fields. Only a hash decides.
 * @throws AssayError when evidence cannot be read; what is wrong with the image is in the proof
 */
export const proveManifest = async (image: Image, evidence: Evidence, limits: Limits): Promise<Proof> =>
  completed(image, await climb(image, evidence, limits), evidence, limits)
