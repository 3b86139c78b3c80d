import * as v from 'valibot'

/** The beginning of pull references: a registry, or a repository, or folders of one. */
const beginning = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(
      /^[a-zA-Z0-9.-]+(?::[0-9]+)?(?:\/[a-z0-9._-]+)*$/,
      'write REGISTRY or REGISTRY/REPOSITORY, or whole parts of one, without tag and digest',
    ),
    v.description(description),
  )

const renamed = v.pipe(
  v.strictObject({
    prefix: beginning('How pull references begin here, by whole parts: the registry of a mirror.'),
    signedPrefix: beginning('What stood there when the image was signed.'),
  }),
  v.description(
    'A signature counts only if it was made for the name that the image has, with `signedPrefix` in place of `prefix`. A name that begins in another way stays as it is.',
  ),
)

/** The name that a signature must have been made for. */
export const signedAs = v.pipe(
  v.union([v.picklist(['matching', 'any']), renamed]),
  v.description(
    '`matching`: a signature counts only if it was made for the name that the image has. `any`: whatever name it was made for.',
  ),
)
export type SignedAs = v.InferOutput<typeof signedAs>

/** The reference that an image must be signed as (containers-policy.json(5), `remapIdentity`); null where nothing tells. */
export const expectedIdentity = (
  identity: Exclude<SignedAs, 'any'>,
  reference: string | null,
): string | null => {
  if (identity === 'matching' || reference === null) return reference
  const { prefix, signedPrefix } = identity
  const rest = reference.startsWith(prefix) ? reference.slice(prefix.length) : null
  return rest !== null && /^(?:[/:@]|$)/.test(rest) ? `${signedPrefix}${rest}` : reference
}
