import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { ErrorCode } from '../../lib/error.ts'
import { openStore } from '../../lib/store/open.ts'
import { isAssayError } from './assay-error.ts'

const top = await mkdtemp(join(tmpdir(), 'assay-open-'))
after(() => rm(top, { recursive: true, force: true }))

describe('openStore', () => {
  const uris: Readonly<Record<string, (folder: string) => string>> = {
    absolute: (folder) => `file:${folder}`,
    relative: (folder) => `file:${relative(process.cwd(), folder)}`,
    URL: (folder) => pathToFileURL(folder).href,
    'URL of this machine': (folder) => pathToFileURL(folder).href.replace('file://', 'file://localhost'),
    'capital scheme': (folder) => `FILE:${folder}`,
  }
  for (const [index, [what, uriOf]] of Object.entries(uris).entries()) {
    it(`opens a folder: ${what}`, async () => {
      const folder = join(top, `a b#${index}`)
      assert.equal(await openStore(uriOf(folder)).put('policy.json', Buffer.from('{}')), 'created')
      assert.equal(await readFile(join(folder, 'policy.json'), 'utf8'), '{}')
    })
  }

  const refused: Readonly<Record<string, ErrorCode>> = {
    's3://': 'store-uri-invalid',
    'S3://Bucket': 'store-uri-invalid',
    's3://bucket/../prefix': 'store-uri-invalid',
    'file:': 'store-uri-invalid',
    'file:a\0b': 'store-uri-invalid',
    'file:~': 'store-uri-invalid',
    'file:~/reports': 'store-uri-invalid',
    'file:~user/reports': 'store-uri-invalid',
    'file://elsewhere/a': 'store-uri-invalid',
    'file:///a%2Fb': 'store-uri-invalid',
    'file:///a%zz': 'store-uri-invalid',
    'file:///a#b': 'store-uri-invalid',
    'file:///a?b': 'store-uri-invalid',
    '': 'store-uri-invalid',
    '/a/folder': 'store-uri-invalid',
    'https://example.com/': 'store-uri-invalid',
    'constructor:a': 'store-uri-invalid',
  }
  for (const [uri, code] of Object.entries(refused)) {
    it(`refuses ${JSON.stringify(uri)}: ${code}`, () => {
      assert.throws(() => openStore(uri), isAssayError(code, JSON.stringify(uri)))
    })
  }

  it('says what to write in place of ~', () => {
    const words = ['file:$HOME/…', 'file:./~/reports']
    assert.throws(() => openStore('file:~/reports'), isAssayError('store-uri-invalid', ...words))
  })
  it('opens a folder that is called ~ where a path says so', () => {
    assert.doesNotThrow(() => openStore('file:./~'))
  })
})
