import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createJsonSplitter } from '../../lib/export/split-json.ts'
import { createYamlSplitter } from '../../lib/export/split-yaml.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { growthOf, linear } from '../fuzz/growth.ts'

const json: readonly [what: string, make: (size: number) => string][] = [
  ['small items', (size) => `{"items":[${'{},'.repeat(size)}1]}`],
  ['small documents', (size) => '{}'.repeat(size)],
  ['one long item', (size) => `{"items":["${'x'.repeat(size * 8)}"]}`],
  ['escaped quotes', (size) => `{"items":["${String.raw`\"`.repeat(size * 4)}"]}`],
  ['backslashes', (size) => `{"items":["${String.raw`\\`.repeat(size * 4)}"]}`],
  ['many names', (size) => `{${'"name":1,'.repeat(size)}"x":1}`],
  ['many names around items', (size) => `{"items":[1],${'"name":{},'.repeat(size)}"x":1}`],
  ['white space', (size) => `{"items":[${' '.repeat(size * 8)}1]}`],
  ['documents that are too deep', (size) => `{"a":${'['.repeat(70)}${']'.repeat(70)}}`.repeat(size / 50)],
  ['depth without end', (size) => '{"a":['.repeat(size)],
  ['broken items', (size) => `{"items":[${'{"a" 1},'.repeat(size)}1]}`],
]

const yaml: readonly [what: string, make: (size: number) => string][] = [
  ['items', (size) => `items:\n${'- a: 1\n'.repeat(size / 32)}`],
  ['broken items', (size) => `items:\n${'- a: [\n'.repeat(size / 32)}`],
  ['documents', (size) => '---\na: 1\n'.repeat(size / 32)],
  ['names', (size) => Array.from({ length: size / 8 }, (_, index) => `n${index}: 1`).join('\n')],
  [
    'aliases',
    (size) => `n: &a x\n${Array.from({ length: size / 16 }, (_, index) => `n${index}: *a`).join('\n')}`,
  ],
  ['what looks like anchors', (size) => `items:\n- a: "${' &x &&y *z'.repeat(size / 2)}"\n`],
  ['comments', (size) => `a: 1\n${'# x\n'.repeat(size)}`],
]

/** Many chunks of inputs that stay below 128 KiB: beyond, every page that the system gives costs more than the work. */
const chunk = 4096
const jsonSize = 3000

const split = (create: typeof createYamlSplitter) => async (bytes: Uint8Array) => {
  const splitter = create(defaultLimits)
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let events = 0
  for (let at = 0; at < bytes.length; at += chunk)
    for (const _ of splitter.push(whole.subarray(at, at + chunk))) events++
  for (const _ of splitter.end()) events++
  assert.ok(events > 0)
}

suite('twice the input takes at most 2.3 times the time', () => {
  for (const [what, make] of json)
    test(`JSON: ${what}`, async () => {
      const { ratio } = await growthOf((size) => Buffer.from(make(size)), jsonSize, split(createJsonSplitter))
      assert.ok(ratio <= linear, `took ${ratio.toFixed(2)} times`)
    })
  for (const [what, make] of yaml)
    test(`YAML: ${what}`, async () => {
      const { ratio } = await growthOf((size) => Buffer.from(make(size)), 6000, split(createYamlSplitter))
      assert.ok(ratio <= linear, `took ${ratio.toFixed(2)} times`)
    })
})
