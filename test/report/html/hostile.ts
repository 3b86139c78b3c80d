import type { ReportFrame } from '../../../lib/report/renderer.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { findingOf, frameOf, imageReport, mismatch } from '../sample-report.ts'
import { frameFor } from './fleet.ts'

/** What would do harm as markup, or hide or turn what is read. */
export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '\u202egpj.exe',
  '</style><style>*{display:none}',
  'x'.repeat(10_000),
  ']]><!--',
  '\u0000\u001b[31m',
]

/** An image that has this text wherever an export can put one. */
export const hostileReport = (text: string): ImageReport =>
  mismatch({
    name: text,
    namespace: text,
    stream: text,
    tag: text,
    digest: text,
    reference: text,
    mediaType: text,
    path: text,
    verification: { ...mismatch().verification, computed: text, form: text },
    config: { digest: text, size: 1, verdict: 'mismatch', proof: null },
    layers: [{ digest: text, size: 1, mediaType: text }],
    platforms: [
      {
        ...(imageReport().platforms[0] as ReturnType<typeof imageReport>['platforms'][number]),
        platform: text,
        digest: text,
      },
    ],
    signatures: [
      {
        name: text,
        type: text,
        verdict: 'invalid',
        keyId: text,
        keyFingerprint: text,
        expires: text,
        claimedKeyId: text,
        claimedDigest: text,
        claimedIdentity: text,
        digestMatches: false,
        identityMatches: null,
        claimed: {
          conditions: [],
          issuedBy: null,
          issuedTo: null,
          created: null,
          imageIdentity: null,
          signedClaims: null,
        },
      },
    ],
    findings: [findingOf({ check: text, path: text, message: text, expected: text, actual: text })],
  })

export const hostileReports = (): ImageReport[] => hostileTexts.map(hostileReport)

/** The frame of a report of such images, with the text wherever it can stand. */
export const hostileFrame = (reports: readonly ImageReport[], text: string): ReportFrame => ({
  ...frameFor(reports),
  ...frameOf({
    sources: [{ name: text, sha256: text, bytes: 1, compression: 'none', format: 'json', documents: 1 }],
    rejected: [{ source: 0, document: 0, path: text, code: text, message: text }],
    summary: {
      images: reports.length,
      verdicts: { verified: 0, mismatch: reports.length, unverifiable: 0 },
      conflicts: [{ digest: text, path: text, values: [text], images: [text] }],
      wanted: { manifests: [text], more: 0 },
    },
  }),
})
