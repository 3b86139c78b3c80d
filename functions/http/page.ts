import { auditPage } from '../../lib/report/html/audit-page.ts'
import { contentPolicy } from '../../lib/report/html/page.ts'
import { htmlRenderer } from '../../lib/report/html/renderer.ts'
import type { Renderer } from '../../lib/report/renderer.ts'
import { reportedObject } from '../../lib/report/reported.ts'
import { linesOf, reading, type Stored, storedDocument } from './stored.ts'

/** What goes with every page: its own policy, and what a policy inside a page cannot say. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `${contentPolicy}; frame-ancestors 'none'`,
}

/** A report that is stored nowhere, as a page that says how the same request gives all of it. */
export const pageRenderer = (): Renderer => htmlRenderer({ kind: 'accept' })

/**
 * A stored report as a page, written anew: what is stored links what lies beside it in the store.
 * @param address the path of that report here
 */
export async function* storedPage(report: Stored, lines: Stored, address: string): AsyncGenerator<string> {
  const { images: _, ...frame } = storedDocument('ExportReport', report)
  const renderer = htmlRenderer({ kind: 'address', address })
  for await (const line of linesOf(lines))
    reading(lines.key, () => renderer.image(reportedObject(JSON.parse(line))))
  yield reading(report.key, () => renderer.tail(frame))
}

/** A stored audit as a page. */
export async function* storedAuditPage(stored: Stored): AsyncGenerator<string> {
  const audit = storedDocument('AuditReport', stored)
  yield reading(stored.key, () => auditPage(audit, (_exportKey, version) => `/v1/reports/${version}`))
}
