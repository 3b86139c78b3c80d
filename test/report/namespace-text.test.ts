import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { namespaceText } from '../../lib/report/namespace-text.ts'

suite('a namespace for people', () => {
  for (const [cluster, namespace, said] of [
    ['prod', 'webshop', 'prod/webshop'],
    ['prod', '', 'prod, no namespace'],
    ['', 'webshop', 'webshop'],
    ['', '', 'no namespace'],
  ] as const)
    test(`is ${said}`, () => assert.equal(namespaceText(cluster, namespace), said))
})
