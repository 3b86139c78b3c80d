import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { placed, s3PlaceOf } from '../../lib/store/s3-place.ts'
import { isAssayError } from './assay-error.ts'

const places: Readonly<Record<string, readonly [bucket: string, prefix: string, uri?: string]>> = {
  's3://bucket': ['bucket', ''],
  's3://bucket/': ['bucket', '', 's3://bucket'],
  's3://my.bucket-1/prod': ['my.bucket-1', 'prod/'],
  's3://bucket/prod/eu/': ['bucket', 'prod/eu/', 's3://bucket/prod/eu'],
  's3://bucket/a b+c%2Fd?x#y': ['bucket', 'a b+c%2Fd?x#y/'],
  'S3://bucket/ü': ['bucket', 'ü/', 's3://bucket/ü'],
}

const refused = {
  's3:': 'no bucket',
  's3:bucket': 'no bucket',
  's3:/bucket': 'no bucket',
  's3://': 'no bucket',
  's3:///prefix': 'no bucket',
  's3://ab': 'no bucket',
  's3://Bucket': 'no bucket',
  's3://a_bucket': 'no bucket',
  's3://a..bucket': 'no bucket',
  's3://bucket.': 'no bucket',
  [`s3://${'b'.repeat(64)}`]: 'no bucket',
  's3://bucket:9000/x': 'no bucket',
  's3://bucket//': 'prefix',
  's3://bucket//x': 'prefix',
  's3://bucket/x//y': 'prefix',
  's3://bucket/x//': 'prefix',
  's3://bucket/..': 'prefix',
  's3://bucket/x/../y': 'prefix',
  's3://bucket/.hidden': 'prefix',
  's3://bucket/a\0b': 'prefix',
  's3://bucket/a\\b': 'prefix',
  [`s3://bucket/${'x'.repeat(1025)}`]: 'prefix',
}

describe('the place of an S3 store', () => {
  for (const [given, [bucket, prefix, uri = given]] of Object.entries(places)) {
    it(`is taken from ${given}`, () => assert.deepEqual(s3PlaceOf(given), { bucket, prefix, uri }))
  }

  for (const [given, why] of Object.entries(refused)) {
    it(`is not taken from ${JSON.stringify(given.slice(0, 40))}`, () => {
      assert.throws(() => s3PlaceOf(given), isAssayError('store-uri-invalid', JSON.stringify(given), why))
    })
  }

  it('holds no credentials, and they are not repeated', () => {
    assert.throws(
      () => s3PlaceOf('s3://AKIAKEY:secret@bucket/prefix'),
      (error) =>
        isAssayError('store-uri-invalid', 'AWS_ACCESS_KEY_ID')(error) &&
        !/AKIAKEY|secret/.test(String(error)),
    )
  })

  it('puts every key under its prefix, and none beside it', () => {
    assert.equal(placed(s3PlaceOf('s3://bucket/prod'), 'policy.json'), 'prod/policy.json')
    assert.equal(placed(s3PlaceOf('s3://bucket'), 'policy.json'), 'policy.json')
    const long = s3PlaceOf(`s3://bucket/${'x'.repeat(1000)}`)
    assert.equal(placed(long, 'y'.repeat(23)).length, 1024)
    for (const [place, key] of [
      [s3PlaceOf('s3://bucket/prod'), '../x'],
      [s3PlaceOf('s3://bucket/prod'), ''],
      [long, 'y'.repeat(24)],
    ] as const) {
      assert.throws(() => placed(place, key), isAssayError('store-key-invalid'))
    }
  })
})
