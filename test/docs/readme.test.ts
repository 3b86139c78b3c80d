import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { type CommandRow, commandRows, type OptionRow, optionRows } from '../../functions/cli/commands.ts'
import { exitStatus } from '../../functions/cli/status.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { proofKind, verdict } from '../../lib/verify/verification.ts'
import { read, root } from './markdowns.ts'

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

/** Set by AWS, and told to the functions: infra/README.md. */
const ofFunctions = /^(?:AWS_LAMBDA_|POWERTOOLS_)/

/** Every environment variable that the sources of the command read or name in a message. */
const variables = (): readonly string[] => {
  const sources = ['functions/cli', 'functions/serve', 'lib'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => read(join(folder, file))),
  )
  const named = /\benv\.([A-Z_]+)|\b((?:AWS|ASSAY)_[A-Z0-9_]+|NODE_EXTRA_[A-Z_]+|TMPDIR)\b/g
  const found = sources.flatMap((text) =>
    [...text.matchAll(named)].map(([, one, other]) => one ?? other ?? ''),
  )
  return [...new Set(found)].filter((name) => !ofFunctions.test(name)).toSorted()
}

test('the README names all environment variables', () => {
  const rows = read('README.md').split('| environment variable |')[1]?.split('\n\n')[0] ?? ''
  assert.ok(variables().length > 8, variables().join())
  assert.deepEqual(
    variables().filter((name) => !new RegExp(`\\b${name}\\b`).test(rows)),
    [],
  )
})

suite('the README names all', () => {
  for (const { of, row, expected } of tables)
    test(of, () => {
      const named = [...read('README.md').matchAll(row)].map((match) => match[1])
      assert.deepEqual(named, expected)
    })
})
