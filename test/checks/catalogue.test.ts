import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks, find } from '../../lib/checks/catalogue.ts'
import type { Finding } from '../../lib/checks/finding.ts'
import { assayMutation, mutationKinds } from './mutation.ts'
import { mutations } from './mutations/mutations.ts'

/** Scripts go by these. */
const idsBySeverity: Readonly<Record<string, readonly string[]>> = {
  error: `name-format name-digest reference-digest manifest-digest manifest-malformed manifest-ambiguous
    manifest-duplicate-key item-duplicate-key config-digest config-size config-malformed layers-match index-match
    index-child digest-conflict api-shape number-unsafe field-contradicted signature-invalid signature-digest
    signature-condition`.split(/\s+/),
  warning: `manifest-unverifiable manifest-reserialized media-type config-layers config-platform metadata-size
    metadata-id index-child-missing platform-duplicate signature-identity signature-unknown-key signature-expired
    layer-foreign layer-size-unknown api-required api-version`.split(/\s+/),
  info: `name-abbreviated layer-repeated layer-media-type-absent attestation signature-not-checked
    signature-name`.split(/\s+/),
}
const later = (id: string): boolean => id.startsWith('signature-') || id === 'field-contradicted'

const ids = checks.map(({ id }) => id)
const severityOf = new Map(checks.map(({ id, severity }) => [id, severity]))

describe('the catalogue', () => {
  for (const [severity, list] of Object.entries(idsBySeverity))
    for (const id of list.filter((each) => !later(each) || severityOf.has(each)))
      it(`has ${id} at severity ${severity}`, () => assert.equal(severityOf.get(id), severity))

  it('has no other check, but policies', () => {
    const known: ReadonlySet<string> = new Set(Object.values(idsBySeverity).flat())
    assert.deepEqual(
      ids.filter((id) => !known.has(id) && !id.startsWith('policy-')),
      [],
    )
  })

  it('has no check twice', () => assert.equal(new Set(ids).size, ids.length))

  it('stands errors first, then warnings, then what is only worth knowing', () => {
    const order = checks.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity))
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    )
  })

  for (const { id, says, remedy } of checks)
    it(`tells of ${id} what it says and what to do, in whole sentences`, () => {
      assert.match(says, /^[A-Z`d].*[^.]\.$/s)
      assert.match(remedy, /^[A-Z].*[^.]\.$/s)
      assert.notEqual(says, remedy)
    })
})

/** What a message has to name for its reader to know the thing, by check. */
const names: Readonly<Record<string, RegExp>> = {
  'name-format': /named?\b/,
  'name-digest': /name\b.*digest/,
  'reference-digest': /reference.*digest/,
  'manifest-digest': /manifest.*digest/,
  'manifest-malformed': /manifest/,
  'manifest-ambiguous': /manifest|schemaVersion|mediaType/,
  'manifest-duplicate-key': /manifest.*"/,
  'item-duplicate-key': /(?:item|config).*"/,
  'config-digest': /config.*digest/,
  'config-size': /config.*(?:size|length|long)/,
  'config-malformed': /config/,
  'layers-match': /layer/,
  'index-match': /entry|manifests/,
  'index-child': /(?:size|type|architecture|system|variant).*sha256:/,
  'api-shape': /field|layers|config/,
  'number-unsafe': /\d/,
  'manifest-unverifiable': /digest|manifest/,
  'manifest-reserialized': /bytes.*digest/,
  'media-type': /media type/,
  'config-layers': /config.*(?:diff_ids|history)/,
  'config-platform': /architecture|system|variant/,
  'metadata-size': /Size/,
  'metadata-id': /\bID\b/,
  'index-child-missing': /manifest/,
  'platform-duplicate': /platform/,
  'layer-foreign': /layer/,
  'layer-size-unknown': /size.*layer|layer.*size/,
  'api-required': /field/,
  'api-version': /version/,
  'name-abbreviated': /name.*digest/,
  'layer-repeated': /layer/,
  'layer-media-type-absent': /media type/,
  attestation: /attestation/,
}

/** Checks that put one claim beside what it should be. */
const comparing: ReadonlySet<string> = new Set(
  `name-digest name-abbreviated reference-digest manifest-digest manifest-reserialized config-digest config-size
    config-layers config-platform layers-match index-match index-child media-type metadata-id metadata-size
    api-version`.split(/\s+/),
)

const clause = ({ message }: Finding): void => {
  assert.match(message, /^[^\s].*[^\s.]$/)
  assert.doesNotMatch(message, /\.\s+[A-Z]/, 'one clause, not sentences')
  assert.doesNotMatch(message, /undefined|NaN|\[object/)
  assert.doesNotMatch(message, /^(?:The|An?|It) /, 'a clause begins with a small letter')
  assert.ok(message.length <= 300, `${message.length} characters`)
}

const examples = new Map<string, Finding[]>()
for (const mutation of Object.values(mutations).flat())
  for (const kind of mutationKinds(mutation).slice(0, 1))
    for (const finding of (await assayMutation(mutation, kind)).findings)
      examples.set(finding.check, [...(examples.get(finding.check) ?? []), finding])

describe('the findings of all mutations', () => {
  for (const [check, findings] of examples) {
    if (later(check)) continue
    it(`say in one clause what is wrong: ${check}`, () => {
      for (const finding of findings) {
        clause(finding)
        assert.match(finding.message, names[check] ?? /^$/)
      }
    })
    if (comparing.has(check))
      it(`show what was expected and what was found: ${check}`, () => {
        for (const { expected, actual } of findings) {
          assert.ok(expected, 'expected')
          assert.ok(actual, 'actual')
          assert.notEqual(expected, actual)
        }
      })
    it(`stand at a JSON Pointer and the catalogue's severity: ${check}`, () => {
      for (const { path, severity } of findings) {
        assert.match(path, /^(?:\/(?:[^~/]|~[01])*)*$/)
        assert.equal(severity, severityOf.get(check))
      }
    })
  }
})

describe('a finding', () => {
  it('holds a claim as it is, up to 1,024 characters of it', () => {
    const name = 'x'.repeat(1024)
    assert.equal(find('name-format', '', '', null, name).actual, name)
    assert.equal(find('name-format', '', '', null, `${name}y`).actual, `${name}… (1025 characters)`)
  })
})
