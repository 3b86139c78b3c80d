import { randomUUID } from 'node:crypto'
import { type Digest, matchesAfter, matchesDigest } from '../digest.ts'
import type { JsonObject } from '../json/json.ts'
import type { Form } from './form.ts'
import { serialize, writeMember } from './serialize.ts'

/** A text of a manifest, not joined before somebody asks for it. */
export interface Written {
  /** Characters. */
  readonly length: number
  text(): string
  hashesTo(digest: Digest): boolean
}

/** The manifest as the form's producer writes it. */
export const writtenAs = (manifest: JsonObject, form: Form): Written => {
  const text = serialize(manifest, form)
  return { length: text.length, text: () => text, hashesTo: (digest) => matchesDigest(text, digest) }
}

/** Stands where the annotations will. Unknown to whoever writes the input, so that no manifest holds it; it never shows. */
const mark = randomUUID()

/** What stands around the annotations in one form. */
interface Frame {
  readonly before: string
  readonly behind: string
  readonly hashesTo: (rest: string, digest: Digest) => boolean
  /** Forms of one style write the annotations alike. */
  readonly style: string
}

/**
 * Writes one manifest with ever other annotations, as {@link serialize} does. What stands before them, four fifths of a
 * manifest of 60 layers, is written and hashed once for each form.
 */
export const annotationsWriter = (
  manifest: JsonObject,
): ((annotations: JsonObject, form: Form) => Written) => {
  const frames = new Map<Form, Frame>()
  const frameIn = (form: Form): Frame => {
    const [before = '', behind = ''] = serialize({ ...manifest, annotations: mark }, form).split(`"${mark}"`)
    const { spacing, sorted, escapedSlash, plainHtml } = form
    return {
      before,
      behind,
      hashesTo: matchesAfter(before),
      style: JSON.stringify([spacing, sorted, escapedSlash, plainHtml]),
    }
  }
  let last: JsonObject | null = null
  /** Of the last annotations, by style. */
  const members = new Map<string, string>()
  return (annotations, form) => {
    const frame = frames.get(form) ?? frameIn(form)
    frames.set(form, frame)
    if (annotations !== last) members.clear()
    last = annotations
    const member = members.get(frame.style) ?? writeMember(annotations, form)
    members.set(frame.style, member)
    const { before, behind, hashesTo } = frame
    const rest = member + behind
    return {
      length: before.length + rest.length,
      text: () => before + rest,
      hashesTo: (digest) => hashesTo(rest, digest),
    }
  }
}
