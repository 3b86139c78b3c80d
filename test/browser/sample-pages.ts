import { createReadStream, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { pathToFileURL } from 'node:url'
import { reportSources } from '../../lib/assay.ts'
import { auditPage } from '../../lib/report/html/audit-page.ts'
import { indexPage } from '../../lib/report/html/index-page.ts'
import { htmlRenderer } from '../../lib/report/html/renderer.ts'
import { samples } from '../functions/run-cli.ts'
import { manyReports } from '../report/html/fleet.ts'
import { hostileReports } from '../report/html/hostile.ts'
import { rendered } from '../report/html/rendered.ts'
import { sampleAudit } from '../report/html/sample-audit.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-pages-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const pageOf = async (names: readonly string[]): Promise<string> => {
  const renderer = htmlRenderer({ kind: 'beside' })
  const reports = reportSources(
    names.map((name) => ({ name, open: () => createReadStream(join(samples, name)) })),
  )
  for (;;) {
    const step = await reports.next()
    if (step.done) return renderer.tail(step.value.frame)
    for (const reported of step.value) renderer.image(reported)
  }
}

/** Every kind of page, by name. */
const texts: Readonly<Record<string, () => Promise<string>>> = {
  export: () => pageOf(readdirSync(samples).toSorted()),
  image: () => pageOf(['blanked-imagestreamimage.json']),
  mismatch: () => pageOf(['tampered-image.json']),
  hostile: async () => rendered(hostileReports()),
  large: async () => rendered(manyReports(3000)),
  nothing: async () => rendered([]),
  audit: async () => auditPage(sampleAudit()),
  'empty audit': async () => auditPage(sampleAudit({ answers: {}, reports: 0 })),
  index: async () =>
    indexPage({
      reports: ['prod/images.json.gz', 'stage/images.json.gz', 'lab/tags.json'].map((name, at) => ({
        name,
        version: `${at}`.repeat(32),
        href: 'reports/x/report.html',
        stored: new Date(Date.UTC(2026, 0, 30 - at)),
      })),
      audit: { href: 'audits/latest.html', report: sampleAudit() },
      at: '2026-01-30T02:00:00.000Z',
    }),
}

export const pageNames: readonly string[] = Object.keys(texts)

const made = new Map<string, string>()

/** The URL of such a page, in a file. */
export const pageUrl = async (name: string): Promise<string> => {
  const known = made.get(name)
  if (known !== undefined) return known
  const file = join(folder, `${name.replaceAll(' ', '-')}.html`)
  writeFileSync(file, (await texts[name]?.()) ?? '')
  const url = pathToFileURL(file).href
  made.set(name, url)
  return url
}
