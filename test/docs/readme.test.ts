import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type CommandRow, commandRows, type OptionRow, optionRows } from '../../functions/cli/commands.ts'
import { exitStatus } from '../../functions/cli/status.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { proofKind, verdict } from '../../lib/verify/verification.ts'
import { read } from './markdowns.ts'

const MiB = 2 ** 20
const inWords = (bytes: number) => (bytes >= 1024 * MiB ? `${bytes / MiB / 1024} GiB` : `${bytes / MiB} MiB`)

const commands: readonly CommandRow[] = commandRows
const options: readonly OptionRow[] = optionRows

/** What the first cells of the README's tables must be, in order; `row` finds them. */
const tables: readonly { of: string; row: RegExp; expected: readonly string[] }[] = [
  {
    of: 'commands',
    row: /^\| `assay ([a-z]+)/gm,
    expected: commands.map(({ name }) => name),
  },
  {
    of: 'options',
    row: /^\| `--([a-z-]+)/gm,
    expected: options.map(({ name }) => name),
  },
  { of: 'exit status', row: /^\| (\d+) \|/gm, expected: Object.keys(exitStatus) },
  {
    of: 'verdicts and proofs',
    row: /^\| `([a-z]+)` \| (?![\d])/gm,
    expected: [...verdict.options, ...proofKind.options],
  },
  {
    of: 'limits, with their defaults',
    row: /^\| `(\w+` \| \d[\d,]*(?: [GM]iB)?) \|/gm,
    expected: Object.entries(defaultLimits).map(
      ([name, limit]) =>
        `${name}\` | ${name.endsWith('Bytes') ? inWords(limit) : limit.toLocaleString('en')}`,
    ),
  },
]

suite('the README names all', () => {
  for (const { of, row, expected } of tables)
    test(of, () => {
      const named = [...read('README.md').matchAll(row)].map((match) => match[1])
      assert.deepEqual(named, expected)
    })
})
