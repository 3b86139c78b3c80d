import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCall } from '../../../functions/cli/parse.ts'

describe('parseCall', () => {
  for (const [args, command, operands, options] of [
    ['report', 'report', [], {}],
    ['report a.json b/ -', 'report', ['a.json', 'b/', '-'], {}],
    ['--format json report a.json', 'report', ['a.json'], { format: ['json'] }],
    ['report a.json --format=json', 'report', ['a.json'], { format: ['json'] }],
    ['report --evidence a --evidence b c', 'report', ['c'], { evidence: ['a', 'b'] }],
    ['report -- --format', 'report', ['--format'], {}],
    ['report --name=-odd a', 'report', ['a'], { name: ['-odd'] }],
    ['report --limit layers=1=2', 'report', [], { limit: ['layers=1=2'] }],
    ['checks layers-match', 'checks', ['layers-match'], {}],
    ['report -h', 'report', [], { help: [''] }],
    ['checks --help --store x', 'checks', [], { help: [''], store: ['x'] }],
    ['--version', null, [], { version: [''] }],
    ['', null, [], {}],
  ] as const)
    it(`assay ${args}`, () =>
      assert.deepEqual(parseCall(args.split(' ').filter(Boolean)), {
        command,
        operands,
        options: new Map(Object.entries(options)),
      }))

  for (const [args, code, message] of [
    ['reprot', 'usage', 'unknown command reprot; did you mean assay report?'],
    ['images.json', 'usage', 'unknown command images.json; did you mean assay report images.json?'],
    ['-', 'usage', 'unknown command -; did you mean assay report -?'],
    [
      'xyzzy',
      'usage',
      'unknown command xyzzy; there are report, audit, serve, manifest, checks, policy, schema',
    ],
    ['report --fromat x', 'usage', 'unknown option --fromat; did you mean --format?'],
    ['report --fail x', 'usage', 'unknown option --fail; did you mean --fail-on?'],
    ['help report', 'usage', 'unknown command help; did you mean assay --help?'],
    ['version', 'usage', 'unknown command version; did you mean assay --version?'],
    ['report a.json -o json', 'usage', 'unknown option -o; did you mean --format?'],
    ['report a.json -ojson', 'usage', 'unknown option -o; did you mean --format?'],
    ['report --output=html', 'usage', 'unknown option --output; did you mean --format?'],
    ['report -j 4', 'usage', 'unknown option -j; did you mean --jobs?'],
    ['-v', 'usage', 'unknown option -v; did you mean --version?'],
    ['report --xyzzy', 'usage', 'unknown option --xyzzy'],
    ['report -x', 'usage', 'unknown option -x'],
    ['report --format', 'usage', '--format needs a value: --format FORMAT'],
    ['report --name --format json', 'usage', '--name needs a value: --name NAME'],
    ['report --name=', 'usage', '--name needs a value: --name NAME'],
    ['report --format xml', 'usage', '--format xml: takes table, json, ndjson, html'],
    [
      'report --fail-on warnings',
      'usage',
      '--fail-on warnings: takes error, warning, never; did you mean warning?',
    ],
    ['report --store a --store b', 'usage', '--store was given twice: a and b'],
    ['report --help=me', 'usage', '--help takes no value'],
    [
      'checks --store a',
      'usage',
      '--store is no option of assay checks; it belongs to assay report, audit, serve',
    ],
    ['report --repair maybe', 'usage', '--repair maybe: takes on, off'],
    ['report --port 1', 'usage', '--port is no option of assay report; it belongs to assay serve'],
  ] as const)
    it(`assay ${args}: ${message}`, () =>
      assert.throws(() => parseCall(args.split(' ')), { name: 'AssayError', code, message }))
})
