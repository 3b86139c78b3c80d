import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Selector, selects } from '../../lib/policy/selector.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { digest, imageReport } from '../report/sample-report.ts'

const tagged = imageReport({ kind: 'ImageStreamTag', name: 'ruby:3.2', tag: '3.2' })
const byDigest = imageReport()
const bare = imageReport({ kind: 'Image', name: digest('a1'), namespace: null, stream: null })
const homeless = imageReport({ namespace: null })
const referring = (reference: string | null): ImageReport => imageReport({ reference })

const rows: [selector: Selector, what: string, image: ImageReport, selected: boolean][] = [
  [{ stream: 'shop/ruby' }, 'a tag of the stream', tagged, true],
  [{ stream: 'shop/ruby' }, 'an image of the stream without a tag', byDigest, true],
  [{ stream: 'shop/ruby:3.2' }, 'the tag', tagged, true],
  [{ stream: 'shop/ruby:3.*' }, 'the tag', tagged, true],
  [{ stream: 'shop/ruby:2.*' }, 'another tag', tagged, false],
  [{ stream: 'shop/ruby:3.2' }, 'an image of the stream without a tag', byDigest, false],
  [{ stream: 'shop/*' }, 'a stream of the namespace', tagged, true],
  [{ stream: 'other/*' }, 'a stream of another namespace', tagged, false],
  [{ stream: 'shop/*' }, 'a stream of no namespace', homeless, false],
  [{ stream: '*/ruby' }, 'a stream of no namespace', homeless, true],
  [{ stream: '**' }, 'a stream', tagged, true],
  [{ stream: '**' }, 'an Image, which has none', bare, false],
  [{ repository: 'registry.example/shop/*' }, 'an Image from there', bare, true],
  [{ repository: 'registry.example/*' }, 'an Image from deeper', bare, false],
  [{ repository: 'docker.io/library/ruby' }, 'a reference of one word', referring('ruby:3'), true],
  [
    { repository: 'docker.io/bitnami/ruby' },
    'a reference without a registry',
    referring('bitnami/ruby'),
    true,
  ],
  [{ repository: 'shop/*' }, 'a stream of that name', tagged, false],
  [{ repository: '**' }, 'no reference', referring(null), false],
  [{ repository: '**' }, 'a reference that is none', referring('A B'), false],
  [{ digest: digest('a1') }, 'the digest', bare, true],
  [{ digest: digest('b1') }, 'another digest', bare, false],
  [{ stream: 'shop/ruby', digest: digest('a1') }, 'both', tagged, true],
  [{ stream: 'shop/ruby', digest: digest('b1') }, 'one of the two', tagged, false],
]

suite('a selector', () => {
  for (const [selector, what, image, selected] of rows)
    test(`${JSON.stringify(selector)} ${selected ? 'means' : 'does not mean'} ${what}`, () =>
      assert.equal(selects([selector], image), selected))

  test('is one of several', () =>
    assert.ok(selects([{ stream: 'other/*' }, { digest: digest('a1') }], tagged)))
})
