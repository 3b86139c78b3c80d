import { hash } from 'node:crypto'
import type { StoredReport } from '../../store/reports.ts'

/** What stands for a report in the data set: the same sources stored under two names have one version. */
export const reportId = ({ exportKey, version }: Pick<StoredReport, 'exportKey' | 'version'>): string =>
  hash('sha256', `${exportKey}/${version}`, 'hex').slice(0, 32)
