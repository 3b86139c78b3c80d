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
  ...[
    'ruby:3',
    'docker.io/ruby',
    'docker.io/library/ruby:3',
    'index.docker.io/library/ruby',
    'index.docker.io/ruby:3',
    'registry-1.docker.io/library/ruby',
    'Docker.IO/library/ruby',
    'docker.io:443/library/ruby',
    'Index.Docker.io:443/ruby',
  ].flatMap((spelling): typeof rows => [
    [{ repository: 'docker.io/library/**' }, spelling, referring(spelling), true],
    [
      { repository: spelling.replace(/:3$/, '').replace(/^ruby$/, 'docker.io/ruby') },
      'ruby',
      referring('ruby'),
      true,
    ],
  ]),
  [{ repository: 'quay.io/acme/**' }, 'a host in capitals', referring('Quay.IO/acme/app:1'), true],
  [{ repository: 'Quay.IO/acme/**' }, 'a host in small letters', referring('quay.io/acme/app:1'), true],
  [{ repository: 'quay.io/acme/**' }, 'the port that it has anyway', referring('quay.io:443/acme/app'), true],
  [{ repository: 'quay.io:443/acme/**' }, 'no port', referring('quay.io/acme/app'), true],
  [{ repository: 'quay.io/acme/**' }, 'another port', referring('quay.io:8443/acme/app'), false],
  [{ repository: 'docker.io/*' }, 'a reference of one word', referring('ruby'), true],
  [{ repository: 'docker.io/**' }, 'a reference of two words', referring('bitnami/ruby'), true],
  [{ repository: 'docker.io/*' }, 'a reference of two words', referring('bitnami/ruby'), false],
  [{ repository: '**/ruby' }, 'a reference of one word', referring('ruby'), true],
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
