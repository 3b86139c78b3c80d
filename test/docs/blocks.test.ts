import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { shownCommands } from './blocks.ts'

const fence = '```'
const fenced = (language: string, text: string) => `${fence}${language}\n${text}\n${fence}\n`

const rows: [what: string, markdown: string, command: object][] = [
  ['ends with 0 unless told', fenced('sh', 'a'), { command: 'a\n', status: 0, output: null }],
  ['ends as its last line says', fenced('sh', 'a # exit status 2'), { status: 2 }],
  ['prints what follows', `${fenced('sh', 'a')}\n${fenced('text', 'b')}`, { output: 'b\n' }],
  ['prints JSON that follows', `${fenced('sh', 'a')}${fenced('json', '{}')}`, { output: '{}\n' }],
  ['has no output behind prose', `${fenced('sh', 'a')}\nBut:\n\n${fenced('text', 'b')}`, { output: null }],
  ['has no output in another language', `${fenced('sh', 'a')}\n${fenced('ts', 'b')}`, { output: null }],
  ['has a line', `# Title\n\n${fenced('sh', 'a')}`, { line: 3 }],
]

suite('a command shown in Markdown', () => {
  for (const [what, markdown, expected] of rows)
    test(what, () => {
      const shown = shownCommands(markdown).map(({ output, ...rest }) => ({
        ...rest,
        output: output?.text ?? null,
      }))
      assert.equal(shown.length, 1)
      assert.partialDeepStrictEqual(shown[0], expected)
    })

  test('is only what stands in sh blocks', () => {
    assert.deepEqual(shownCommands(`${fenced('console', '$ oc get images')}\n${fenced('', 'a')}`), [])
  })
})
