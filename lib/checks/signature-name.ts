import type { Image } from '../image/image.ts'
import { isObject } from '../json/json.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import type { FoundSignature } from './subject.ts'

/** What the import controller puts on the signatures that it fetches (openshift-controller-manager `signature`). */
const managedAnnotation = 'image.openshift.io/managed-signature'

const contentHash = /^[0-9a-f]{64}$/

const isManaged = (signature: unknown): boolean => {
  const { metadata } = isObject(signature) ? signature : {}
  const { annotations } = isObject(metadata) ? metadata : {}
  return isObject(annotations) && annotations[managedAnnotation] === 'true'
}

/** `IMAGE@SUFFIX`; where the import controller made the signature, the suffix is the SHA-256 of its content. */
export const checkSignatureName = (signature: FoundSignature, image: Image): Finding[] => {
  const { report, path, index } = signature
  const place = `${path}/metadata/name`
  const { name } = report
  const owner = image.innerName ?? image.digestText
  const at = name?.indexOf('@') ?? -1
  if (name === null || at <= 0 || at === name.length - 1 || at !== name.lastIndexOf('@'))
    return [find('signature-name', place, 'the signature is not named IMAGE@NAME', 'IMAGE@NAME', name)]
  const imageName = name.slice(0, at)
  const suffix = name.slice(at + 1)
  if (owner !== null && imageName !== owner)
    return [find('signature-name', place, 'the signature is named after another image', owner, imageName)]
  if (signature.contentHash === null || suffix === signature.contentHash) return []
  if (!contentHash.test(suffix) && !isManaged(image.signatures[index])) return []
  const message =
    'the signature is not named by the hash of its content, as the cluster names what it imports'
  return [find('signature-name', place, message, signature.contentHash, suffix)]
}
