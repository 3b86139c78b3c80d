import { wrap } from '../../lib/report/columns.ts'
import { type CommandName, type CommandRow, commandRows, type OptionRow, optionRows } from './commands.ts'
import { exitStatus } from './status.ts'

const width = 80
const termWidth = 24

const commands: readonly CommandRow[] = commandRows
const options: readonly OptionRow[] = optionRows

const entry = (term: string, text: string): string[] => {
  const lines = wrap(text, width - termWidth)
  const indent = ' '.repeat(termWidth)
  const title = `  ${term}`
  return title.length < termWidth - 1
    ? lines.map((line, at) => (at === 0 ? title.padEnd(termWidth) : indent) + line)
    : [title, ...lines.map((line) => indent + line)]
}

const optionEntry =
  (command: CommandName | null) =>
  ({ name, short, value, does, doesFor }: OptionRow): string[] =>
    entry(
      `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
      doesFor?.[command ?? ''] ?? does,
    )

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines]

const statusSection = section(
  'Exit status',
  Object.entries(exitStatus).flatMap(([status, meaning]) => entry(status, meaning)),
)

const examples = (rows: readonly CommandRow[]): string[] =>
  section(
    'Examples',
    rows.flatMap((row) => row.examples).map((example) => `  ${example}`),
  )

const overview = (): string[] => [
  'assay: prove what container-image exports of an OpenShift cluster say, offline',
  '',
  'Usage: assay COMMAND [OPTION]... [ARGUMENT]...',
  ...section(
    'Commands',
    commands.flatMap(({ name, operands, does }) => entry(`${name} ${operands}`.trim(), does)),
  ),
  ...section('Options', options.flatMap(optionEntry(null))),
  ...statusSection,
  ...section(
    'Examples',
    commands.flatMap((row) => row.examples.slice(0, 2)).map((example) => `  ${example}`),
  ),
  '',
  '`assay COMMAND --help` tells more about one command.',
]

const forCommand = (command: CommandName): string[] => {
  const row = commands.find(({ name }) => name === command)
  if (row === undefined) return overview()
  const taken = options.filter((option) => option.commands.includes(command))
  return [
    `Usage: assay ${row.name} ${['[OPTION]...', row.operands].filter(Boolean).join(' ')}`,
    '',
    ...wrap(row.does, width),
    ...row.more.flatMap((paragraph) => ['', ...wrap(paragraph, width)]),
    ...section(
      'Options',
      [...taken, ...options.filter(({ name }) => name === 'help')].flatMap(optionEntry(command)),
    ),
    ...(taken.some(({ name }) => name === 'fail-on') ? statusSection : []),
    ...examples([row]),
  ]
}

/** The help of one command, or of all, for a page of 80 columns. */
export const helpText = (command: CommandName | null): string =>
  `${(command === null ? overview() : forCommand(command)).join('\n')}\n`
