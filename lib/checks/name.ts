import { isDigest } from '../digest.ts'
import { abbreviates, referenceDigestText } from '../image/name.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import type { Family } from './subject.ts'

const namePath = '/metadata/name'

/** Names and references against the image's digest (openshift-apiserver `ParseImageStreamImageName`). */
export const checkName: Family = ({ image }) => {
  const findings: Finding[] = []
  const { name, digestText, reference, root } = image
  if (name?.problem)
    findings.push(find('name-format', namePath, `the name is malformed: ${name.problem}`, null, name.text))
  const inner = image.innerName
  if (root !== '' && inner !== null && !isDigest(inner))
    findings.push(
      find(
        'name-format',
        `${root}/metadata/name`,
        'the image is not named by a digest',
        'algorithm:hex',
        inner,
      ),
    )
  if (digestText !== null && name?.id && name.id !== digestText && (name.digest !== null || !name.problem)) {
    if (name.digest === null && abbreviates(name.id, digestText))
      findings.push(
        find(
          'name-abbreviated',
          namePath,
          'the name holds the beginning of the digest only',
          digestText,
          name.id,
        ),
      )
    else
      findings.push(
        find('name-digest', namePath, 'the name says another digest than the image has', digestText, name.id),
      )
  }
  const referred = reference === null ? null : referenceDigestText(reference)
  if (digestText !== null && referred !== null && referred !== digestText)
    findings.push(
      find(
        'reference-digest',
        `${root}/dockerImageReference`,
        'the reference says another digest than the image has',
        digestText,
        referred,
      ),
    )
  return findings
}
