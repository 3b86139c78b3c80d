import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Digest } from '../../lib/digest.ts'
import { corrections } from '../../lib/verify/correction.ts'
import type { ImageRemains } from '../../lib/verify/rebuild-image.ts'
import { digestOf, types } from '../manifest/samples.ts'

const remainsOf = (letters: string, orderStated: boolean): ImageRemains => ({
  configDigest: digestOf('c') as Digest,
  configSize: 100,
  layers: letters.split('').map((letter) => ({
    digest: digestOf(letter) as Digest,
    size: 7,
    mediaType: types.docker.layer,
  })),
  orderStated,
  mediaType: types.docker.manifest,
})

/** What is said of the order of layers, by path; `reversed`: they stand base last. */
const ofOrder = (letters: string, orderStated: boolean, reversed: boolean) => {
  const at = (i: number) => (reversed ? letters.length - 1 - i : i)
  return [...corrections(remainsOf(letters, orderStated), at)].flatMap(({ contradiction }) =>
    /order|place/.test(contradiction.what) ? [contradiction] : [],
  )
}

const order = '/metadata/annotations/image.openshift.io~1dockerLayersOrder'

describe('corrections of the order of layers', () => {
  it('swap each two neighbours, and turn all round where an order is stated', () => {
    assert.deepEqual(
      ofOrder('123', true, false).map(({ path, expected, actual }) => [path, expected, actual]),
      [
        ['/dockerImageLayers/0', digestOf('2'), digestOf('1')],
        ['/dockerImageLayers/1', digestOf('3'), digestOf('2')],
        [order, 'descending', 'ascending'],
      ],
    )
  })

  it('name the place in the export, where layers stand base last', () => {
    assert.deepEqual(
      ofOrder('12', true, true).map(({ path, expected, actual }) => [path, expected, actual]),
      [['/dockerImageLayers/0', digestOf('1'), digestOf('2')]],
    )
  })

  it('leave open, of two layers with a stated order, which of the two is false', () => {
    assert.match(ofOrder('12', true, false)[0]?.what ?? '', /or else the order/)
    assert.doesNotMatch(ofOrder('12', false, false)[0]?.what ?? '', /or else/)
    assert.doesNotMatch(ofOrder('123', true, false)[0]?.what ?? '', /or else/)
  })

  it('do not swap a layer with itself', () => {
    assert.deepEqual(ofOrder('11', false, false), [])
  })
})
