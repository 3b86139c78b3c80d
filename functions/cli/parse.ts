import { parseArgs } from 'node:util'
import { AssayError } from '../../lib/error.ts'
import { type CommandName, commandRows, type OptionName, type OptionRow, optionRows } from './commands.ts'
import { didYouMean } from './nearest.ts'

/** A call that is well formed; whether its files exist is not known yet. */
export interface Call {
  /** Null when none was named. */
  readonly command: CommandName | null
  readonly operands: readonly string[]
  /** What was given for each option; switches have an empty text. */
  readonly options: ReadonlyMap<OptionName, readonly string[]>
}

type KnownOption = OptionRow & { readonly name: OptionName }

const rows: readonly KnownOption[] = optionRows

const usage = (message: string): AssayError => new AssayError('usage', message)

const grammar = Object.fromEntries(
  rows.map(({ name, short, value }) => [
    name,
    {
      type: value === undefined ? ('boolean' as const) : ('string' as const),
      ...(short === undefined ? {} : { short }),
    },
  ]),
)

const commandOf = (word: string): CommandName => {
  const found = commandRows.find(({ name }) => name === word)
  if (found !== undefined) return found.name
  const names = commandRows.map(({ name }) => name)
  const isSwitch = rows.some(({ name, value }) => name === word && value === undefined)
  const meant = isSwitch ? `; did you mean assay --${word}?` : didYouMean(word, names, 'assay ')
  const hint =
    meant ||
    (/[./]|^-$/.test(word) ? `; did you mean assay report ${word}?` : `; there are ${names.join(', ')}`)
  throw usage(`unknown command ${word}${hint}`)
}

const checkValue = ({ name, values }: OptionRow, value: string): void => {
  if (values === undefined || values.includes(value)) return
  throw usage(`--${name} ${value}: takes ${values.join(', ')}${didYouMean(value, values)}`)
}

interface Given {
  readonly row: KnownOption
  readonly value: string
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number]

const givenOption = (token: Extract<Token, { kind: 'option' }>): Given => {
  const row = rows.find(({ name }) => name === token.name)
  if (row === undefined) {
    const names = rows.map(({ name }) => name)
    const meant = rows.find(({ elsewhere }) => elsewhere?.includes(token.name))?.name
    throw usage(`unknown option ${token.rawName}${didYouMean(meant ?? token.name, names, '--')}`)
  }
  if (row.value === undefined) {
    if (token.value !== undefined) throw usage(`--${row.name} takes no value`)
    return { row, value: '' }
  }
  const { value, inlineValue } = token
  if (value === undefined || value === '' || (!inlineValue && /^-./.test(value)))
    throw usage(`--${row.name} needs a value: --${row.name} ${row.value}`)
  checkValue(row, value)
  return { row, value }
}

const gather = (given: readonly Given[]): ReadonlyMap<OptionName, readonly string[]> => {
  const options = new Map<OptionName, readonly string[]>()
  for (const { row, value } of given) {
    const before = options.get(row.name) ?? []
    if (before.length > 0 && row.value !== undefined && !row.repeatable)
      throw usage(`--${row.name} was given twice: ${before.join(', ')} and ${value}`)
    options.set(row.name, [...before, value])
  }
  return options
}

const checkBelonging = (command: CommandName, given: readonly Given[]): void => {
  for (const { row } of given)
    if (row.commands.length > 0 && !row.commands.includes(command))
      throw usage(
        `--${row.name} is no option of assay ${command}; it belongs to assay ${row.commands.join(', ')}`,
      )
}

/**
 * Reads the arguments after the program's name. Options may stand before and behind the command; after `--` all are
 * operands.
 * @throws AssayError `usage`, with what was probably meant
 */
export const parseCall = (args: readonly string[]): Call => {
  const { tokens } = parseArgs({
    args: [...args],
    options: grammar,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  const [word, ...operands] = words
  if (words.includes('')) throw usage('an argument is empty: is a variable of the shell not set?')
  const command = word === undefined ? null : commandOf(word)
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [givenOption(token)] : []))
  const options = gather(given)
  if (command !== null && !options.has('help')) checkBelonging(command, given)
  return { command, operands, options }
}

/** What was given for an option that is given once at most. */
export const optionOf = (call: Call, name: OptionName): string | undefined => call.options.get(name)?.[0]
