import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { referenceDigestText, repositoryOf } from '../../lib/image/name.ts'
import { parseImage } from '../../lib/image/parse.ts'
import { parseReference } from '../../lib/image/reference.ts'
import { itemOf } from './item.ts'

const digest = `sha256:${'3c87c572'.repeat(8)}`
const long = (letter: string, count: number): string => letter.repeat(count)

interface Parts {
  readonly registry?: string
  readonly repository?: string
  readonly tag?: string
  readonly digest?: string
}

/**
 * openshift/library-go, pkg/image/reference, the rules of `Parse` (its tests' TestParse covers the same ground), on the
 * grammar of docker/distribution, reference/regexp.go. A repository here is library-go's Namespace and Name together.
 */
const accepted: readonly (readonly [reference: string, is: Parts])[] = [
  ['ruby', { repository: 'ruby' }],
  ['ruby:2.7', { repository: 'ruby', tag: '2.7' }],
  [`ruby@${digest}`, { repository: 'ruby', digest }],
  [`ruby:2.7@${digest}`, { repository: 'ruby', tag: '2.7', digest }],
  [digest, { repository: 'sha256', tag: digest.slice('sha256:'.length) }],
  ['shop/ruby', { repository: 'shop/ruby' }],
  ['shop/ruby:2.7', { repository: 'shop/ruby', tag: '2.7' }],
  [`shop/ruby@${digest}`, { repository: 'shop/ruby', digest }],
  ['shop/library/ruby', { repository: 'shop/library/ruby' }],
  ['shop/team/ruby:2.7', { repository: 'shop/team/ruby', tag: '2.7' }],
  [`shop/team/ruby@${digest}`, { repository: 'shop/team/ruby', digest }],
  ['shop/team/ruby/slim', { repository: 'shop/team/ruby/slim' }],
  ['shop:5000/ruby', { registry: 'shop:5000', repository: 'ruby' }],
  ['shop:5000/library/ruby', { registry: 'shop:5000', repository: 'library/ruby' }],
  ['shop:5000/team/ruby:2.7', { registry: 'shop:5000', repository: 'team/ruby', tag: '2.7' }],
  [`shop:5000/team/ruby@${digest}`, { registry: 'shop:5000', repository: 'team/ruby', digest }],
  ['registry.example/ruby', { registry: 'registry.example', repository: 'ruby' }],
  ['REGISTRY.Example/ruby', { registry: 'REGISTRY.Example', repository: 'ruby' }],
  ['10.0.0.1:5000/team/ruby', { registry: '10.0.0.1:5000', repository: 'team/ruby' }],
  ['localhost/ruby', { registry: 'localhost', repository: 'ruby' }],
  ['localhost:5000/team', { registry: 'localhost:5000', repository: 'team' }],
  ['docker.io/ruby', { registry: 'docker.io', repository: 'ruby' }],
  ['docker.io/library/ruby', { registry: 'docker.io', repository: 'library/ruby' }],
  ['docker.io/user/project/ruby', { registry: 'docker.io', repository: 'user/project/ruby' }],
  ['index.docker.io/ruby', { registry: 'index.docker.io', repository: 'ruby' }],
  ['quay.io', { registry: 'quay.io' }],
  ['quay.io/org', { registry: 'quay.io', repository: 'org' }],
  ['localhost', { registry: 'localhost' }],
  ['localhost:5000', { registry: 'localhost:5000' }],
  ['shop/a_b__c-d---e.f', { repository: 'shop/a_b__c-d---e.f' }],
  [`ruby:_${long('t', 127)}`, { repository: 'ruby', tag: `_${long('t', 127)}` }],
  [`ruby@sha512:${long('0', 128)}`, { repository: 'ruby', digest: `sha512:${long('0', 128)}` }],
  [
    `shop:5000/${long('a', 63)}/${long('b', 181)}:t`,
    { registry: 'shop:5000', repository: `${long('a', 63)}/${long('b', 181)}`, tag: 't' },
  ],
  [
    `docker.io/library/${long('b', 231)}:t`,
    { registry: 'docker.io', repository: `library/${long('b', 231)}`, tag: 't' },
  ],
]

const refused: readonly string[] = [
  '',
  ' ',
  ':tag',
  'ruby:',
  'ruby:2.7:1',
  `@${digest}`,
  'ruby@',
  'ruby@badid',
  'ruby@sha256:bad',
  `ruby@sha256:${long('0', 32)}`,
  `ruby@sha256:${long('0', 63)}`,
  `ruby@sha256:${long('A', 64)}`,
  `ruby@md5:${long('0', 32)}`,
  `ruby@${digest}@${digest}`,
  `ruby@${digest}:2.7`,
  `${digest}@`,
  'registry.example/shop/ruby/:2.7',
  'registry.example/shop//ruby',
  'shop/ruby////slim',
  '/ruby',
  '//shop/ruby',
  'ruby/',
  'https://shop:5000/team/ruby',
  `http://shop:5000/team/ruby@${digest}`,
  'ftp://shop/team/ruby',
  'docker://shop/team/ruby',
  'shop:3000/team/imageStream:success',
  'shop/Ruby',
  'Ruby',
  'ruby-',
  '-ruby',
  'ru..by',
  'ru___by',
  'ru._by',
  'shop/.ruby',
  'shop/../ruby',
  'shop.example:port/ruby',
  '-shop.example/ruby',
  'r\u00fcby',
  'ru by',
  'ruby\n',
  `ruby@${digest}\n`,
  'ruby\0',
  'ruby:2.7 ',
  `ruby:${long('t', 129)}`,
  `ruby:.7`,
  `shop:5000/${long('a', 63)}/${long('b', 182)}:t`,
  `docker.io/${long('b', 246)}:t`,
  '$(id)',
  '--help',
]

describe('a pull reference that OpenShift takes', () => {
  for (const [text, parts] of accepted)
    it(text.slice(0, 100), () => {
      const whole = { registry: null, repository: '', tag: null, digest: null, ...parts }
      assert.deepEqual(parseReference(text), whole)
      if (whole.repository === '') return
      assert.equal(
        repositoryOf(text),
        [whole.registry, whole.repository].filter((part) => part !== null).join('/'),
      )
      assert.equal(referenceDigestText(text), whole.digest)
    })

  it('gives the digest that the verdict speaks of where no name does', () => {
    const image = parseImage(itemOf({ dockerImageReference: `shop/ruby@${digest}` }, { kind: 'Image' }))
    assert.equal(image.digest, digest)
  })
})

describe('a pull reference that OpenShift refuses', () => {
  for (const text of refused)
    it(JSON.stringify(text).slice(0, 100), () => {
      assert.equal(parseReference(text), null)
      const image = parseImage(itemOf({ dockerImageReference: text }, { kind: 'Image' }))
      assert.deepEqual([image.digest, image.digestText], [null, null], 'gives no digest')
    })

  it('of any length takes no time', () => {
    for (const unit of ['a', 'a-', '-', 'a.', 'a/', '_', '__', ':', '@', 'a:0/'])
      for (const end of ['', '!', '/']) assert.equal(parseReference(`${unit.repeat(1_000_000)}${end}`), null)
    for (const unit of ['a', '-', 'a-', '_', 'a_', 'a.', 'a/'])
      assert.equal(parseReference(`x${unit.repeat(250 / unit.length)}!`), null)
  })
})
