import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ImageKind } from '../../lib/export/item.ts'
import { abbreviates, parseName, referenceDigestText, repositoryOf } from '../../lib/image/name.ts'

const hex = '371829c6d5cf05924db2ab21ed79dd0937986a817c7940b00cec40616e9b12eb'
const digest = `sha256:${hex}`
const hex512 = hex + hex

interface Expected {
  readonly stream?: string
  readonly tag?: string
  readonly id?: string
  readonly digest?: string
}

interface Case {
  readonly name: string
  readonly namespace?: string
  /** Null where the rules reject the name. */
  readonly is: Expected | null
}

/** `STREAM@ID`: openshift-apiserver `ParseImageStreamImageName`, and what the endpoint answers to. */
const streamImages: readonly Case[] = [
  { name: `ruby@${digest}`, is: { stream: 'ruby', id: digest, digest } },
  {
    name: `ruby@sha512:${hex512}`,
    is: { stream: 'ruby', id: `sha512:${hex512}`, digest: `sha512:${hex512}` },
  },
  { name: 'ruby@371829c', is: { stream: 'ruby', id: '371829c' } },
  { name: 'ruby@sha256:371829c', is: { stream: 'ruby', id: 'sha256:371829c' } },
  { name: `ruby@${hex}`, is: { stream: 'ruby', id: hex } },
  { name: 'ruby@3', is: { stream: 'ruby', id: '3' } },
  { name: 'a.b_c-d9@371829c', is: { stream: 'a.b_c-d9', id: '371829c' } },
  { name: 'ruby', is: null },
  { name: 'ruby@', is: null },
  { name: `@${digest}`, is: null },
  { name: '@', is: null },
  { name: `ruby@${digest}@`, is: null },
  { name: `ruby@ruby@${digest}`, is: null },
  { name: `ruby@@${digest}`, is: null },
  { name: 'ruby:2.7', is: null },
  { name: 'ruby@sha256:', is: null },
  { name: 'ruby@:371829c', is: null },
  { name: 'ruby@371829C', is: null },
  { name: 'ruby@sha256:371829C', is: null },
  { name: 'ruby@latest', is: null },
  { name: `ruby@sha256:${hex}0`, is: null },
  { name: `Ruby@${digest}`, is: null },
  { name: `-ruby@${digest}`, is: null },
  { name: `ruby-@${digest}`, is: null },
  { name: `ru..by@${digest}`, is: null },
  { name: `ru__by@${digest}`, is: null },
  { name: `team/ruby@${digest}`, is: null },
  { name: `../ruby@${digest}`, is: null },
  { name: `rüby@${digest}`, is: null },
  { name: `ru by@${digest}`, is: null },
  { name: `ruby\n@${digest}`, is: null },
  { name: `ru\u0000by@${digest}`, is: null },
  { name: `ruby@${digest}\n`, is: null },
]

/** `STREAM:TAG`: openshift-apiserver `ParseImageStreamTagName`, distribution `reference.TagRegexp`. */
const streamTags: readonly Case[] = [
  { name: 'ruby:2.7', is: { stream: 'ruby', tag: '2.7' } },
  { name: 'ruby:latest', is: { stream: 'ruby', tag: 'latest' } },
  { name: 'ruby:_x-Y.0', is: { stream: 'ruby', tag: '_x-Y.0' } },
  { name: `ruby:${'t'.repeat(128)}`, is: { stream: 'ruby', tag: 't'.repeat(128) } },
  { name: `ruby:${'t'.repeat(129)}`, is: null },
  { name: 'ruby', is: null },
  { name: 'ruby:', is: null },
  { name: ':2.7', is: null },
  { name: 'ruby:2.7:1', is: null },
  { name: 'ruby:.7', is: null },
  { name: 'ruby:-7', is: null },
  { name: 'ruby:2 7', is: null },
  { name: 'ruby:2.7\n', is: null },
  { name: 'ruby:ü', is: null },
  { name: 'Ruby:2.7', is: null },
  { name: `ruby@${digest}`, is: null },
]

/** An Image is named by its digest; one whose algorithm cannot be computed here is no fault of the name. */
const images: readonly Case[] = [
  { name: digest, is: { id: digest, digest } },
  { name: `sha384+x:${hex}`, is: { id: `sha384+x:${hex}` } },
  { name: hex, is: null },
  { name: 'sha256:371829c', is: null },
  { name: digest.toUpperCase(), is: null },
  { name: `ruby@${digest}`, is: null },
  { name: 'ruby:2.7', is: null },
  { name: `${digest} `, is: null },
]

/** Namespace, a slash and the stream: at most 255 (distribution `NameTotalLengthMax`). */
const longNames: readonly Case[] = [
  { name: `${'s'.repeat(255)}@371829c`, is: { stream: 's'.repeat(255), id: '371829c' } },
  { name: `${'s'.repeat(256)}@371829c`, is: null },
  { name: `${'s'.repeat(251)}@371829c`, namespace: 'abc', is: { stream: 's'.repeat(251), id: '371829c' } },
  { name: `${'s'.repeat(252)}@371829c`, namespace: 'abc', is: null },
  { name: `${'s-'.repeat(2 ** 23)}s@371829c`, is: null },
]

const shown = (text: string): string => {
  const quoted = JSON.stringify(text)
  return quoted.length > 60 ? `${quoted.slice(0, 40)}… (${text.length})` : quoted
}

const guard = (kind: ImageKind, cases: readonly Case[]) => {
  for (const { name: text, namespace, is } of cases)
    it(`${shown(text)}${namespace === undefined ? '' : ` in ${namespace}`}: ${is === null ? 'rejected' : 'read'}`, () => {
      const { problem, ...name } = parseName(kind, text, namespace ?? null)
      assert.equal(name.text, text)
      if (is === null) assert.equal(typeof problem, 'string', 'a problem is due')
      else
        assert.deepEqual(
          { ...name, problem },
          { text, stream: null, tag: null, id: null, digest: null, problem: null, ...is },
        )
    })
}

describe('the name of an ImageStreamImage', () => guard('ImageStreamImage', streamImages))
describe('the name of an ImageStreamTag', () => guard('ImageStreamTag', streamTags))
describe('the name of an Image', () => guard('Image', images))
describe('a long name', () => guard('ImageStreamImage', longNames))

describe('a malformed name', () => {
  it('still says what can be read of it, for reports', () => {
    const { stream, id, problem } = parseName('ImageStreamImage', `Ruby@${digest}`, null)
    assert.deepEqual([stream, id], ['Ruby', digest])
    assert.match(problem ?? '', /stream/)
  })

  it('has no tag where none stands behind the colon', () => {
    assert.equal(parseName('ImageStreamTag', 'ruby:', null).tag, null)
  })
})

describe('an abbreviation', () => {
  const rows: readonly (readonly [id: string, fits: boolean])[] = [
    [digest, true],
    [hex, true],
    ['sha256:371829c', true],
    ['371829c', true],
    ['sha256:', true],
    ['71829c', false],
    ['sha256:71829c', false],
    ['sha512:371829c', false],
    ['sha', false],
    [`${digest}0`, false],
    [`${hex}0`, false],
  ]
  for (const [id, fits] of rows)
    it(`${shown(id)} ${fits ? 'fits' : 'does not fit'}`, () => assert.equal(abbreviates(id, digest), fits))
})

describe('a pull reference', () => {
  const rows: readonly (readonly [reference: string, repository: string, digest: string | null])[] = [
    [`ruby@${digest}`, 'ruby', digest],
    ['ruby:2.7', 'ruby', null],
    ['ruby', 'ruby', null],
    [`team/ruby:2.7@${digest}`, 'team/ruby', digest],
    [`registry.example.com/team/ruby@${digest}`, 'registry.example.com/team/ruby', digest],
    [`registry.example.com:5000/team/ruby@${digest}`, 'registry.example.com:5000/team/ruby', digest],
    ['registry.example.com:5000/team/ruby', 'registry.example.com:5000/team/ruby', null],
    ['registry.example.com:5000/ruby:2.7', 'registry.example.com:5000/ruby', null],
    [`172.30.124.220:5000/team/ruby:2.7@${digest}`, '172.30.124.220:5000/team/ruby', digest],
    [`[fd00::1]:5000/team/ruby@${digest}`, '[fd00::1]:5000/team/ruby', digest],
    ['[fd00::1]:5000/team/ruby:2.7', '[fd00::1]:5000/team/ruby', null],
    ['ruby@sha256:371829c', 'ruby', 'sha256:371829c'],
    ['ruby@', 'ruby', ''],
    ['', '', null],
  ]
  for (const [reference, repository, text] of rows)
    it(shown(reference), () => {
      assert.equal(repositoryOf(reference), repository)
      assert.equal(referenceDigestText(reference), text)
    })
})
