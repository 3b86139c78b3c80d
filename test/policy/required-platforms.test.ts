import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { requiredPlatforms } from '../../lib/policy/required-platforms.ts'
import { policyOf } from './judged.ts'

const policy = policyOf([
  { rule: 'platforms', require: ['linux/amd64'] },
  { rule: 'platforms', require: ['linux/s390x', 'linux/amd64'], images: [{ stream: 'shop/*' }] },
  { rule: 'platforms', require: ['linux/arm64'], except: [{ stream: 'shop/ruby' }] },
  { rule: 'platforms', require: ['linux/ppc64le'], images: [{ stream: 'shop/ruby:1' }] },
  { rule: 'platforms', require: ['linux/riscv64'], images: [{ repository: '**' }] },
  { rule: 'size', maximum: 1 },
])

suite('the platforms required of all images of', () => {
  for (const [namespace, stream, required] of [
    ['shop', 'ruby', ['linux/amd64', 'linux/s390x']],
    ['shop', 'node', ['linux/amd64', 'linux/arm64', 'linux/s390x']],
    ['other', 'ruby', ['linux/amd64', 'linux/arm64']],
    [null, 'ruby', ['linux/amd64', 'linux/arm64']],
  ] as const)
    test(`${namespace ?? 'no namespace'}/${stream}: ${required.join(', ')}`, () =>
      assert.deepEqual(requiredPlatforms(policy, { namespace, stream }), required))
})
