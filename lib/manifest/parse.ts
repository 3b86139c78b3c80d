import * as v from 'valibot'
import { manifestType } from '../image/media-type.ts'
import { knownAlgorithms } from '../image/schema.ts'
import { issuePointer } from '../json/issue-pointer.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { jsonValue, parseJson } from '../json/parse.ts'
import type { Flaw } from '../json/scan.ts'
import type { Limits } from '../limits.ts'
import { flawText } from './flaw-text.ts'
import type { Entry, Manifest, ManifestProblem, ParsedManifest } from './manifest.ts'
import { plainManifest } from './plain-manifest.ts'
import { type GivenDescriptor, imageSchema, indexSchema, schema1Schema } from './schema.ts'
import { manifestShape } from './shape.ts'
import { structures } from './structure.ts'

type ManifestKind = Manifest['type']

const problem = (
  check: ManifestProblem['check'],
  path: string,
  message: string,
  expected: string | null = null,
  actual: string | null = null,
): ManifestProblem => ({ check, path, message, expected, actual })

const flawChecks: Partial<Record<Flaw['code'], ManifestProblem['check']>> = {
  'duplicate-key': 'manifest-duplicate-key',
  'folded-key': 'manifest-duplicate-key',
  'number-unsafe': 'number-unsafe',
}

const fromFlaw = (flaw: Flaw): ManifestProblem =>
  problem(flawChecks[flaw.code] ?? 'manifest-malformed', flaw.path, flawText('the manifest', flaw))

/** Why the document is not exactly one of the three things that a manifest can be. */
const judgeStructure = (value: JsonObject): { kind: ManifestKind | null; problems: ManifestProblem[] } => {
  const found = structures.filter(({ members }) => members.some((name) => Object.hasOwn(value, name)))
  const [only] = found
  if (only === undefined) {
    const message = 'the manifest has neither layers nor manifests nor fsLayers'
    return { kind: null, problems: [problem('manifest-malformed', '', message)] }
  }
  if (found.length > 1) {
    const names = structures.flatMap(({ members }) => members.filter((name) => Object.hasOwn(value, name)))
    const message = `the manifest is several things at once: it has ${names.join(', ')}`
    return { kind: null, problems: [problem('manifest-ambiguous', '', message)] }
  }
  const problems: ManifestProblem[] = []
  const version = only.type === 'schema1' ? 1 : 2
  if (value.schemaVersion !== version) {
    const message = `schemaVersion does not fit a manifest with ${only.members.join(' and ')}`
    const actual = JSON.stringify(value.schemaVersion) ?? 'absent'
    problems.push(
      problem('manifest-ambiguous', '/schemaVersion', message, String(version), actual.slice(0, 80)),
    )
  }
  const stated = value.mediaType
  if (typeof stated === 'string') {
    const shape = manifestType(stated)?.shape
    if (shape !== undefined && shape !== only.type) {
      const message = `mediaType says ${shape}, but the manifest has ${only.members.join(' and ')}`
      problems.push(problem('manifest-ambiguous', '/mediaType', message, only.type, stated))
    }
  }
  return { kind: only.type, problems }
}

/** What stands where a schema expects something else. A history holds configurations, with their environment. */
const received = ({ received: text, input }: v.BaseIssue<unknown>, path: string): string =>
  path.startsWith('/history') && typeof input === 'string' ? 'text' : text.slice(0, 80)

const whyMalformed = ({ message }: v.BaseIssue<unknown>): string =>
  message === knownAlgorithms
    ? 'the manifest has a digest whose algorithm image-spec lets pass and no cluster knows: nothing can pull what it names'
    : 'the manifest has a field that the specification does not allow'

const malformed = (issues: readonly v.BaseIssue<unknown>[]): ManifestProblem[] =>
  issues.slice(0, 10).map((issue) => {
    const path = issuePointer(issue)
    return problem(
      'manifest-malformed',
      path,
      whyMalformed(issue),
      issue.expected ?? issue.message,
      received(issue, path),
    )
  })

const descriptorOf = (given: GivenDescriptor) => ({
  mediaType: given.mediaType,
  digest: given.digest,
  size: given.size,
})

const readers: Record<ManifestKind, (value: JsonObject) => Manifest | ManifestProblem[]> = {
  image: (value) => {
    const { success, output, issues } = v.safeParse(imageSchema, value)
    if (!success) return malformed(issues)
    return {
      type: 'image',
      mediaType: output.mediaType ?? null,
      config: descriptorOf(output.config),
      layers: output.layers.map(descriptorOf),
      value,
    }
  },
  index: (value) => {
    const { success, output, issues } = v.safeParse(indexSchema, value)
    if (!success) return malformed(issues)
    const entries = output.manifests.map(
      (entry): Entry => ({
        ...descriptorOf(entry),
        architecture: entry.platform?.architecture || null,
        os: entry.platform?.os || null,
        osVersion: entry.platform?.['os.version'] || null,
        variant: entry.platform?.variant || null,
      }),
    )
    return { type: 'index', mediaType: output.mediaType ?? null, entries, value }
  },
  schema1: (value) => {
    const { success, output, issues } = v.safeParse(schema1Schema, value)
    if (!success) return malformed(issues)
    return {
      type: 'schema1',
      mediaType: output.mediaType ?? null,
      architecture: output.architecture || null,
      layers: output.fsLayers.map((layer) => layer.blobSum).toReversed(),
      history: output.history.map((entry) => entry.v1Compatibility),
      value,
    }
  },
}

const longLists = [
  { path: '/layers', name: 'layers' },
  { path: '/fsLayers', name: 'layers' },
  { path: '/history', name: 'layers' },
  { path: '/manifests', name: 'indexEntries' },
] as const

/** Lists beyond their limit, before any time is spent on their elements. */
const tooLong = (value: JsonObject, limits: Limits): ManifestProblem[] =>
  longLists.flatMap(({ path, name }) => {
    const { [path.slice(1)]: list } = value
    if (!Array.isArray(list) || list.length <= limits[name]) return []
    const message = `the manifest has ${list.length} elements here, more than the limit ${name} (--limit ${name}=N)`
    return [problem('manifest-malformed', path, message, `at most ${limits[name]}`, String(list.length))]
  })

/**
 * Reads raw manifest bytes strictly (OCI image-spec manifest.md and image-index.md, distribution schema 1).
 * Never throws: what is wrong is a problem, and a manifest that readers could read differently is none.
 */
export const parseManifest = (bytes: Buffer, limits: Limits): ParsedManifest => {
  if (bytes.length > limits.manifestBytes) {
    const message = `the manifest is longer than the limit manifestBytes (--limit manifestBytes=N)`
    const found = `${bytes.length} bytes`
    const tooBig = problem('manifest-malformed', '', message, `at most ${limits.manifestBytes} bytes`, found)
    return { bytes, manifest: null, value: null, unambiguous: false, problems: [tooBig] }
  }
  const { value, flaws } = parseJson(bytes, manifestShape, limits)
  return interpret(bytes, value, flaws, limits)
}

/**
 * The same for a schema 1 manifest's signed bytes, where they are known to say what `whole`, which was read without a
 * problem, says but for its signatures ({@link signsWhatStands}).
 */
export const withoutSignatures = (
  bytes: Buffer,
  whole: ParsedManifest & { readonly manifest: Manifest; readonly value: JsonObject },
): ParsedManifest => {
  const { signatures: _, ...value } = whole.value
  return { ...whole, bytes, value, manifest: { ...whole.manifest, value } }
}

/** The same for text that this program wrote: nothing can hide in it. */
export const parseRebuilt = (bytes: Buffer, limits: Limits): ParsedManifest =>
  interpret(bytes, jsonValue(bytes), [], limits)

const interpret = (
  bytes: Buffer,
  value: Json | undefined,
  flaws: readonly Flaw[],
  limits: Limits,
): ParsedManifest => {
  const unambiguous = flaws.length === 0
  const problems = flaws.map(fromFlaw)
  if (!isObject(value)) {
    if (problems.length === 0)
      problems.push(
        problem('manifest-malformed', '', 'the manifest is no JSON object', 'object', kindOf(value)),
      )
    return { bytes, manifest: null, value: null, unambiguous, problems }
  }
  const structure = judgeStructure(value)
  problems.push(...structure.problems)
  const long = tooLong(value, limits)
  problems.push(...long)
  if (structure.kind === null || long.length > 0)
    return { bytes, manifest: null, value, unambiguous, problems }
  const read = plainManifest[structure.kind](value) ?? readers[structure.kind](value)
  if (Array.isArray(read)) {
    // A wrong schemaVersion has been named as ambiguous already.
    problems.push(...read.filter((found) => !problems.some((known) => known.path === found.path)))
    return { bytes, manifest: null, value, unambiguous, problems }
  }
  return { bytes, manifest: problems.length === 0 ? read : null, value, unambiguous, problems }
}

const kindOf = (value: Json | undefined): string =>
  value === undefined ? 'no JSON' : value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
