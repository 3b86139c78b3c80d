import type { ReportVersion } from '../../lib/store/layout.ts'

/** Where a stored report is. */
export const reportAddress = (version: ReportVersion): string => `/v1/reports/${version}`
