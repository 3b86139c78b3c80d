import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'
import { type Form, formsOf, imageForms, indexForms } from '../../lib/manifest/form.ts'
import { serialize } from '../../lib/manifest/serialize.ts'
import { digestOf, imageContent, indexContent } from '../manifest/samples.ts'
import { honest, schema1Payload, signed } from '../manifest/signed.ts'
import { written } from '../manifest/written.ts'
import { assayed } from './assayed.ts'
import { blankedImage, withTexts } from './blank.ts'

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key] as Json)]),
  )
}

const parse = (text: string): Json => JSON.parse(text) as Json

/** What common tools make of a manifest that passes through them. */
const tools: Readonly<Record<string, (text: string) => string>> = {
  'jq .': (text) => `${JSON.stringify(parse(text), null, 2)}\n`,
  'jq -c .': (text) => `${JSON.stringify(parse(text))}\n`,
  'jq -S .': (text) => `${JSON.stringify(sorted(parse(text)), null, 2)}\n`,
  'jq -cS .': (text) => `${JSON.stringify(sorted(parse(text)))}\n`,
  'jq --tab .': (text) => `${JSON.stringify(parse(text), null, '\t')}\n`,
  'jq . in a shell that drops the newline': (text) => JSON.stringify(parse(text), null, 2),
  'python -m json.tool': (text) => `${JSON.stringify(parse(text), null, 4)}\n`,
  'JSON.stringify': (text) => JSON.stringify(parse(text)),
}

/** Puts `given` where the true text's bytes should stand, all other claims being true. */
const tampered = (truth: string, given: string | Buffer) =>
  assayed(withTexts(blankedImage(truth), given.toString()))

const guard = async (truth: string, given: string, accident?: RegExp) => {
  const { proof, findings } = await tampered(truth, given)
  const { verdict, proof: rung, computed, bytes, form, reason } = proof.verification
  assert.deepEqual(
    [verdict, rung, computed, bytes, reason],
    ['verified', 'reserialized', digestBytes(truth), Buffer.byteLength(truth), null],
  )
  assert.equal(typeof form, 'string')
  assert.equal(proof.proven?.bytes.toString(), truth)
  assert.equal(proof.givenDigest, digestBytes(given))
  // A byte-order mark is undone and, being no JSON, named as well.
  const named = given.startsWith('\ufeff') ? 'manifest-malformed' : ''
  const own = findings.filter(({ check }) => check.startsWith('manifest-') && check !== named)
  assert.deepEqual(
    own.map(({ check, severity, expected, actual }) => [check, severity, expected, actual]),
    [['manifest-reserialized', 'warning', digestBytes(truth), digestBytes(given)]],
  )
  if (accident !== undefined) assert.match(own[0]?.message ?? '', accident)
  return form
}

const refuse = async (truth: string, given: string | Buffer) => {
  const { proof, checks } = await tampered(truth, given)
  assert.equal(proof.verification.verdict, 'mismatch')
  assert.ok(checks.includes('manifest-digest'))
  return checks
}

const rows: readonly (readonly [form: Form, truth: string])[] = [
  ...imageForms.map(
    (form) => [form, written(form, imageContent(form.family === 'docker' ? 'docker' : 'oci'))] as const,
  ),
  ...indexForms.map(
    (form) => [form, written(form, indexContent(form.family === 'oci' ? 'oci' : 'docker'))] as const,
  ),
]

/** The rows of its own family that write this very text: an untyped manifest is what two rows write of it. */
const writersOf = (text: string): string[] => {
  const value = parse(text) as JsonObject
  const table = Object.hasOwn(value, 'manifests') ? indexForms : imageForms
  const family = typeof value.mediaType === 'string' && value.mediaType.includes('docker') ? 'docker' : 'oci'
  return formsOf(table, family)
    .filter((form) => serialize(value, form) === text)
    .map(({ id }) => id)
}

describe('a manifest that went through', () => {
  for (const [tool, change] of Object.entries(tools))
    it(`${tool} is put back into the form that it had`, async () => {
      let changed = 0
      for (const [form, truth] of rows) {
        const given = change(truth)
        if (given === truth) continue
        changed++
        const found = await guard(truth, given)
        if (tool.includes('S')) {
          assert.ok(
            writersOf(truth).includes(found ?? '') || /^as-is|newline$/.test(found ?? ''),
            `${form.id}: ${found}`,
          )
        }
      }
      assert.ok(changed >= rows.length - 12)
    })

  it('jq -S, which the finding names', async () => {
    for (const [, truth] of rows.slice(0, 2))
      await guard(truth, tools['jq -S .']?.(truth) ?? '', /keys sorted/)
  })
})

describe('an accident undone', () => {
  const [compact, indented, ended] = ['docker-compact', 'docker-indent3', 'oci-tab-newline'].map((id) => {
    const row = rows.find(([form]) => form.id === id)
    assert.ok(row !== undefined)
    return row[1]
  }) as [string, string, string]
  // No form writes it: only the accident, undone, gives the digest.
  const odd = indented.replace('": 2,', '" :2,')
  const mark = '\ufeff'
  const crlf = (text: string) => text.replaceAll('\n', '\r\n')

  const accidents: readonly (readonly [what: string, truth: string, given: string, says: RegExp])[] = [
    ['a newline', compact, `${compact}\n`, /newline/],
    ['a newline behind an odd text', odd, `${odd}\n`, /newline/],
    ['three newlines', odd, `${odd}\n\n\n`, /newline/],
    ['a newline of Windows', odd, `${odd}\r\n`, /newline/],
    ['a newline too much', ended, `${ended}\n`, /newline/],
    ['a newline too much behind an odd text', `${odd}\n`, `${odd}\n\n`, /newline/],
    ['a missing newline', ended, ended.slice(0, -1), /newline/],
    ['a missing newline behind an odd text', `${odd}\n`, odd, /newline/],
    ['CRLF', indented, crlf(indented), /CRLF/],
    ['CRLF in an odd text', odd, crlf(odd), /CRLF/],
    ['CRLF and a newline', odd, `${crlf(odd)}\r\n`, /CRLF/],
    ['CRLF, the last one kept', `${odd}\n`, `${crlf(odd)}\r\n`, /CRLF/],
    ['a byte-order mark', compact, mark + compact, /byte-order mark/],
    ['a byte-order mark before an odd text', odd, mark + odd, /byte-order mark/],
    ['a byte-order mark and a newline', odd, `${mark + odd}\n`, /byte-order mark/],
    ['a byte-order mark and CRLF', odd, mark + crlf(odd), /byte-order mark.*CRLF|CRLF.*byte-order mark/],
    [
      'a byte-order mark, CRLF and a newline',
      odd,
      `${mark + crlf(odd)}\r\n`,
      /byte-order mark.*CRLF|CRLF.*byte-order mark/,
    ],
    ['a byte-order mark before what jq made', indented, mark + (tools['jq .']?.(indented) ?? ''), /./],
    ['CRLF in what jq made', compact, crlf(tools['jq .']?.(compact) ?? ''), /./],
  ]
  for (const [what, truth, given, says] of accidents)
    it(what, async () => {
      await guard(truth, given, says)
    })

  it('a newline that belongs there is none', async () => {
    const { proof } = await tampered(ended, ended)
    assert.equal(proof.verification.proof, 'embedded')
  })
})

describe('signatures stripped', () => {
  const payload = schema1Payload([digestOf('1'), digestOf('2')])
  const text = signed(payload, honest(payload))
  const useless = { formatLength: null, formatTail: null }
  const cases: readonly (readonly [what: string, given: string])[] = [
    ['whose header says nothing', signed(payload, useless)],
    ['pretty-printed by jq, so that the lengths no longer fit', tools['jq .']?.(text) ?? ''],
    ['compacted by jq', tools['jq -c .']?.(text) ?? ''],
    ['by the account of JSON.stringify', JSON.stringify(parse(text))],
    ['with CRLF line ends', text.replaceAll('\n', '\r\n')],
  ]
  for (const [what, given] of cases)
    it(`a signed manifest ${what}`, async () => {
      await guard(payload, given, /signatures/)
    })

  it('the payload itself, pretty-printed', async () => {
    await guard(payload, tools['jq .']?.(payload) ?? '')
  })

  it('another manifest under the signatures is a mismatch', async () => {
    const evil = schema1Payload([digestOf('6')])
    await refuse(payload, tools['jq .']?.(signed(evil, honest(evil))) ?? '')
  })
})

describe('never reserialized', () => {
  const truth = written(imageForms[0] as Form, imageContent('docker'))
  const compact = JSON.stringify(parse(truth))
  const layers = '"layers":'
  const whole = compact.slice(compact.indexOf(layers) + layers.length, -1)
  const rounded = Number.MAX_SAFE_INTEGER
  const large = written(imageForms[0] as Form, {
    ...imageContent('docker'),
    layers: [
      {
        ...(imageContent('docker').layers?.[0] as NonNullable<ReturnType<typeof imageContent>['layers']>[0]),
        size: rounded,
      },
    ],
  })
  /** Every reader of JavaScript reads the true manifest out of these; one of Go, or of great numbers, need not. */
  const cases: readonly (readonly [what: string, truth: string, given: string, check: string])[] = [
    [
      'a duplicate key, the last one true',
      truth,
      compact.replace(layers, `${layers}[],${layers}`),
      'manifest-duplicate-key',
    ],
    [
      'a duplicate key, both true',
      truth,
      compact.replace(layers, `${layers}${whole},${layers}`),
      'manifest-duplicate-key',
    ],
    [
      'a duplicate key in escapes',
      truth,
      compact.replace(layers, `"\\u006cayers":[],${layers}`),
      'manifest-duplicate-key',
    ],
    [
      'a duplicate key in a descriptor',
      truth,
      compact.replace('"size":1732', '"size":1,"size":1732'),
      'manifest-duplicate-key',
    ],
    ['an unsafe number in exponents', truth, compact.replace('1732', '1732e0'), 'number-unsafe'],
    ['an unsafe number with a fraction of nought', truth, compact.replace('1732', '1732.0'), 'number-unsafe'],
    [
      'an unsafe number that rounds to the true one',
      large,
      JSON.stringify(parse(large)).replace(String(rounded), '9007199254740990.9'),
      'number-unsafe',
    ],
    ['trailing data', truth, `${truth}{}`, 'manifest-malformed'],
    ['trailing NUL', truth, `${truth}\0`, 'manifest-malformed'],
    ['trailing data after a newline', truth, `${truth}\n# x`, 'manifest-malformed'],
    ['a comment', truth, truth.replace('{', '{ // x\n'), 'manifest-malformed'],
  ]
  for (const [what, true_, given, check] of cases)
    it(what, async () => {
      const checks = await refuse(true_, given)
      assert.ok(checks.includes(check), checks.join())
    })

  const folded: readonly (readonly [what: string, given: JsonObject])[] = [
    ['a folded key', { ...(parse(truth) as JsonObject), Layers: [] }],
    ['a long s', { ...(parse(truth) as JsonObject), 'layer\u017f': [] }],
  ]
  for (const [what, value] of folded)
    it(`${what}, though its content in a known form hashes to the digest`, async () => {
      const text = JSON.stringify(value, null, 3)
      const checks = await refuse(text, JSON.stringify(value))
      assert.ok(checks.includes('manifest-duplicate-key'), checks.join())
    })

  it('a duplicate key in the true bytes, an accident around them', async () => {
    const twin = truth.replace('"layers":', '"layers": [],\n   "layers":')
    await refuse(twin, `${twin}\n`)
    await refuse(twin, `\ufeff${twin}`)
  })

  it('bytes that are no UTF-8', async () => {
    await refuse(truth, truth.replace('tar.gzip', 'tar\ufffdgzip'))
  })

  it('other content, in whatever form', async () => {
    for (const [from, to] of [
      ['1732', '1733'],
      [digestOf('1'), digestOf('9')],
      ['tar.gzip', 'tar.zstd'],
    ] as const)
      await refuse(truth, truth.replace(from, to))
  })

  it('layers in another order', async () => {
    const { layers: given = [], ...rest } = imageContent('docker')
    const [first, ...others] = given
    assert.ok(first !== undefined)
    await refuse(truth, written(imageForms[1] as Form, { ...rest, layers: [...others, first] }))
  })
})
