import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { corpusBytes, corpusFiles, withoutCorpus } from '../corpus.ts'
import { judge, keyringOf, nothingTrusted, trustedFacts } from './judged.ts'

const digest = 'sha256:20bf21ed457b390829cdbeec8795a7bea1626991fda603e0d01b4e7f60427e55'

/** What the corpus says of each. */
const verdicts: Readonly<Record<string, string>> = {
  'image.signature': 'verified',
  'no-optional-fields.signature': 'verified',
  'subkey.signature': 'verified',
  'invalid-blob.signature': 'malformed',
  'corrupt.signature': 'invalid',
  'corrupt.signature-v3': 'invalid',
  'expired.signature': 'expired',
  'subkey-revoked.signature': 'revoked',
  'unknown-key.signature': 'unknown-key',
  'unknown-key.signature-v3': 'unknown-key',
  'unsigned-literal.signature': 'malformed',
}

const keys: Readonly<Record<string, string>> = {
  'image.signature': 'E932F44B23E8DD43',
  'no-optional-fields.signature': 'E932F44B23E8DD43',
  'subkey.signature': '8D54A947EE396F36',
}

suite('the signatures of containers/image', { skip: withoutCorpus }, () => {
  const files = corpusFiles('signatures').filter((file) => file.includes('.signature'))
  const keyring = keyringOf(
    ...corpusFiles('signatures')
      .filter((file) => file.endsWith('.gpg'))
      .map((file) => corpusBytes(`signatures/${file}`)),
  )
  const at = new Date('2026-01-01T00:00:00Z')
  const judged = (file: string, given = keyring) =>
    judge(corpusBytes(`signatures/${file}`), given, { digest, identity: `testing/manifest@${digest}`, at })

  test('are all of those that have a verdict', () =>
    assert.deepEqual(files.toSorted(), Object.keys(verdicts).toSorted()))

  for (const file of files)
    test(`${file}: ${verdicts[file]}`, async () => {
      const found = await judged(file)
      assert.equal(found.verdict, verdicts[file], found.because ?? '')
      assert.equal(found.verdict === 'verified', found.because === null)
      if (found.verdict !== 'verified') return
      assert.deepEqual(
        [found.keyId, found.claimedDigest, found.digestMatches, found.identityMatches],
        [keys[file], digest, true, true],
      )
    })

  /** What is no signed message is none whatever keys there are. */
  const withoutKeys = (file: string): string =>
    file === 'unsigned-literal.signature' ? 'malformed' : 'not-checked'

  for (const file of files)
    test(`${file}: ${withoutKeys(file)} without keys`, async () => {
      const found = await judged(file, keyringOf())
      assert.equal(found.verdict, withoutKeys(file))
      assert.deepEqual(trustedFacts(found), nothingTrusted)
    })
})
