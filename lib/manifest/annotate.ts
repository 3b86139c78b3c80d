import type { JsonObject } from '../json/json.ts'
import type { Form } from './form.ts'
import { serialize, writeMember } from './serialize.ts'

/** A text that stands nowhere in the manifest. */
const absentFrom = (manifest: JsonObject): string => {
  const text = JSON.stringify(manifest)
  let mark = '@'
  while (text.includes(mark)) mark += '@'
  return mark
}

/**
 * Writes one manifest with ever other annotations, as {@link serialize} does. What stands around them is written once
 * for each form: of a manifest of 60 layers that is four fifths of the work.
 */
export const annotationsWriter = (
  manifest: JsonObject,
): ((annotations: JsonObject, form: Form) => string) => {
  const mark = absentFrom(manifest)
  const frames = new Map<Form, readonly [before: string, behind: string]>()
  const frameIn = (form: Form): readonly [before: string, behind: string] => {
    const [before = '', behind = ''] = serialize({ ...manifest, annotations: mark }, form).split(`"${mark}"`)
    return [before, behind]
  }
  return (annotations, form) => {
    const frame = frames.get(form) ?? frameIn(form)
    frames.set(form, frame)
    return frame[0] + writeMember(annotations, form) + frame[1]
  }
}
