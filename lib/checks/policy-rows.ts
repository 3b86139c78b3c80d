/**
 * What a policy finds (lib/policy): the severity here is that of a rule that names none. Checks themselves find none
 * of these.
 */
export const policyRows = [
  {
    id: 'policy-platforms',
    severity: 'error',
    says: 'The index, or the single image of a stream, does not cover a platform that the policy requires.',
    remedy: 'Build the image for that platform too and push an index of all of them.',
  },
  {
    id: 'policy-size',
    severity: 'error',
    says: 'The image is larger than the policy allows, or its size cannot be told.',
    remedy: 'Build a smaller image; where a size is not known, give the raw manifest with --evidence.',
  },
  {
    id: 'policy-layers',
    severity: 'error',
    says: 'The image has more layers than the policy allows, or their number cannot be told.',
    remedy: 'Join build steps, or build in stages.',
  },
  {
    id: 'policy-manifest-proof',
    severity: 'error',
    says: 'The manifest is not proven, or by another proof than the policy accepts.',
    remedy: 'Give the raw manifest with --evidence.',
  },
  {
    id: 'policy-config-proof',
    severity: 'error',
    says: 'The config is not proven, or by another proof than the policy accepts.',
    remedy: 'Give the config with --evidence (skopeo inspect --raw --config docker://REFERENCE@DIGEST).',
  },
  {
    id: 'policy-signer',
    severity: 'error',
    says: 'No verified signature is of a key that the policy requires.',
    remedy: 'Have the image signed with one of the keys; a signature counts only once it was verified.',
  },
  {
    id: 'policy-registry',
    severity: 'error',
    says: 'The image comes from a repository that the policy does not allow, or nothing says where it comes from.',
    remedy: 'Copy the image into an allowed repository and import it from there.',
  },
  {
    id: 'policy-age',
    severity: 'error',
    says: 'The image is older than the policy allows, or nothing says how old it is; reports do not judge it.',
    remedy: 'Build the image again on a base that is up to date.',
  },
  {
    id: 'policy-media-type',
    severity: 'error',
    says: 'The manifest or a layer is of a media type that the policy forbids.',
    remedy: 'Build or convert the image with a tool that writes another (skopeo copy --format v2s2 or oci).',
  },
  {
    id: 'policy-waiver-expired',
    severity: 'error',
    says: 'The image breaks a rule that was waived for it until a time that has passed.',
    remedy: 'Mend the image and take the waiver out of the policy, or give the waiver a new time and reason.',
  },
] as const

/** Of a violation that the policy waives; always at this severity. */
export const waivedRow = {
  id: 'policy-waived',
  severity: 'info',
  says: 'The image breaks a rule of the policy, which waives it for a while.',
  remedy: 'Mend the image before the waiver expires.',
} as const
