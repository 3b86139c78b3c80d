import type { Severity } from '../../lib/checks/finding.ts'
import type { ReportFrame } from '../../lib/report/renderer.ts'
import type { Reported } from '../../lib/report/reported.ts'
import { type Call, optionOf } from './parse.ts'

export const exitCodes = {
  fine: 0,
  findings: 1,
  failure: 2,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What each says of a call, as `--help` and the README tell it. */
export const exitStatus: Readonly<Record<ExitCode, string>> = {
  [exitCodes.fine]: 'nothing at or above --fail-on',
  [exitCodes.findings]: 'findings at or above --fail-on',
  [exitCodes.failure]:
    'the call is wrong, or something in the input was rejected or unusable: each is named on standard error, the rest still reported',
  [exitCodes.hungUp]: 'the terminal was closed (SIGHUP)',
  [exitCodes.interrupted]: 'interrupted',
  [exitCodes.terminated]: 'told to end (SIGTERM)',
}

/** What ends a process from outside, each with its exit status as shells give it: 128 and the signal's number. */
export const interrupts = {
  SIGHUP: exitCodes.hungUp,
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
} as const
export type InterruptStatus = (typeof interrupts)[keyof typeof interrupts]

const failOnValues = ['error', 'warning', 'never'] as const
export type FailOn = (typeof failOnValues)[number]

/** The severities that count for the exit status. */
export const counting: Readonly<Record<FailOn, readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  never: [],
}

export const failOnOf = (call: Call): FailOn =>
  failOnValues.find((value) => value === optionOf(call, 'fail-on')) ?? 'error'

/** Whether there is a finding from which on the exit status is 1. */
export const countsAsFindings = (findings: Readonly<Record<Severity, number>>, failOn: FailOn): boolean =>
  counting[failOn].some((severity) => findings[severity] > 0)

/** Watches a report go by for its exit status (README.md, "Commands and options"). */
export const statusWatch = (failOn: FailOn) => {
  const sources = new Set<number>()
  let found = false
  let failed = false
  return {
    image: ({ source, findings }: Reported): void => {
      sources.add(source)
      found ||= countsAsFindings(findings, failOn)
    },
    /** Takes the rest of the report, and gives the sources of which nothing is named: no image and no rejection. */
    end: ({ summary, rejected, sources: all }: ReportFrame): readonly number[] => {
      found ||= countsAsFindings(summary.findings, failOn)
      const named = new Set(rejected.map(({ source }) => source))
      const empty = all.map((_, source) => source).filter((source) => !sources.has(source))
      failed = summary.rejected > 0 || empty.length > 0
      return empty.filter((source) => !named.has(source))
    },
    status: (): ExitCode => {
      if (failed) return exitCodes.failure
      return found ? exitCodes.findings : exitCodes.fine
    },
  }
}
