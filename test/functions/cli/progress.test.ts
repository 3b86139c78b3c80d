import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { describe, it } from 'node:test'
import { progressBar, progressLine } from '../../../functions/cli/progress.ts'

describe('progressLine', () => {
  for (const [what, progress, total, seconds, line] of [
    [
      'of a known length',
      { bytes: 50 * 2 ** 20, images: 1234 },
      200 * 2 ** 20,
      2,
      '[#####---------------]  25 %  50.0 MiB of 200 MiB  1,234 images  25.0 MiB/s',
    ],
    ['of a stream', { bytes: 2 ** 20, images: 1 }, null, 1, '1.00 MiB  1 images  1.00 MiB/s'],
    [
      'of nothing',
      { bytes: 0, images: 0 },
      0,
      0,
      '[--------------------]   0 %  0 B of 0 B  0 images  0 B/s',
    ],
    [
      'of a file that grew',
      { bytes: 300, images: 0 },
      200,
      1,
      '[####################] 100 %  300 B of 200 B  0 images  300 B/s',
    ],
    [
      'of a search, once all has been read',
      { bytes: 300, images: 40, searched: 3, open: 12 },
      300,
      1,
      '[#####---------------]  25 %  searched 3 of 12 unproven images',
    ],
  ] as const)
    it(what, () => {
      assert.equal(progressLine(progress, total, seconds), line)
      assert.ok(line.length < 80)
    })
})

const draw = (isTTY: boolean, times: readonly number[], columns = 80): string[] => {
  const written: string[] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk))
      done()
    },
  })
  let time = 0
  const bar = progressBar(Object.assign(stream, { isTTY, columns }), 100, () => time)
  for (time of times) bar.update({ bytes: 50, images: 1 })
  bar.clear()
  bar.clear()
  return written
}

describe('progressBar', () => {
  it('shows nothing within the first second', () => assert.deepEqual(draw(true, [0, 500, 999]), []))
  it('shows nothing where there is no terminal', () => assert.deepEqual(draw(false, [0, 5000]), []))
  for (const columns of [10, 40])
    it(`stays on one line of a terminal with ${columns} columns`, () => {
      const [line = ''] = draw(true, [1000], columns)
      assert.equal(line.length, '\r\u001b[K'.length + columns - 1)
    })
  it('is redrawn ten times a second and taken away once', () => {
    const written = draw(true, [1000, 1050, 1100, 1150])
    assert.equal(written.length, 3)
    assert.ok(written[0]?.startsWith('\r\u001b[K[##########----------]  50 %'))
    assert.equal(written[2], '\r\u001b[K')
  })
})
