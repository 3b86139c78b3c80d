import type { Finding, Severity } from './finding.ts'
import { policyRows, waivedRow } from './policy-rows.ts'
import { shortened } from './shortened.ts'

/** One thing that is checked: what its finding proves. */
export interface Check {
  readonly id: string
  readonly severity: Severity
  /** What a finding of this check says, in one sentence. */
  readonly says: string
  /** What to do about it. */
  readonly remedy: string
}

const rows = [
  {
    id: 'name-format',
    severity: 'error',
    says: "The object's name is not what its kind demands (STREAM@DIGEST, STREAM:TAG or a digest).",
    remedy: 'Export the object again; a name that no cluster gives was written by hand.',
  },
  {
    id: 'name-digest',
    severity: 'error',
    says: "The digest in the object's name is not the digest of the image inside.",
    remedy: 'Do not trust the pair: export the object again and compare.',
  },
  {
    id: 'reference-digest',
    severity: 'error',
    says: "The pull reference names another digest than the image's.",
    remedy: 'Pull by the digest that was verified, and find out who wrote the reference.',
  },
  {
    id: 'manifest-digest',
    severity: 'error',
    says: 'The manifest bytes in the export do not hash to the digest: they are not the manifest of this image.',
    remedy: 'Fetch the manifest by digest (skopeo inspect --raw) and treat the export as altered.',
  },
  {
    id: 'manifest-malformed',
    severity: 'error',
    says: 'The manifest bytes are no manifest that the specifications allow, or none that a cluster could read.',
    remedy: 'Rebuild or push the image again with a tool that writes valid manifests.',
  },
  {
    id: 'manifest-ambiguous',
    severity: 'error',
    says: 'The manifest can be read as more than one thing, so tools may disagree on what the image is.',
    remedy: 'Do not run it; push the image again with a manifest of exactly one kind.',
  },
  {
    id: 'manifest-duplicate-key',
    severity: 'error',
    says: 'The manifest gives one member twice, exactly or in another spelling that Go reads as the same.',
    remedy: 'Do not run it: the cluster may read other layers than those shown here.',
  },
  {
    id: 'item-duplicate-key',
    severity: 'error',
    says: 'The item or its config gives one member twice, exactly or in another spelling; the member counts as absent.',
    remedy: 'Export the object again with oc; its own output never repeats a member.',
  },
  {
    id: 'config-digest',
    severity: 'error',
    says: "The config's bytes do not hash to the manifest's config digest.",
    remedy:
      'Do not trust environment, labels or entry point shown for this image; fetch the config by its digest.',
  },
  {
    id: 'config-size',
    severity: 'error',
    says: "The config's length is not the size that the manifest gives it.",
    remedy: 'Fetch the config by its digest and compare.',
  },
  {
    id: 'config-malformed',
    severity: 'error',
    says: 'The config is no image configuration.',
    remedy: 'Rebuild the image.',
  },
  {
    id: 'layers-match',
    severity: 'error',
    says: 'dockerImageLayers differs from the layers of the proven manifest.',
    remedy: "Trust the manifest's layers; find out who altered the object.",
  },
  {
    id: 'index-match',
    severity: 'error',
    says: 'dockerImageManifests differs from the entries of the proven index.',
    remedy: "Trust the index's entries; find out who altered the object.",
  },
  {
    id: 'index-child',
    severity: 'error',
    says: 'A manifest in the export contradicts the index entry that names it.',
    remedy:
      'Trust what is proven; if the index is, it was built with a wrong size or platform: build it again.',
  },
  {
    id: 'digest-conflict',
    severity: 'error',
    says: 'One digest is described in two different ways within the export.',
    remedy: 'One of the descriptions is false: look at which image is verified.',
  },
  {
    id: 'field-contradicted',
    severity: 'error',
    says: 'One field is false: with the true value the rebuilt manifest hashes to the digest, as it stands it does not.',
    remedy: 'Trust the true value and the rest; find out who altered the object.',
  },
  {
    id: 'api-shape',
    severity: 'error',
    says: 'A field is not what the API defines: a wrong type, or fields that exclude each other. It counts as absent, and so does a list that it stands in.',
    remedy: 'Export the object again; a cluster does not answer like this.',
  },
  ...policyRows,
  {
    id: 'number-unsafe',
    severity: 'error',
    says: 'A size is not written as a plain whole number up to 2^53-1, so readers may round it differently. It counts as absent, and so does a list that it stands in.',
    remedy: 'Export the object again with oc, without converting it on the way.',
  },
  {
    id: 'signature-invalid',
    severity: 'error',
    says: 'A signature does not hold: it or its text was altered, it is no signature, or its key is revoked.',
    remedy: 'Do not trust the image on account of it; fetch the signature again from where it was signed.',
  },
  {
    id: 'signature-digest',
    severity: 'error',
    says: "A good signature stands with this image and is for another image's digest.",
    remedy: 'Find out who put it there: somebody may want an image to pass for a signed one.',
  },
  {
    id: 'signature-condition',
    severity: 'error',
    says: 'What the cluster says of a signature contradicts what was found of it, or itself.',
    remedy:
      'Trust what was found; run oc adm verify-image-signature again, and find out who wrote the conditions.',
  },
  {
    id: 'manifest-unverifiable',
    severity: 'warning',
    says: 'Nothing proves or contradicts the digest: the bytes are not there and no known form of the fields fits.',
    remedy: 'Give the raw manifest with --evidence (skopeo inspect --raw docker://REFERENCE@DIGEST).',
  },
  {
    id: 'manifest-reserialized',
    severity: 'warning',
    says: 'The bytes do not hash to the digest, but the same content in a known form does.',
    remedy: 'The content is proven; keep manifests byte for byte when exporting.',
  },
  {
    id: 'media-type',
    severity: 'warning',
    says: "dockerImageManifestMediaType disagrees with the proven manifest's own media type.",
    remedy: 'Trust the manifest.',
  },
  {
    id: 'config-layers',
    severity: 'warning',
    says: "The config's diff_ids or history do not fit the number of layers.",
    remedy: 'Rebuild the image: some runtimes refuse it.',
  },
  {
    id: 'config-platform',
    severity: 'warning',
    says: "dockerImageMetadata disagrees with the config's platform.",
    remedy: 'Trust the config.',
  },
  {
    id: 'metadata-size',
    severity: 'warning',
    says: 'dockerImageMetadata.Size is not the sum of the config and the distinct layers.',
    remedy:
      "Trust the report's size.total; quota and usage reports of the cluster are off by the difference.",
  },
  {
    id: 'metadata-id',
    severity: 'warning',
    says: "dockerImageMetadata.Id is not the config's digest (schema 1: the image ID; an index: its own digest).",
    remedy: 'Trust the manifest.',
  },
  {
    id: 'index-child-missing',
    severity: 'warning',
    says: 'A manifest that the index names is neither in the export nor in the evidence.',
    remedy: 'Export Image objects (oc get images -o json) or give the manifest with --evidence.',
  },
  {
    id: 'platform-duplicate',
    severity: 'warning',
    says: 'Two entries of an index are for the same platform: clients take the first.',
    remedy: 'Build the index with one manifest a platform.',
  },
  {
    id: 'layer-foreign',
    severity: 'warning',
    says: 'A layer is not distributed with the image: its bytes come from elsewhere.',
    remedy: 'Make sure that the place it names can be reached where the image runs.',
  },
  {
    id: 'layer-size-unknown',
    severity: 'warning',
    says: 'The size of a layer cannot be known from the export; sums leave it out.',
    remedy: 'Give the raw manifest with --evidence; schema 1 manifests hold no sizes: push the image again.',
  },
  {
    id: 'api-required',
    severity: 'warning',
    says: 'A field that the API requires is missing or null.',
    remedy: 'Old clusters leave fields out; export from a newer one, or ignore it.',
  },
  {
    id: 'api-version',
    severity: 'warning',
    says: 'dockerImageMetadataVersion is neither empty nor 1.0: the metadata may mean something else.',
    remedy: 'Check which program wrote the object.',
  },
  waivedRow,
  {
    id: 'signature-identity',
    severity: 'warning',
    says: 'A good signature is for this digest under another reference than the expected one.',
    remedy: 'Mirrors and tags have names of their own; make sure that this one is yours.',
  },
  {
    id: 'signature-unknown-key',
    severity: 'warning',
    says: 'A signature names a key that is not among those given, so it vouches for nothing yet.',
    remedy:
      'Get that key from its owner, compare its fingerprint, and give it with --keys; see docs/signatures.md.',
  },
  {
    id: 'signature-expired',
    severity: 'warning',
    says: 'A signature has ended by its own word, or its key had when it was made.',
    remedy: 'Have the image signed again; --at judges at another time.',
  },
  {
    id: 'name-abbreviated',
    severity: 'info',
    says: "The name holds only the beginning of the digest; the full one is the image's own name.",
    remedy: 'Ask for the full digest when a name must be unique.',
  },
  {
    id: 'layer-repeated',
    severity: 'info',
    says: 'A layer stands more than once in the image; it is stored once.',
    remedy: 'Nothing.',
  },
  {
    id: 'layer-media-type-absent',
    severity: 'info',
    says: 'dockerImageLayers gives no media types, as in exports of old clusters.',
    remedy: 'Nothing.',
  },
  {
    id: 'attestation',
    severity: 'info',
    says: 'The index carries attestations (SBOM, provenance); they are no platforms and left out of coverage.',
    remedy: 'Nothing.',
  },
  {
    id: 'signature-not-checked',
    severity: 'info',
    says: 'A signature was not checked: no keys were given, or it is of a kind that is not supported.',
    remedy: 'Give the public keys with --keys, or put them under keys/ in the store.',
  },
  {
    id: 'signature-name',
    severity: 'info',
    says: "A signature's name is not what a cluster gives it: the image, and for imported ones the hash of the content.",
    remedy: 'Nothing, unless the cluster should have made it.',
  },
] as const satisfies readonly Check[]

export type CheckId = (typeof rows)[number]['id']

const ranks: readonly Severity[] = ['error', 'warning', 'info']

/** Every check, errors first: the source of `assay checks`, the docs table and every finding's severity. */
export const checks: readonly Check[] = ranks.flatMap((rank) =>
  rows.filter(({ severity }) => severity === rank),
)

const severities = new Map<string, Severity>(rows.map((row) => [row.id, row.severity]))

/** Longer than any claim that a cluster could make: a name has 255 characters at most, a reference some more. */
const longestClaim = 1024

const claimText = (claim: string | number | null): string | null =>
  claim === null ? null : shortened(String(claim), longestClaim)

/** A finding of a check, at the catalogue's severity. */
export const find = (
  check: CheckId,
  path: string,
  message: string,
  expected: string | number | null = null,
  actual: string | number | null = null,
): Finding => ({
  check,
  severity: severities.get(check) as Severity,
  path,
  message,
  expected: claimText(expected),
  actual: claimText(actual),
})
