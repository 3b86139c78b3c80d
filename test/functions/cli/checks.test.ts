import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../functions/cli/checks.ts'
import { parseCall } from '../../../functions/cli/parse.ts'
import { checks as catalogue } from '../../../lib/checks/catalogue.ts'
import { canonicalJson } from '../../../lib/json/canonical.ts'
import { fakeConsole } from './fake-console.ts'

const run = async (args: string, width = 80): Promise<string> => {
  const console = fakeConsole({ width })
  assert.equal(await checks(parseCall(args.split(' ')), console), 0)
  return console.printed()
}

describe('assay checks', () => {
  for (const width of [40, 80])
    it(`lists every check with its severity, ${width} columns wide`, async () => {
      const text = await run('checks --format table', width)
      for (const { id, severity, says } of catalogue) {
        assert.match(text, new RegExp(`^${severity} +${id}(?: |$)`, 'm'))
        assert.ok(text.replaceAll(/\s+/g, ' ').includes(says.replaceAll(/\s+/g, ' ')), id)
      }
      for (const line of text.split('\n')) assert.ok(line.length <= width, line)
    })
  it('gives the catalogue as JSON', async () =>
    assert.equal(await run('checks --format json'), `${canonicalJson(catalogue)}\n`))
  it('tells all of one check', async () => {
    const row = catalogue.find(({ id }) => id === 'layers-match')
    assert.ok(row)
    const text = (await run('checks layers-match --format table')).replaceAll('\n', ' ')
    assert.ok(text.startsWith(`layers-match: error  ${row.says}`))
    assert.ok(text.includes(row.remedy))
    assert.deepEqual(JSON.parse(await run('checks layers-match --format json')), row)
  })

  for (const [args, message] of [
    ['checks layer-match', /^no check is called layer-match; did you mean layers-match\?$/],
    ['checks xyzzy', /^no check is called xyzzy; `assay checks` lists them$/],
    ['checks a b', /takes one ID, not 2/],
    ['checks --format ndjson', /takes table, json/],
  ] as const)
    it(`refuses ${args}`, () => assert.rejects(run(args), { code: 'usage', message }))
})
