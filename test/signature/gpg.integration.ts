import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { judge, keyringOf } from './judged.ts'
import { claimsText, digest } from './openpgp-message.ts'

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0
const skip = has('gpg') ? false : 'needs gpg: apt-get install gpg gpg-agent'
const skipSkopeo = skip || (has('skopeo') ? false : 'needs skopeo: apt-get install skopeo')

const work = mkdtempSync(join(tmpdir(), 'assay-gpg-'))
const home = join(work, 'home')
mkdirSync(home, { mode: 0o700 })
const text = join(work, 'claims.json')
writeFileSync(text, claimsText())
after(() => {
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  rmSync(work, { recursive: true })
})

const env = { ...process.env, GNUPGHOME: home }

/** Runs gpg without asking anybody anything; its standard output. */
const gpg = (args: readonly string[], input = ''): Buffer =>
  execFileSync('gpg', ['--batch', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], {
    env,
    input,
    stdio: ['pipe', 'pipe', 'pipe'],
  })

/** Has gpg believe that it is noon of that day. */
const at = (day: string): readonly string[] => ['--faked-system-time', `${day}T120000!`]

interface Owner {
  readonly fingerprint: string
  /** Options that sign as this owner. */
  readonly as: readonly string[]
}

const newOwner = (name: string, algorithm: string, expires = 'never', usage = 'cert,sign'): Owner => {
  gpg([...at('20240101'), '--quick-generate-key', name, algorithm, usage, expires])
  const [fingerprint = ''] =
    /(?<=^fpr:{9})[0-9A-F]{40}/m.exec(gpg(['--list-keys', '--with-colons', name]).toString()) ?? []
  return { fingerprint, as: ['--local-user', fingerprint] }
}

const publicKey = ({ fingerprint }: Owner): Buffer => gpg(['--export', fingerprint])
const signed = ({ as }: Owner, ...options: readonly string[]): Buffer =>
  gpg([...as, ...options, '--output', '-', '--sign', text])

/** gpg's own revocation of a key: 0 no reason, 1 compromised, 2 superseded, 3 no longer used. */
const revoke = ({ fingerprint }: Owner, reason: number, date: string): void => {
  const answers = `y\n${reason}\n\ny\n`
  const certificate = execFileSync(
    'gpg',
    [
      '--yes',
      '--no-tty',
      ...at(date),
      '--command-fd',
      '0',
      '--pinentry-mode',
      'loopback',
      '--output',
      '-',
      '--gen-revoke',
      fingerprint,
    ],
    { env, input: answers, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  gpg(['--import'], certificate.toString())
}

suite('what Debian’s gpg makes', { skip }, () => {
  for (const algorithm of ['rsa2048', 'ed25519', 'nistp256'])
    test(`${algorithm}: compressed, uncompressed and with other hashes`, async () => {
      const owner = newOwner(`Ada ${algorithm}`, algorithm)
      const keyring = keyringOf(publicKey(owner), gpg(['--armor', '--export', owner.fingerprint]))
      for (const options of [
        [],
        ['--compress-algo', 'none'],
        ['--compress-algo', 'zlib'],
        ['--digest-algo', 'SHA512'],
        ['--set-filename', 'claims', '--sig-notation', 'a@example.com=b'],
      ]) {
        const found = await judge(signed(owner, ...options), keyring)
        assert.equal(found.verdict, 'verified', `${options.join(' ')}: ${found.because}`)
        assert.equal(found.keyFingerprint, owner.fingerprint)
        assert.equal(found.keyId, owner.fingerprint.slice(-16))
        assert.equal(found.claimedDigest, digest)
      }
    })

  test('a subkey that signs counts as its primary key', async () => {
    const owner = newOwner('Bea', 'ed25519', 'never', 'cert')
    gpg(['--quick-add-key', owner.fingerprint, 'ed25519', 'sign', 'never'])
    const found = await judge(signed(owner), keyringOf(publicKey(owner)))
    assert.deepEqual([found.verdict, found.keyFingerprint], ['verified', owner.fingerprint])
    assert.notEqual(found.claimedKeyId, found.keyId)
  })

  const owner = skip === false ? newOwner('Cleo', 'ed25519') : null

  test('a signature that ends', async () => {
    assert.ok(owner)
    const content = signed(owner, ...at('20240501'), '--default-sig-expire', '10d')
    const keyring = keyringOf(publicKey(owner))
    for (const [day, verdict] of [
      ['2024-05-11T11:59:59Z', 'verified'],
      ['2024-05-11T12:00:00Z', 'expired'],
    ] as const) {
      const found = await judge(content, keyring, { at: new Date(day) })
      assert.deepEqual([found.verdict, found.expires], [verdict, '2024-05-11T12:00:00.000Z'])
    }
  })

  test('a key that has ended since it signed', async () => {
    const mortal = newOwner('Dora', 'rsa2048', '100d')
    const found = await judge(signed(mortal, ...at('20240301')), keyringOf(publicKey(mortal)))
    assert.deepEqual([found.verdict, found.expires], ['verified', null])
  })

  test('a key that was shortened after it signed, and is known as it is now only', async () => {
    const shortened = newOwner('Dana', 'ed25519')
    const content = signed(shortened, ...at('20240601'))
    gpg([...at('20240701'), '--quick-set-expire', shortened.fingerprint, '20240501T000000'])
    const minimal = gpg(['--export-options', 'export-minimal', '--export', shortened.fingerprint])
    assert.equal((await judge(content, keyringOf(minimal))).verdict, 'expired')
  })

  for (const [what, reason, later] of [
    ['without a reason', 0, 'revoked'],
    ['as compromised', 1, 'revoked'],
    ['as superseded', 2, 'verified'],
    ['as no longer used', 3, 'verified'],
  ] as const)
    test(`a key revoked ${what}: what it signed before is ${later}`, async () => {
      const eve = newOwner(`Eve ${reason}`, 'ed25519')
      const before = signed(eve, ...at('20240501'))
      const afterwards = signed(eve, ...at('20240701'))
      revoke(eve, reason, '20240601')
      const keyring = keyringOf(publicKey(eve))
      assert.equal((await judge(before, keyring)).verdict, later)
      assert.equal((await judge(afterwards, keyring)).verdict, 'revoked')
    })

  test('two signatures, a detached one and a cleartext one are not taken', async () => {
    assert.ok(owner)
    const second = newOwner('Fay', 'ed25519')
    const keyring = keyringOf(publicKey(owner), publicKey(second))
    const contents = {
      two: gpg([...owner.as, ...second.as, '--output', '-', '--sign', text]),
      detached: gpg([...owner.as, '--output', '-', '--detach-sign', text]),
      cleartext: gpg([...owner.as, '--output', '-', '--clearsign', text]),
    }
    for (const [what, content] of Object.entries(contents))
      assert.equal((await judge(content, keyring)).verdict, 'malformed', what)
  })

  test('text signatures and SHA-1 are not relied on', async () => {
    assert.ok(owner)
    const rsa = newOwner('Gina', 'rsa2048')
    const keyring = keyringOf(publicKey(owner), publicKey(rsa))
    assert.equal((await judge(signed(owner, '--textmode'), keyring)).verdict, 'unsupported')
    const weak = signed(rsa, '--digest-algo', 'SHA1', '--allow-weak-digest-algos')
    assert.equal((await judge(weak, keyring)).verdict, 'unsupported')
  })

  test('skopeo standalone-sign', { skip: skipSkopeo }, async () => {
    assert.ok(owner)
    const manifest = join(work, 'manifest.json')
    const output = join(work, 'skopeo.signature')
    writeFileSync(
      manifest,
      '{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}',
    )
    const reference = 'registry.example.com/shop/frontend:2.31'
    execFileSync('skopeo', ['standalone-sign', manifest, reference, owner.fingerprint, '--output', output], {
      env,
    })
    const own = execFileSync('skopeo', ['manifest-digest', manifest], { encoding: 'utf8' }).trim()
    const found = await judge(readFileSync(output), keyringOf(publicKey(owner)), { digest: own })
    assert.deepEqual(
      [found.verdict, found.claimedDigest, found.claimedIdentity, found.identityMatches],
      ['verified', own, reference, true],
    )
  })
})
