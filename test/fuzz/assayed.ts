import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { checks } from '../../lib/checks/catalogue.ts'
import { runChecks } from '../../lib/checks/run.ts'
import { readItems } from '../../lib/export/read.ts'
import { rejectionCatalogue } from '../../lib/export/rejection.ts'
import type { Image } from '../../lib/image/image.ts'
import { parseImage } from '../../lib/image/parse.ts'
import { defaultLimits, type Limits } from '../../lib/limits.ts'
import type { Child, Children } from '../../lib/measure/child.ts'
import { childOf, findChildren } from '../../lib/measure/children.ts'
import { measure } from '../../lib/measure/measure.ts'
import { reportImage } from '../../lib/report/image-report.ts'
import { jsonRenderer } from '../../lib/report/json.ts'
import { createNotebook, takeNotes } from '../../lib/report/notebook.ts'
import { rejectionText } from '../../lib/report/rejection-text.ts'
import { reportedObject } from '../../lib/report/reported.ts'
import { type ImageReport, imageReport, sourceReport, summary } from '../../lib/report/schema.ts'
import { tableRenderer } from '../../lib/report/table.ts'
import { unsigned } from '../../lib/signature/signatures.ts'
import { type Evidence, noEvidence } from '../../lib/verify/evidence.ts'
import type { Proof } from '../../lib/verify/proof.ts'
import { proveManifest } from '../../lib/verify/prove.ts'
import { sourceOf } from '../export/collect.ts'
import { type StrictManifest, strictManifest } from './strict-manifest.ts'

const severities = new Map(checks.map(({ id, severity }) => [id, severity]))
const manifestChecks = new Set([
  'manifest-malformed',
  'manifest-ambiguous',
  'manifest-duplicate-key',
  'number-unsafe',
])

const hashOf = (bytes: Uint8Array, algorithm: string): string =>
  `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`

const isHashedBy = (bytes: Uint8Array | undefined, digest: string | null): boolean =>
  bytes !== undefined && digest !== null && hashOf(bytes, digest.split(':', 1)[0] ?? '') === digest

const assertLayers = ({ layers, type }: ImageReport, strict: StrictManifest): void => {
  assert.equal(type, strict.type === 'index' ? 'index' : 'image')
  assert.deepEqual(
    layers.map(({ digest }) => digest),
    strict.layers.map(({ digest }) => digest),
  )
  if (strict.type === 'image') assert.deepEqual(layers, strict.layers)
}

const assertConfig = ({ config }: ImageReport, proof: Proof, strict: StrictManifest): void => {
  if (config?.verdict !== 'verified') return
  assert.deepEqual([config.digest, config.size], [strict.config?.digest, strict.config?.size])
  const bytes = proof.config?.bytes ?? undefined
  assert.ok(isHashedBy(bytes, config.digest), 'the config does not hash to its digest')
  assert.equal(bytes?.length, config.size)
}

/** What is proven is worth what its bytes are: they hash to the digest, and say what the report says. */
const assertProven = (proof: Proof, report: ImageReport): void => {
  const { digest, findings, platforms } = report
  const bytes = proof.proven?.bytes
  assert.ok(bytes !== undefined && isHashedBy(bytes, digest), 'the bytes do not hash to the digest')
  const strict = strictManifest(bytes)
  const manifest = proof.proven?.manifest ?? null
  if (manifest === null) {
    const named = findings.some(({ check, severity }) => manifestChecks.has(check) && severity === 'error')
    assert.ok(named, 'the bytes mean nothing, and no finding says so')
    assert.notEqual(report.config?.verdict, 'verified')
    return
  }
  assert.ok(strict !== null, 'the bytes were read though they could be read in two ways')
  assert.equal(manifest.type, strict.type)
  assertLayers(report, strict)
  assertConfig(report, proof, strict)
  if (strict.type === 'index')
    assert.deepEqual(
      platforms.map((platform) => [platform.digest, platform.manifestSize]),
      strict.entries.map((entry) => [entry.digest, entry.size]),
    )
}

/** Bytes that two readers could read differently are never taken for another writing of what was proven. */
const assertReserialized = (image: Image, proof: Proof): void => {
  const given = image.manifestBytes ?? Buffer.alloc(0)
  const unmarked = given.subarray(given.indexOf('\ufeff') === 0 ? 3 : 0)
  if (proof.proven?.manifest) assert.ok(strictManifest(unmarked) !== null, 'two meanings, and one was chosen')
}

const assertSound = (image: Image, proof: Proof, report: ImageReport): void => {
  assert.ok(v.is(imageReport, report), 'the report does not fit its schema')
  for (const { check, severity } of report.findings) assert.equal(severity, severities.get(check), check)
  const { verdict, computed, bytes } = report.verification
  if (verdict === 'verified') assert.deepEqual([computed, bytes], [report.digest, proof.proven?.bytes.length])
  if (report.verification.proof === 'reserialized') assertReserialized(image, proof)
  // Bytes that are not the manifest's stay wrong, though the true ones were found.
  if (verdict === 'mismatch') assert.ok(image.manifestBytes !== null, 'a mismatch without bytes')
  if (verdict === 'unverifiable') assert.equal(proof.proven, null)
  if (proof.proven === null) assert.notEqual(report.config?.verdict, 'verified')
  else assertProven(proof, report)
}

/** What a terminal obeys, but for line feeds. */
const obeyed = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

export interface Assayed {
  readonly images: readonly ImageReport[]
  /** Rejections' codes. */
  readonly rejected: readonly string[]
  /** Characters of JSON and of the table that came of it. */
  readonly printed: number
}

/** Assays one source as lib/assay.ts does, and holds everything against what must be true of any input at all. */
export const assayed = async (
  bytes: Uint8Array,
  given: Partial<Limits> = {},
  evidence: Evidence = noEvidence,
): Promise<Assayed> => {
  const limits = { ...defaultLimits, ...given }
  const notebook = createNotebook(limits)
  const notes = takeNotes('a secret', 0)
  const children = new Map<string, Child>()
  const met: { image: Image; proof: Proof; known: Children }[] = []
  const rejections = []
  const sources = []
  for await (const event of readItems(sourceOf(bytes, 65_536), 0, limits)) {
    if (event.type === 'source') sources.push(event.source)
    else if (event.type === 'rejection') rejections.push(event.rejection)
    else {
      const image = parseImage(event.item, limits)
      const proof = await proveManifest(image, evidence, limits)
      const child = childOf(image, proof, measure(image, proof, new Map()).size)
      if (child !== null) children.set(child.digest, child)
      met.push({ image, proof, known: new Map() })
    }
  }
  const json = jsonRenderer()
  const table = tableRenderer()
  const images: ImageReport[] = []
  let written = json.head()
  let shown = table.head()
  for (const { image, proof } of met) {
    const known: Children =
      proof.described.type === 'index' ? await findChildren(proof, children, evidence, limits) : new Map()
    const findings = runChecks(image, proof, known, unsigned)
    const report = reportImage(image, proof, findings, measure(image, proof, known))
    assertSound(image, proof, report)
    notes.add(image, proof, report)
    images.push(report)
    const reported = reportedObject(report)
    written += json.image(reported)
    shown += table.image(reported)
  }
  notebook.note(notes.notes())
  const frame = {
    apiVersion: 'image-assay/v1',
    kind: 'ExportReport',
    analyzer: { name: 'image-assay', version: '0' },
    sources,
    summary: notebook.finish(rejections.length),
    rejected: rejections,
  } as const
  assert.ok(v.is(summary, frame.summary), 'the summary does not fit its schema')
  assert.ok(sources.length === 1 && v.is(sourceReport, sources[0]), 'a source is told of once')
  assert.equal(sources[0]?.bytes, bytes.length)
  assert.ok(images.length + rejections.length > 0, 'nothing was found, and nothing says why')
  written += json.tail(frame)
  shown += table.tail(frame)
  for (const rejection of rejections) {
    assert.ok(Object.hasOwn(rejectionCatalogue, rejection.code), rejection.code)
    const line = rejectionText(rejection, sources)
    assert.doesNotMatch(line, /undefined|\[object|NaN/)
    shown += `${line}\n`
  }
  const [character] = obeyed.exec(shown) ?? []
  assert.equal(character, undefined, `${JSON.stringify(character)} would reach a terminal`)
  assert.ok(isDeepStrictEqual(JSON.parse(written).images.length, images.length))
  return { images, rejected: rejections.map(({ code }) => code), printed: written.length + shown.length }
}
