import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { type Form, imageForms } from '../../lib/manifest/form.ts'
import { evidenceInFiles } from '../../lib/verify/evidence-files.ts'
import { openEvidence } from '../../lib/verify/open-evidence.ts'
import { digestOf, imageContent } from '../manifest/samples.ts'
import { honest, schema1Payload, signed } from '../manifest/signed.ts'
import { written } from '../manifest/written.ts'
import { assayed } from './assayed.ts'
import { blankedImage } from './blank.ts'

const manifest = written(imageForms[0] as Form, imageContent('docker'))
/** No form writes it: evidence alone proves it. */
const odd = `${manifest.slice(0, -1)} }`
const digest = digestBytes(odd)
const other = odd.replace('1732', '1733')

const folderOf = async (t: TestContext, files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'evidence-'))
  t.after(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

const opened = async (folder: string) => {
  const notes: string[] = []
  const place = await evidenceInFiles([folder], defaultLimits, (note) => notes.push(note))
  return {
    place,
    notes,
    evidence: await openEvidence([folder], null, defaultLimits, (note) => notes.push(note)),
  }
}

const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString()

describe('an evidence file', () => {
  for (const algorithm of ['sha256', 'sha384', 'sha512'] as const)
    for (const name of [
      'manifest.json',
      'x',
      `${digest.replace(':', '_')}.json`,
      `blobs/sha256/${digest.slice(7)}`,
    ])
      it(`is found by its ${algorithm}, called ${name.slice(0, 24)}`, async (t) => {
        const { evidence, notes } = await opened(await folderOf(t, { [name]: odd }))
        const named = digestBytes(odd, algorithm)
        assert.equal(textOf(await evidence.get(named)), odd)
        const { proof } = await assayed(blankedImage(odd, { digest: named }), evidence)
        assert.deepEqual([proof.verification.verdict, proof.verification.proof], ['verified', 'evidence'])
        assert.equal(proof.verification.computed, named)
        assert.deepEqual(notes, [])
      })

  for (const algorithm of ['sha256', 'sha384', 'sha512'] as const)
    it(`that is signed is found by the ${algorithm} of what was signed`, async (t) => {
      const payload = schema1Payload([digestOf('1')])
      const { evidence } = await opened(await folderOf(t, { 'old.json': signed(payload, honest(payload)) }))
      assert.equal(textOf(await evidence.get(digestBytes(payload, algorithm))), payload)
    })

  it('is found by what it hashes to, not by its name, which is noted', async (t) => {
    const name = digestBytes(other).replace(':', '_')
    const folder = await folderOf(t, { [name]: odd })
    const { place, notes } = await opened(folder)
    assert.equal(textOf(await place.read(digest)), odd)
    assert.equal(await place.read(digestBytes(other)), null)
    assert.match(notes[0] ?? '', new RegExp(name))
  })

  // Other systems than Linux keep no such name.
  it('beside a file and a folder whose names are not UTF-8 is found, and those are noted', {
    skip: process.platform !== 'linux',
  }, async (t) => {
    const folder = await folderOf(t, { 'z/manifest.json': odd })
    await writeFile(Buffer.from(`${folder}/\xe9`, 'latin1'), other)
    await mkdir(Buffer.from(`${folder}/a\xe9`, 'latin1'))
    const { place, notes } = await opened(folder)
    assert.equal(textOf(await place.read(digest)), odd)
    assert.deepEqual(notes.slice(0, 2), [
      `evidence ${folder}/a\ufffd: no such file or directory; it is not used`,
      `evidence ${folder}/\ufffd: no such file or directory; it is not used`,
    ])
  })

  it('of many that are named after another digest, ten are named', async (t) => {
    const names = Array.from({ length: 12 }, (_, at) => `sha256/${at.toString(16).padStart(64, '0')}`)
    const folder = await folderOf(t, Object.fromEntries(names.map((name) => [name, odd])))
    const notes: string[] = []
    await evidenceInFiles([folder], defaultLimits, (note) => notes.push(note))
    assert.deepEqual(
      notes.slice(0, 10).map((note, at) => note.includes(`${names[at]}:`)),
      Array.from({ length: 10 }, () => true),
    )
    assert.deepEqual(notes.slice(10), [
      'evidence in files: there is more whose bytes do not have the digest of its name',
    ])
  })

  const accidents: readonly (readonly [
    what: string,
    happen: (path: string) => Promise<void>,
    says: RegExp,
  ])[] = [
    ['deleted', (path) => rm(path), /can no longer be read/],
    ['replaced', (path) => writeFile(path, other), /has changed/],
    ['emptied', (path) => writeFile(path, ''), /has changed/],
    ['extended', (path) => writeFile(path, `${odd}\n`), /has changed/],
  ]
  for (const [what, happen, says] of accidents) {
    it(`that is ${what} after it was indexed is not used, and noted`, async (t) => {
      const folder = await folderOf(t, { 'a.json': odd })
      const { place, evidence, notes } = await opened(folder)
      assert.deepEqual(await place.first(2), [digest])
      await happen(join(folder, 'a.json'))
      assert.equal(await place.read(digest), null)
      assert.equal(notes.length, 1)
      assert.match(notes[0] ?? '', says)
      assert.match(notes[0] ?? '', /a\.json/)
      const { proof } = await assayed(blankedImage(odd), evidence)
      assert.equal(proof.verification.verdict, 'unverifiable')
    })

    for (const [gone, kept] of [
      ['a.json', 'b.json'],
      ['b.json', 'a.json'],
    ] as const)
      it(`that is ${what} leaves its twin of another name: ${kept}`, async (t) => {
        const folder = await folderOf(t, { 'a.json': odd, 'b.json': odd })
        const { place, notes } = await opened(folder)
        await happen(join(folder, gone))
        assert.equal(textOf(await place.read(digest)), odd)
        assert.deepEqual(
          notes.map((note) => note.includes(gone) && says.test(note)),
          gone === 'a.json' ? [true] : [],
        )
      })
  }

  it('that comes back is used again', async (t) => {
    const folder = await folderOf(t, { 'a.json': odd })
    const { place } = await opened(folder)
    await rm(join(folder, 'a.json'))
    assert.equal(await place.read(digest), null)
    await writeFile(join(folder, 'a.json'), odd)
    assert.equal(textOf(await place.read(digest)), odd)
  })
})

describe('an evidence folder', () => {
  const signature = `shop@sha256=${digest.slice(7)}/signature-1`
  for (const [what, files, isNoted] of [
    ['is empty', {}, true],
    ['holds text and an empty file', { 'a.txt': 'hello', b: '' }, true],
    ['holds an export without raw texts', { 'a.json': '{"kind":"Image","metadata":{"name":"x"}}' }, true],
    ['holds a layer of a layout', { [`blobs/sha256/${digestBytes('layer').slice(7)}`]: 'layer' }, true],
    ['holds a manifest beside text', { 'a.txt': 'hello', 'b/manifest.json': odd }, false],
    ['holds an export with a raw text', { a: `{"kind":"Image","dockerImageManifest":"{}"}` }, false],
    ['holds a signature', { [signature]: 'x' }, false],
  ] as const)
    it(`that ${what} is ${isNoted ? 'noted' : 'not noted'}`, async (t) => {
      const folder = await folderOf(t, files)
      const notes: string[] = []
      await evidenceInFiles([folder], defaultLimits, (note) => notes.push(note))
      const note = `evidence ${folder}: no file in it looks like a raw manifest, a config, a signature or an export that carries any`
      assert.deepEqual(notes, isNoted ? [note] : [])
    })

  it('of which a file was skipped is not called one without evidence', async (t) => {
    const folder = await folderOf(t, { a: 'x'.repeat(11) })
    const notes: string[] = []
    const limits = { ...defaultLimits, manifestBytes: 10 }
    await evidenceInFiles([folder], limits, (note) => notes.push(note))
    assert.equal(notes.length, 1)
    assert.match(notes[0] ?? '', /1 file was skipped unread/)
  })
})
