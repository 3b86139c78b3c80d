/** What breaks a policy computed plainly, image by image: what the SQL must say too. */
import { auditImage } from '../../lib/policy/judge.ts'
import { covers } from '../../lib/policy/platform.ts'
import { requiredPlatforms } from '../../lib/policy/required-platforms.ts'
import type { Policy } from '../../lib/policy/schema.ts'
import type { ManyExport } from './many.ts'
import { ordered, type PlainRow } from './plain.ts'

const worst = ['error', 'warning', 'info']

/** The answers that rest on the policy, by name; `findings` in full. */
export const plainPolicy = (
  exports: readonly ManyExport[],
  policy: Policy,
  at: Date,
): Readonly<Record<string, PlainRow[]>> => {
  const images = exports.flatMap(({ name, images: held }) =>
    held.map((image, index) => ({ ...image, cluster: name.split('/')[0] ?? '', export_key: name, index })),
  )
  const broken = images.flatMap((image) =>
    auditImage(image, policy, at).map((violation) => ({ image, violation })),
  )
  const counted = (
    some: readonly { readonly check: string; readonly severity: string; readonly of: string }[],
  ) =>
    [...Map.groupBy(some, ({ check, severity }) => JSON.stringify([check, severity]))].map(([key, alike]) => {
      const [check = '', severity = ''] = JSON.parse(key)
      return { check, severity, findings: alike.length, images: new Set(alike.map(({ of }) => of)).size }
    })
  const found = broken.map(({ image, violation: { check, severity } }) => ({
    check,
    severity,
    of: `${image.export_key} ${image.index}`,
  }))
  const said = images.flatMap((image) =>
    image.findings.map(({ check, severity }) => ({
      check,
      severity,
      of: `${image.export_key} ${image.index}`,
    })),
  )
  const streams = Map.groupBy(images, ({ cluster, namespace, stream }) =>
    JSON.stringify([cluster, namespace, stream]),
  )
  return {
    findings: ordered(counted([...said, ...found]), 'severity', '-findings', 'check'),
    policy: ordered(
      counted(found).map((row) => ({ ...row, was_images: null })),
      'severity',
      '-findings',
      'check',
    ),
    violations: ordered(
      broken.map(({ image, violation: { severity, check, path, message, expected, actual } }) => {
        const { cluster, namespace, stream, tag, name, digest, export_key, index } = image
        const rank = worst.indexOf(severity)
        const row = {
          severity,
          check,
          cluster,
          namespace,
          stream,
          tag,
          name,
          digest,
          message,
          expected,
          actual,
        }
        return { ...row, export_key, rank, index, path }
      }),
      'rank',
      'check',
      'cluster',
      'namespace',
      'stream',
      'tag',
      'name',
      'digest',
      'export_key',
      'index',
      'path',
      'message',
    )
      .slice(0, 1000)
      .map(({ rank: _rank, index: _index, path: _path, ...row }) => row),
    'coverage-gaps': ordered(
      [...streams].flatMap(([key, some]) => {
        const [cluster = '', namespace = null, stream = ''] = JSON.parse(key)
        const given = some.flatMap(({ platforms }) => platforms)
        return requiredPlatforms(policy, { namespace, stream })
          .filter((platform) => !given.some((one) => covers(one, platform)))
          .map((platform) => ({ cluster, namespace, stream, platform }))
      }),
      'cluster',
      'namespace',
      'stream',
      'platform',
    ).slice(0, 1000),
  }
}
