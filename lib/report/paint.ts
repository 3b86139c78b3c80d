import { styleText } from 'node:util'
import type { Severity } from '../checks/finding.ts'
import type { Verdict } from '../verify/verification.ts'

/** How a piece of text is meant; a painter decides whether that becomes colour. */
export type Tone = Verdict | Severity | 'quiet' | 'strong'
export type Paint = (tone: Tone, text: string) => string

type Style = Parameters<typeof styleText>[0]

const styles: Readonly<Record<Tone, Style>> = {
  verified: 'green',
  mismatch: ['red', 'bold'],
  unverifiable: 'yellow',
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
  quiet: 'dim',
  strong: 'bold',
}

/** A painter for a text: one that colours by ANSI escapes, or one that leaves it plain. */
export const painter = (colour: boolean): Paint =>
  colour ? (tone, text) => styleText(styles[tone], text, { validateStream: false }) : (_tone, text) => text
