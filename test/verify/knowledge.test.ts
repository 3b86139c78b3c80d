import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Digest } from '../../lib/digest.ts'
import { imageForms } from '../../lib/manifest/form.ts'
import { knowledgeFor } from '../../lib/verify/knowledge.ts'
import type { Lesson } from '../../lib/verify/lesson.ts'
import type { Puzzle } from '../../lib/verify/puzzle.ts'

const digest = (n: number): Digest => `sha256:${n.toString(16).padStart(64, '0')}` as Digest
const layer = (n: number) => digest(1_000_000 + n)

/** More than is kept, the largest digests as bases, and lessons that contradict one another. */
const images = 2600
const base = images - 1
const stated = images - 2

const lesson = (n: number, more: Partial<Lesson> = {}): Lesson => ({
  digest: digest(n),
  layerCount: 1,
  topLayer: layer(n),
  baseLayer: layer(n % 7),
  form: imageForms[n % 3]?.id ?? null,
  names: [`registry.example.com/r${n % 5}/i${n}:1`],
  annotations: n % 11 === 0 ? { n: String(n) } : null,
  osVersion: n % 13 === 0 ? `10.0.17763.${n}` : null,
  children: [],
  ...more,
})

const child = (n: number, osVersion: string | null, size = 500) => ({
  digest: digest(n),
  size,
  mediaType: null,
  osVersion,
})

const index = (n: number, name: string, children: Lesson['children']): Lesson =>
  lesson(n, { topLayer: null, baseLayer: null, layerCount: 0, names: [name], children })

const lessons: readonly Lesson[] = [
  ...Array.from({ length: images }, (_, n) => lesson(n)),
  ...Array.from({ length: 6 }, (_, n) => lesson(13, { baseLayer: layer(n), osVersion: `10.0.20348.${n}` })),
  ...Array.from({ length: 6 }, (_, n) =>
    index(5000 + n, `registry.example.com/list/i${n}:1`, [
      child(base, `10.0.26100.${n}`, 600 - n),
      child(stated, null, 700 - n),
      child(7 * n, `10.0.14393.${n}`),
    ]),
  ),
]

const puzzles: readonly Puzzle[] = [
  {
    type: 'image',
    digest: digest(9000),
    repository: 'registry.example.com/r1/i6',
    remains: {
      configDigest: digest(9001),
      configSize: 5,
      layers: [{ digest: layer(base), size: 1, mediaType: null }],
      orderStated: true,
      mediaType: null,
    },
    reversed: false,
    labels: { 'org.opencontainers.image.base.digest': digest(stated) },
    created: null,
    architecture: null,
  },
  {
    type: 'index',
    digest: digest(9002),
    repository: 'registry.example.com/r2/i7',
    entries: [
      {
        digest: digest(base),
        mediaType: null,
        size: 1,
        architecture: 'amd64',
        os: 'windows',
        variant: null,
      },
    ],
    mediaType: null,
  },
]

/** Everything that a search may ask. */
const answers = (order: readonly Lesson[]) => {
  const known = knowledgeFor(puzzles)
  for (const one of order) known.learn(one)
  const asked = [base, stated, 13, 0, 7, 14, 2000].map(digest)
  return {
    digests: known.digests(),
    names: known.names(),
    bases: known.basesOn(layer(base)),
    namesOf: [digest(base), digest(stated), ...known.digests()].map((one) => known.namesOf(one)),
    annotations: known.annotationsOf('registry.example.com/r1/i6'),
    siblings: known.siblingsOf(digest(9002)),
    lengths: asked.map((one) => known.lengthOf(one)),
    versions: asked.map((one) => known.osVersionsOf(one)),
    order: known.orderOf(imageForms, 'registry.example.com/r1/i6'),
  }
}

describe('what an export teaches', () => {
  const once = answers(lessons)

  it('is the same in whatever order it comes, also where there is too much of it', () => {
    for (const order of fc.sample(fc.shuffledSubarray([...lessons], { minLength: lessons.length }), 8))
      assert.deepEqual(answers(order), once)
    assert.deepEqual(answers(lessons.toReversed()), once)
  })

  it('holds the names of a base, by itself and by the indexes that name it', () => {
    assert.equal(once.digests.includes(digest(base)), false)
    assert.deepEqual(once.namesOf[0]?.length, 7)
    assert.deepEqual(once.namesOf[1]?.length, 7)
  })

  it('holds all that is said of an os.version, up to four', () => {
    assert.deepEqual(once.versions[0], ['10.0.26100.0', '10.0.26100.1', '10.0.26100.2', '10.0.26100.3'])
  })
})
