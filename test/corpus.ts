import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, type JsonObject } from '../lib/json/json.ts'

const folder = process.env.ASSAY_CORPUS ?? join(import.meta.dirname, '../../shared/corpus')

const present = existsSync(join(folder, 'expected.json'))

/** For node:test's `skip`: false where the corpus is there, else the reason to print. */
export const withoutCorpus: false | string = present
  ? false
  : `the corpus is not at ${folder}: set ASSAY_CORPUS to run this`

/** The path of a file of the corpus. */
export const corpusPath = (file: string): string => join(folder, file)

export const corpusBytes = (file: string): Buffer => readFileSync(corpusPath(file))

export const corpusText = (file: string): string => corpusBytes(file).toString('utf8')

/** The files of one of its folders, in name order; none where the corpus is absent. */
export const corpusFiles = (under: string): readonly string[] =>
  present ? readdirSync(corpusPath(under)).toSorted() : []

const objects = (value: unknown): JsonObject[] => {
  if (!isObject(value)) return []
  return Array.isArray(value.items) ? value.items.filter(isObject) : [value]
}

/** The objects of a JSON or NDJSON file, lists taken apart; none where the corpus is absent. */
export const corpusObjects = (file: string): readonly JsonObject[] => {
  if (!present) return []
  const text = corpusText(file)
  const documents = file.endsWith('.ndjson') ? text.trim().split('\n') : [text]
  return documents.flatMap((document) => objects(JSON.parse(document)))
}

/** One published text that carries what the API drops. */
export interface AnnotatedManifest {
  readonly digest: string
  readonly form: string
  readonly text: string
  readonly what: string
}

/** `facts/annotated-manifests.jsonl`; none where the corpus is absent. */
export const annotatedManifests = (): readonly AnnotatedManifest[] =>
  present
    ? corpusText('facts/annotated-manifests.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as AnnotatedManifest)
    : []
