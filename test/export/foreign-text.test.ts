import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { rawEvents } from './collect.ts'

const expected = 'expected JSON or YAML, as `oc get images -o json` writes it'

const texts: readonly [text: string, found: string][] = [
  ['<!DOCTYPE html>\n<html><script>\tvar a = {b: 1}</script></html>', 'an HTML page'],
  ['\r\n <html lang="en">', 'an HTML page'],
  ['<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code></Error>', 'XML'],
  ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc', 'OpenPGP keys or signatures'],
  [
    'NAME   IMAGE REFERENCE\nsha256:0   example.com/a@sha256:0\n',
    'a table of oc, which is written without `-o json`',
  ],
  [
    'Error from server (Forbidden): images is forbidden: User "\u001b[2J" cannot list\nmore',
    'a message of oc ("Error from server (Forbidden): images is forbidden: User "\\u001b[2J" cannot list")',
  ],
  [
    'No resources found in webshop namespace.\n',
    'a message of oc ("No resources found in webshop namespace.")',
  ],
  [
    `Unable to connect to the server: ${'x'.repeat(10_000)}`,
    `a message of oc ("Unable to connect to the server: ${'x'.repeat(167)}…")`,
  ],
]

suite('a text that is taken for an export by mistake is called what it is', () => {
  for (const [text, found] of texts)
    test(text.trim().slice(0, 30), async () => {
      for (const [bytes, size] of [
        [text, undefined],
        [text, 7],
        [gzipSync(text), undefined],
      ] as const) {
        const [rejection, source] = await rawEvents(bytes, {}, size)
        assert.deepEqual(rejection, {
          type: 'rejection',
          rejection: {
            source: 0,
            document: 0,
            path: '',
            code: 'not-an-object',
            message: `found ${found}; ${expected}`,
          },
        })
        assert.equal(source?.type, 'source')
      }
    })
})

suite('a text that only holds such words is read', () => {
  for (const text of [
    'kind: Image\nnote: |\n  <html>\n  Error from server\n',
    '# <html>\nkind: Image\n',
    'NAME: x\nkind: Image\n',
    '{"kind":"Image","note":"<!DOCTYPE html>"}',
  ])
    test(text.slice(0, 20), async () => {
      const events = await rawEvents(text)
      assert.deepEqual(
        events.map(({ type }) => type),
        ['item', 'source'],
      )
    })
})
