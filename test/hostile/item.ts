import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'
import { itemOf, kinds } from '../checks/assay-document.ts'
import { shapes, valid } from '../checks/valid.ts'

const exports = join(import.meta.dirname, '../../events/exports')

/** The texts of the samples, by their names. */
export const sampleTexts: ReadonlyMap<string, string> = new Map(
  readdirSync(exports).map((name) => [name, readFileSync(join(exports, name), 'utf8')]),
)

const signature: JsonObject = {
  metadata: { name: `sha256:${'a'.repeat(64)}@one` },
  type: 'atomic',
  content: 'AAAA',
  conditions: [{ type: 'Trusted', status: 'True', reason: 'Manual', message: 'by hand' }],
  imageIdentity: 'registry.example/shop/ruby:2.7',
  signedClaims: { claim: 'text' },
  created: '2020-01-02T03:04:05Z',
  issuedBy: { organization: 'Example', commonName: '0123456789abcdef' },
  issuedTo: { organization: 'Example', commonName: 'someone', publicKeyID: '0123456789abcdef' },
}

const signed = (item: JsonObject): JsonObject => {
  const image = isObject(item.image) ? item.image : item
  const whole = { ...image, signatures: [signature], dockerImageSignatures: ['e30='] }
  return image === item ? whole : { ...item, image: whole }
}

/** Items of every kind and every shape that clusters export: valid ones, signed, and the samples. */
export const items: readonly JsonObject[] = [
  ...shapes.map((shape, at) => {
    const { image, digest } = valid[shape]()
    return signed(itemOf(kinds[at % kinds.length] ?? 'Image', image, digest))
  }),
  ...[...sampleTexts.values()]
    .flatMap((text) => parseAllDocuments(text).map((document): Json => document.toJS()))
    .filter(isObject)
    .flatMap((document) => (Array.isArray(document.items) ? document.items.filter(isObject) : [document])),
]

export const listOf = (members: readonly Json[]): string =>
  JSON.stringify({ kind: 'List', apiVersion: 'v1', items: members })
