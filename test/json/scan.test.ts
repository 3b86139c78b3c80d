import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Flaw, type FlawCode, scanJson, scanNames } from '../../lib/json/scan.ts'
import { any, anyFields, apart, arrayOf, integer, mapOf, type Shape, struct } from '../../lib/json/shape.ts'

const shape = struct({
  ...anyFields('kind tag'),
  size: integer,
  layers: arrayOf(struct({ digest: any, size: integer })),
  labels: mapOf(any),
  config: struct({ Labels: mapOf(any), size: integer }),
})

/** Each flaw as `code path offset`. */
const flawsIn = (text: string | Buffer, of: Shape = shape, depth = 64): string[] =>
  scanJson(Buffer.from(text), of, { depth }).map((flaw) => `${flaw.code} ${flaw.path} ${flaw.offset}`)

const clean: readonly [what: string, text: string][] = [
  ['an empty object', '{}'],
  ['an empty array', '[]'],
  ['every kind of value', '{"a":[1,-2.5e+3,true,false,null,"x",{"b":{}}]}'],
  ['white space of all four kinds', ' \t\r\n{ "a" : [ 1 , 2 ] }\n'],
  ['every escape', String.raw`{"a":"\"\\\/\b\f\n\r\tAé\ud83d\ude00"}`],
  ['equal names in different objects', '{"a":{"a":1},"b":{"a":1}}'],
  ['equal names in elements of one array', '[{"a":1},{"a":1}]'],
  ['a name equal to a value', '{"a":"b","b":"a"}'],
  ['names that differ in case in a map', '{"labels":{"name":1,"Name":2,"NAME":3}}'],
  ['names that differ in case where nothing is known', '{"other":{"a":1,"A":2}}'],
  ['a known name, exactly', '{"layers":[{"digest":"x","size":1}]}'],
  ['an unknown name in a struct', '{"LAYERS2":1,"layer":2}'],
  ['plain integers', '{"size":0,"layers":[{"size":9007199254740991}]}'],
  ['other numbers where no integer is due', '{"tag":1e3,"labels":{"size":-0},"x":1.0}'],
  ['what is no number where an integer is due', '{"size":"1e3","layers":[{"size":null}]}'],
  ['names that are properties of objects in JavaScript', '{"__proto__":1,"constructor":2,"toString":3}'],
  ['text beyond ASCII', '{"ключ":"значение","鍵":"😀"}'],
]

suite('what is clean has no flaws', () => {
  for (const [what, text] of clean) test(what, () => assert.deepEqual(flawsIn(text), []))
})

const flawed: readonly [what: string, text: string, ...flaws: string[]][] = [
  ['a name twice', '{"a":1,"b":2,"a":3}', 'duplicate-key /a 13'],
  ['a name three times', '{"a":1,"a":2,"a":3}', 'duplicate-key /a 7', 'duplicate-key /a 13'],
  ['an escaped twin', String.raw`{"layers":[],"\u006cayers":[]}`, 'duplicate-key /layers 13'],
  ['an escaped first', String.raw`{"\u006cayers":[],"layers":[]}`, 'duplicate-key /layers 18'],
  ['two escaped twins', String.raw`{"\u0061":1,"\u0061":2}`, 'duplicate-key /a 12'],
  ['a twin beyond ASCII', String.raw`{"é":1,"\u00e9":2}`, 'duplicate-key /é 8'],
  ['a twin beyond the BMP', String.raw`{"😀":1,"\ud83d\ude00":2}`, 'duplicate-key /😀 10'],
  [
    'a long twin beyond Latin, both escaped',
    `{"${'鍵'.repeat(100)}\\u0061":1,"${'鍵'.repeat(100)}\\u0061":2}`,
    `duplicate-key /${'鍵'.repeat(100)}a 312`,
  ],
  ['the empty name twice', '{"":1,"":2}', 'duplicate-key / 6'],
  ['a twin deep inside', '{"x":[0,{"y":{"a":1,"a":2}}]}', 'duplicate-key /x/1/y/a 20'],
  ['a twin behind a nested object', '{"a":{"b":1},"a":2}', 'duplicate-key /a 13'],
  ['a twin in labels', '{"labels":{"n":1,"n":2}}', 'duplicate-key /labels/n 17'],
  ['__proto__ twice', '{"__proto__":1,"__proto__":2}', 'duplicate-key /__proto__ 15'],
  ['a pointer to escape', '{"a/b":{"~":1,"~":2}}', 'duplicate-key /a~1b/~0 14'],
  ['another case', '{"Layers":[]}', 'folded-key /Layers 1'],
  ['the long s', '{"layer\u017f":[]}', 'folded-key /layer\u017f 1'],
  ['the Kelvin sign', '{"\u212aind":1}', 'folded-key /\u212aind 1'],
  ['the Kelvin sign, escaped', String.raw`{"\u212aind":1}`, 'folded-key /\u212aind 1'],
  ['another case beside the exact one', '{"kind":1,"KIND":2}', 'folded-key /KIND 10'],
  ['another case of a name in capitals', '{"config":{"labels":{}}}', 'folded-key /config/labels 11'],
  [
    'a folded name has the known one’s shape',
    '{"LAYERS":[{"size":1e3}]}',
    'folded-key /LAYERS 1',
    'number-unsafe /LAYERS/0/size 19',
  ],
  ['an exponent', '{"size":1e3}', 'number-unsafe /size 8'],
  ['a fraction', '{"size":1.0}', 'number-unsafe /size 8'],
  ['minus zero', '{"size":-0}', 'number-unsafe /size 8'],
  ['a negative number', '{"size":-5}', 'number-unsafe /size 8'],
  ['2^53', '{"size":9007199254740992}', 'number-unsafe /size 8'],
  ['2^53+1', '{"size":9007199254740993}', 'number-unsafe /size 8'],
  ['twenty digits', '{"layers":[{},{"size":10000000000000000000}]}', 'number-unsafe /layers/1/size 22'],
  ['half a pair', String.raw`{"a":"x\ud83d"}`, 'lone-surrogate /a 7'],
  ['the second half first', String.raw`{"a":"\ude00\ud83d"}`, 'lone-surrogate /a 6'],
  ['two first halves', String.raw`{"a":"\ud83d\ud83d\ude00"}`, 'lone-surrogate /a 6'],
  ['two second halves', String.raw`{"a":"\udc00\udc00"}`, 'lone-surrogate /a 6'],
  ['half a pair in a name', String.raw`{"\ud83d":1}`, 'lone-surrogate /\ud83d 2'],
  [
    'different halves are one name to Go',
    String.raw`{"\ud83d":1,"\ude00":2}`,
    'lone-surrogate /\ud83d 2',
    'lone-surrogate /\ude00 13',
    'duplicate-key /\ude00 12',
  ],
  ['a byte-order mark', '\ufeff{}', 'byte-order-mark  0'],
  ['a byte-order mark and more', '\ufeff{"a":1,"a":2}', 'byte-order-mark  0', 'duplicate-key /a 10'],
  ['a second document', '{} {}', 'trailing-data  3'],
  ['a bracket too many', '{}}', 'trailing-data  2'],
  ['a NUL behind', '{}\0', 'trailing-data  2'],
]

suite('what JSON.parse hides has a code, a pointer and a byte offset', () => {
  for (const [what, text, ...flaws] of flawed) test(what, () => assert.deepEqual(flawsIn(text), flaws))
})

const broken: readonly [what: string, text: string, flaw: string][] = [
  ['nothing', '', 'syntax  0'],
  ['white space', '  ', 'syntax  2'],
  ['an open object', '{', 'syntax  1'],
  ['an open array', '[1,', 'syntax /1 3'],
  ['an open string', '{"a":"x', 'syntax /a 7'],
  ['an open name', '{"a', 'syntax  3'],
  ['an open escape', '["\\', 'syntax /0 3'],
  ['no colon', '{"a" 1}', 'syntax /a 5'],
  ['no value', '{"a":}', 'syntax /a 5'],
  ['no comma', '[1 2]', 'syntax /0 3'],
  ['a comma too many', '{"a":1,}', 'syntax  7'],
  ['a comma too many in an array', '[1,]', 'syntax /1 3'],
  ['brackets crossed', '[{]}', 'syntax /0 2'],
  ['a name without quotes', '{a:1}', 'syntax  1'],
  ['single quotes', "{'a':1}", 'syntax  1'],
  ['a leading zero', '[01]', 'syntax /0 1'],
  ['a leading plus', '[+1]', 'syntax /0 1'],
  ['a leading dot', '[.5]', 'syntax /0 1'],
  ['a trailing dot', '[5.]', 'syntax /0 1'],
  ['an empty exponent', '[1e]', 'syntax /0 1'],
  ['a lone minus', '[-]', 'syntax /0 1'],
  ['NaN', '[NaN]', 'syntax /0 1'],
  ['a cut literal', '[tru]', 'syntax /0 1'],
  ['a literal in capitals', '[True]', 'syntax /0 1'],
  ['an unknown escape', String.raw`["\x41"]`, 'syntax /0 2'],
  ['a short escape', String.raw`["\u12g4"]`, 'syntax /0 2'],
  ['a line break in a string', '["a\nb"]', 'syntax /0 3'],
  ['a comment', '{/**/}', 'syntax  1'],
  ['a form feed as white space', '[\f1]', 'syntax /0 1'],
  ['a no-break space as white space', '[\u00a01]', 'syntax /0 1'],
]

suite('what is no JSON says where', () => {
  for (const [what, text, flaw] of broken)
    test(what, () => {
      assert.deepEqual(flawsIn(text), [flaw])
      assert.throws(() => JSON.parse(text))
    })
})

const bytes = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))))

const notUtf8: readonly [what: string, text: Buffer, flaw: string][] = [
  ['a continuation alone', bytes('{"a":"x', 0x80, '"}'), 'utf8 /a 7'],
  ['an overlong slash', bytes('{"a":"', 0xc0, 0xaf, '"}'), 'utf8 /a 6'],
  ['a surrogate', bytes('{"a":"', 0xed, 0xa0, 0x80, '"}'), 'utf8 /a 6'],
  ['beyond U+10FFFF', bytes('["', 0xf4, 0x90, 0x80, 0x80, '"]'), 'utf8 /0 2'],
  ['cut by a quote', bytes('{"b":[1,"é', 0xc3, '"]}'), 'utf8 /b/1 11'],
  ['in a name', bytes('{"a":{"x', 0xff, '":1}}'), 'utf8 /a 8'],
  ['behind the first letter of three bytes', bytes('{"a":"\u0800', 0x80, '"}'), 'utf8 /a 9'],
  ['far behind', bytes(`{"a":"${'é'.repeat(5000)}`, 0xff, '"}'), 'utf8 /a 10006'],
]

suite('bytes that are no UTF-8 are found where they are', () => {
  for (const [what, text, flaw] of notUtf8) test(what, () => assert.deepEqual(flawsIn(text), [flaw]))
})

suite('depth', () => {
  test('the limit itself passes', () => assert.deepEqual(flawsIn('[[{"a":[]}]]', any, 4), []))
  test('one more does not, and nothing behind it is read', () =>
    assert.deepEqual(flawsIn('[[{"a":[[]]}],{"b":1,"b":2}', any, 4), ['depth /0/0/a/0 8']))
  test('a million brackets cost nothing', () => {
    const deep = '['.repeat(1_000_000)
    assert.deepEqual(flawsIn(deep), [`depth ${'/0'.repeat(64)} 64`])
  })
})

suite('objects that stand apart have flaws of their own', () => {
  const image = apart(struct({ size: integer, parts: arrayOf(struct({ size: integer })) }))
  const answer = struct({ images: arrayOf(struct({ image })), size: integer })

  const flawsApart = (text: string) => {
    const { flaws, apart: inside } = scanNames(Buffer.from(text), answer, { depth: 64 })
    const list = (all: readonly Flaw[]): string[] => all.map(({ code, path }) => `${code} ${path}`)
    return {
      flaws: list(flaws),
      ...Object.fromEntries(Array.from(inside, ([path, all]) => [path, list(all)])),
    }
  }

  test('by their pointers, and those around them among the rest', () =>
    assert.deepEqual(
      flawsApart(
        '{"images":[{"image":{"size":1}},{"image":{"size":-0,"parts":[{"size":1.0}],"a":1,"a":2},"image":[]}],"size":0.1}',
      ),
      {
        flaws: ['duplicate-key /images/1/image', 'number-unsafe /size'],
        '/images/1/image': ['number-unsafe /size', 'number-unsafe /parts/0/size', 'duplicate-key /a'],
      },
    ))

  test('what ends the scan inside of one concerns the whole', () =>
    assert.deepEqual(flawsApart('{"images":[{"image":{"size":1.0,"parts":[x'), {
      flaws: ['syntax /images/0/image/parts/0'],
    }))

  const withFlaws = (flaws: number): string =>
    `{"image":{"parts":[${Array.from({ length: flaws }, () => '{"size":1.0}').join()}]}}`

  test('a thousand of each are listed, and one for the rest of it', () => {
    const found = flawsApart(`{"images":[${[1001, 2, 1002].map(withFlaws).join()}]}`) as Record<
      string,
      string[]
    >
    assert.deepEqual(found.flaws, [])
    assert.equal(found['/images/0/image']?.length, 1001)
    assert.equal(found['/images/0/image'].at(-1), 'number-unsafe ')
    assert.deepEqual(found['/images/1/image'], ['number-unsafe /parts/0/size', 'number-unsafe /parts/1/size'])
    assert.equal(found['/images/2/image']?.length, 1001)
  })

  test('beyond ten thousand in all, the first of each and one for the rest of it', () => {
    const images = [...Array.from({ length: 10 }, () => 1000), 1, 2].map(withFlaws)
    const found = flawsApart(`{"images":[${images.join()}]}`) as Record<string, string[]>
    assert.equal(found['/images/9/image']?.length, 1000)
    assert.deepEqual(found['/images/10/image'], ['number-unsafe /parts/0/size'])
    assert.deepEqual(found['/images/11/image'], ['number-unsafe /parts/0/size', 'number-unsafe '])
  })
})

suite('what is found stays bounded', () => {
  const many = `{${Array.from({ length: 50_000 }, () => '"a":1').join(',')}}`

  test('a thousand flaws are listed, and one for the rest that concerns the whole', () => {
    const flaws = flawsIn(many)
    assert.equal(flaws.length, 1001)
    assert.equal(flaws.at(-1), `duplicate-key  ${1 + 6 * 1001}`)
  })

  test('the first of another code is listed beyond that', () =>
    assert.deepEqual(flawsIn(`${many}x`).slice(-1), [`trailing-data  ${many.length}`]))

  test('a giant name is cut in the pointer and in the words', () => {
    const name = 'n'.repeat(1_000_000)
    const [flaw] = scanJson(Buffer.from(`{"${name}":1,"${name}":2}`), any)
    assert.equal(flaw?.path, `/${'n'.repeat(256)}…`)
    assert.ok((flaw?.detail.length ?? 0) < 200)
  })
})

const details: readonly [FlawCode, text: string, detail: string][] = [
  ['duplicate-key', '{"a":1,"a":1}', 'names "a" twice in one object'],
  [
    'duplicate-key',
    String.raw`{"\u001b[31m":1,"\u001b[31m":1}`,
    String.raw`names "\u001b[31m" twice in one object`,
  ],
  ['folded-key', '{"Layers":1}', 'names "Layers", which Go reads as "layers"'],
  ['number-unsafe', '{"size":1e3}', 'writes 1e3 where a plain integer from 0 to 9007199254740991 is due'],
  ['lone-surrogate', String.raw`["\ud800"]`, 'has half of a surrogate pair'],
  ['byte-order-mark', '\ufeff1', 'begins with a byte-order mark'],
  ['trailing-data', '1 2', 'goes on after its end'],
  ['syntax', '[1', 'is no JSON: a comma or "]" is due, not the end'],
  ['syntax', '[\u001b', String.raw`is no JSON: a value is due, not "\u001b"`],
]

suite('every flaw says what the document does', () => {
  for (const [code, text, detail] of details)
    test(`${code}: ${detail}`, () => {
      const [flaw] = scanJson(Buffer.from(text), shape)
      assert.equal(flaw?.code, code)
      assert.equal(flaw?.detail, detail)
    })
})
