import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { JsonObject } from '../../lib/json/json.ts'
import { lessonText, parseLesson } from '../../lib/verify/lesson.ts'
import { assayText, itemOf } from '../checks/assay-document.ts'
import { configText, digestOf, schema2 } from '../checks/document.ts'
import { valid, validImage } from '../checks/valid.ts'

const taughtBy = async (document = valid.blanked(), changes: JsonObject = {}) => {
  const item = { ...itemOf('Image', document.image, document.digest), ...changes }
  const { image, proof } = await assayText('Image', JSON.stringify(item))
  const text = lessonText(image, proof)
  return { image, proof, text, lesson: text === null ? null : parseLesson(text) }
}

suite('a lesson', () => {
  test('comes out of its text as it went in', async () => {
    const { lesson, proof, image } = await taughtBy()
    const layers = proof.described.layers ?? []
    assert.ok(layers.length > 1)
    assert.deepEqual(lesson, {
      digest: image.digest,
      layerCount: layers.length,
      baseLayer: layers[0]?.digest,
      topLayer: layers.at(-1)?.digest,
      form: proof.verification.form,
      names: [image.reference],
      annotations: null,
      osVersion: null,
      children: [],
    })
  })

  test('of an index names its manifests', async () => {
    const { lesson, proof } = await taughtBy(valid.index())
    assert.ok(proof.described.entries.length > 1)
    assert.deepEqual(
      lesson?.children.map(({ digest }) => digest),
      proof.described.entries.map(({ digest }) => digest),
    )
  })

  for (const reference of ['a/b\tc', 'a/b\nc', '\t', '\n', 'a'.repeat(10_000)])
    test(`stays one line, short and whole, whatever the export says: ${JSON.stringify(reference).slice(0, 20)}`, async () => {
      const { text, lesson } = await taughtBy(valid.blanked(), { dockerImageReference: reference })
      const { lesson: plain } = await taughtBy()
      assert.doesNotMatch(text ?? '', /\n/)
      assert.deepEqual(lesson, { ...plain, names: [] })
    })

  suite('holds of what other images may have too', () => {
    const long = 'x'.repeat(8193)
    const learnt = async (text: string) => {
      const config = configText(3).replace('{', `{"os.version":"${text}",`)
      const written = (manifest: string) => manifest.replace('{', `{"annotations":{"a":"${text}"},`)
      const { lesson } = await taughtBy(schema2({ ...validImage, config, written }, true))
      const entry = { digest: digestOf('child'), manifestSize: 1, mediaType: text }
      const { lesson: ofIndex } = await taughtBy(valid.index(), { dockerImageManifests: [entry] })
      const { annotations, osVersion } = lesson ?? {}
      return { annotations, osVersion, mediaType: ofIndex?.children[0]?.mediaType }
    }

    test('what has its usual length', async () => {
      assert.deepEqual(await learnt('y'), { annotations: { a: 'y' }, osVersion: 'y', mediaType: 'y' })
    })

    test('nothing that is longer than any tool writes', async () => {
      assert.deepEqual(await learnt(long), { annotations: null, osVersion: null, mediaType: null })
    })
  })
})
