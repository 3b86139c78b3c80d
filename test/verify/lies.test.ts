import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { assay } from '../../lib/index.ts'
import { isObject, type JsonObject } from '../../lib/json/json.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { corpusObjects, withoutCorpus } from '../corpus.ts'
import { type Lie, lies } from './one-lie.ts'

/** Real images that their own fields prove; each nested in an ImageStreamImage. */
const images = corpusObjects('facts/library-images.ndjson').map(({ image }) => (isObject(image) ? image : {}))

const exportOf = (objects: readonly JsonObject[]) => ({
  kind: 'List',
  apiVersion: 'v1',
  items: objects.map((image) => ({ kind: 'Image', apiVersion: 'image.openshift.io/v1', ...image })),
})

/** Reports in the order of the items. */
const reportsOf = async (objects: readonly JsonObject[], limits = {}): Promise<readonly ImageReport[]> => {
  const { images: reports } = await assay(exportOf(objects), { repair: true, limits })
  const place = ({ path }: ImageReport) => Number(path.split('/').at(-1))
  return reports.toSorted((a, b) => place(a) - place(b))
}

const blames = ({ verification, findings }: ImageReport, { path, expected }: Lie): boolean => {
  const [found, ...others] = findings.filter(({ check }) => check === 'field-contradicted')
  return (
    verification.verdict === 'mismatch' &&
    verification.reason === 'field-contradicted' &&
    found?.severity === 'error' &&
    found.path === path &&
    found.expected === expected &&
    others.length === 0
  )
}

suite('a real image with one lied field', { skip: withoutCorpus }, () => {
  const each = 50
  const told = Object.entries(lies).map(([kind, tell], k) => {
    const found: { n: number; lie: Lie }[] = []
    for (let n = k; found.length < each && n < images.length; n += 4) {
      const lie = tell(images[n] as JsonObject, n)
      if (lie !== null) found.push({ n, lie })
    }
    return { kind, found }
  })
  const all = told.flatMap(({ kind, found }) => found.map(({ lie }) => ({ kind, lie })))

  test('of 200 at least 190 are blamed for the right field with its true value, none is verified', async (t) => {
    assert.equal(all.length, 4 * each)
    const reports = await reportsOf(all.map(({ lie }) => lie.image))
    for (const { kind } of told) {
      const own = all.flatMap((one, i) =>
        one.kind === kind ? [{ report: reports[i] as ImageReport, lie: one.lie }] : [],
      )
      t.diagnostic(`${kind}: ${own.filter(({ report, lie }) => blames(report, lie)).length} of ${own.length}`)
    }
    const blamed = all.filter(({ lie }, i) => blames(reports[i] as ImageReport, lie)).length
    assert.ok(blamed >= 190, `${blamed} of ${all.length}`)
    for (const [i, { verification }] of reports.entries()) {
      assert.notEqual(verification.verdict, 'verified')
      if (verification.verdict === 'mismatch')
        assert.ok(blames(reports[i] as ImageReport, (all[i] as { lie: Lie }).lie))
    }
  })

  test('with two, none is verified and none is blamed', async () => {
    const kinds = Object.values(lies)
    const twice = kinds.flatMap((first, a) =>
      kinds.flatMap((second, b) => {
        const image = images[4 * a + b]
        // Other layers, so that the second lie does not undo the first.
        const lie = a === b || image === undefined ? null : first(image, 0)
        const both = lie === null ? null : second(lie.image, 2)
        return both === null ? [] : [both.image]
      }),
    )
    assert.ok(twice.length >= 10)
    for (const { verification, findings } of await reportsOf(twice, { repairHashes: 200_000 })) {
      assert.equal(verification.verdict, 'unverifiable')
      assert.ok(!findings.some(({ check }) => check === 'field-contradicted'))
    }
  })
})
