import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { identityMatches } from '../../lib/image/identity.ts'

const hex = 'a'.repeat(64)
const app = `registry.example/shop/app@sha256:${hex}`
const tagged = 'registry.example/shop/app:1'

const rows: readonly [claimed: string, expected: string, matches: boolean][] = [
  ['registry.example/shop/app:1', app, true],
  ['registry.example/shop/app', app, true],
  [`registry.example/shop/app@sha256:${'b'.repeat(64)}`, app, true],
  ['registry.example/shop/app2:1', app, false],
  ['registry.example/shop/app/x:1', app, false],
  ['evil.example/registry.example/shop/app:1', app, false],
  ['registry.example:443/shop/app:1', app, false],
  ['Registry.example/Shop/App', app, false],
  ['', app, false],
  ['busybox:1', `docker.io/library/busybox@sha256:${hex}`, true],
  ['index.docker.io/library/busybox', `busybox@sha256:${hex}`, true],
  ['registry-1.docker.io/library/busybox', `busybox@sha256:${hex}`, true],
  ['Registry.example/shop/app', app, true],
  ['shop/busybox', `busybox@sha256:${hex}`, false],
  ['registry.example', `registry.example@sha256:${hex}`, false],
  [tagged, tagged, true],
  ['registry.example/shop/app:2', tagged, false],
  ['registry.example/shop/app', tagged, false],
  ['docker.io/library/busybox:1', 'busybox:1', false],
  [app, tagged, false],
]

suite('a claimed reference against the expected one', () => {
  for (const [claimed, expected, matches] of rows)
    test(`${claimed} ${matches ? 'is' : 'is not'} ${expected.replace(hex, '…')}`, () =>
      assert.equal(identityMatches(claimed, expected), matches))
})
