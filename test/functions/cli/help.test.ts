import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type CommandRow,
  commandRows,
  formats,
  type OptionRow,
  optionRows,
} from '../../../functions/cli/commands.ts'
import { helpText } from '../../../functions/cli/help.ts'
import { parseCall } from '../../../functions/cli/parse.ts'
import { exitCodes } from '../../../functions/cli/status.ts'

const commands: readonly CommandRow[] = commandRows
const options: readonly OptionRow[] = optionRows
const pages = [null, 'report', 'audit', 'serve', 'manifest', 'checks', 'policy', 'schema'] as const

describe('helpText', () => {
  for (const page of pages) {
    it(`${page ?? 'all'}: fits 80 columns`, () => {
      for (const line of helpText(page).split('\n')) assert.ok(line.length <= 80, line)
    })
    it(`${page ?? 'all'}: shows examples that parse`, () => {
      const examples = helpText(page).match(/(?<= )assay [a-z][^|>`\n]*/g) ?? []
      assert.ok(examples.length > 0)
      for (const example of examples) assert.ok(parseCall(example.trim().split(' ').slice(1)).command)
    })
  }

  it('names every command and option', () => {
    const text = helpText(null)
    for (const { name } of options) assert.match(text, new RegExp(`--${name}\\b`))
    for (const { name } of commands) assert.match(text, new RegExp(`^ {2}${name} `, 'm'))
  })

  it('of a command names its own options only', () => {
    assert.match(helpText('report'), /--store URI/)
    assert.doesNotMatch(helpText('checks'), /--store/)
  })

  for (const [command, offered] of Object.entries(formats))
    it(`of ${command} offers the formats that it writes, and no other`, () => {
      const text = helpText(command as keyof typeof formats).replaceAll(/\s+/g, ' ')
      const option = /--format FORMAT (.*?)\. Default/.exec(text)?.[1]
      const named = option?.split(', ').map((words) => words.split(' ')[0])
      assert.deepEqual(named, offered)
    })

  for (const command of ['report', 'audit', 'policy'] as const)
    it(`of ${command} tells every exit status`, () => {
      const text = helpText(command)
      assert.match(text, /^ {2}130 +interrupted$/m)
      for (const status of Object.values(exitCodes))
        assert.match(text, new RegExp(`^ {2}${status} +\\w`, 'm'))
    })
})

describe('the table', () => {
  it('holds all of the commands and options', () => {
    assert.deepEqual(
      commands.map(({ name }) => name),
      ['report', 'audit', 'serve', 'manifest', 'checks', 'policy', 'schema'],
    )
    assert.deepEqual(
      options.map(({ name }) => name),
      'evidence policy keys store name at repair format fail-on jobs limit cluster-segment engine port inbox body-limit help version'.split(
        ' ',
      ),
    )
  })
})
