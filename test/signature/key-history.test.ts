import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  type KeyHistory,
  keyStateAt,
  mergeHistories,
  type SelfSignature,
} from '../../lib/signature/key-history.ts'

const never = Number.POSITIVE_INFINITY
const always = Number.NEGATIVE_INFINITY
const statement = (more: Partial<SelfSignature> = {}): SelfSignature => ({
  created: 10,
  ends: never,
  keyEnds: never,
  maySign: true,
  revokedFrom: never,
  ...more,
})
const history = (more: Partial<KeyHistory> = {}): KeyHistory => ({
  created: 10,
  selfSignatures: [statement()],
  limits: [],
  revocations: [],
  ...more,
})
const stated = (...signatures: SelfSignature[]): KeyHistory => history({ selfSignatures: signatures })
const renewed = stated(statement({ keyEnds: 30 }), statement({ created: 40 }))

const rows: readonly [what: string, history: KeyHistory, time: number, state: string][] = [
  ['plain', history(), 20, 'good'],
  ['at the moment it was made', history(), 10, 'good'],
  ['before it was made', history(), 9, 'younger'],
  ['without a statement', stated(), 20, 'unfit'],
  ['that may not sign', stated(statement({ maySign: false })), 20, 'unfit'],
  ['before its end', stated(statement({ keyEnds: 30 })), 29, 'good'],
  ['at its end', stated(statement({ keyEnds: 30 })), 30, 'expired'],
  ['whose statement ended', stated(statement({ ends: 30 })), 30, 'expired'],
  ['that a direct signature ends', history({ limits: [statement({ keyEnds: 30 })] }), 30, 'expired'],
  ['renewed since, in the gap', renewed, 35, 'expired'],
  ['renewed since, afterwards', renewed, 45, 'good'],
  ['known by its newest statement only', stated(statement({ created: 40 })), 20, 'good'],
  [
    'ended by its newest statement, the only one',
    stated(statement({ created: 40, keyEnds: 15 })),
    20,
    'expired',
  ],
  ['shortened at that moment', stated(statement(), statement({ created: 20, keyEnds: 15 })), 20, 'expired'],
  [
    'stated twice at once: the stricter counts',
    stated(statement({ keyEnds: 15 }), statement()),
    20,
    'expired',
  ],
  [
    'stated twice at once, the stricter last: it counts',
    stated(statement(), statement({ keyEnds: 15 })),
    20,
    'expired',
  ],
  [
    'known by later statements only: the first of them counts',
    stated(statement({ created: 50 }), statement({ created: 40, keyEnds: 15 }), statement({ created: 60 })),
    20,
    'expired',
  ],
  ['revoked for good later', history({ revocations: [{ created: 90, always: true }] }), 20, 'revoked'],
  ['retired later', history({ revocations: [{ created: 21, always: false }] }), 20, 'good'],
  ['retired at that moment', history({ revocations: [{ created: 20, always: false }] }), 20, 'revoked'],
  ['whose only user ID was revoked for good', stated(statement({ revokedFrom: always })), 20, 'revoked'],
  ['one of whose user IDs was revoked', stated(statement({ revokedFrom: always }), statement()), 20, 'good'],
  ['whose user ID was revoked later', stated(statement({ revokedFrom: 21 })), 20, 'good'],
  ['whose user ID was revoked at that moment', stated(statement({ revokedFrom: 20 })), 20, 'revoked'],
]

suite('what a key was when it signed', () => {
  for (const [what, of, time, state] of rows)
    test(`a key ${what}: ${state}`, () => assert.equal(keyStateAt(of, time, true), state))

  test('a primary key that may not sign still vouches for a subkey', () =>
    assert.equal(keyStateAt(stated(statement({ maySign: false })), 20, false), 'good'))

  test('of two copies the revoked one counts', () => {
    const copy = history({ revocations: [{ created: 90, always: true }] })
    assert.equal(keyStateAt(mergeHistories([history(), copy]), 20, true), 'revoked')
    assert.equal(keyStateAt(mergeHistories([copy, history()]), 20, true), 'revoked')
  })

  for (const [what, copy] of [
    ['that was renewed shorter', stated(statement({ created: 15, keyEnds: 18 }))],
    ['that a direct signature ends', history({ limits: [statement({ keyEnds: 18 })] })],
  ] as const)
    test(`of two copies the one counts too ${what}`, () => {
      for (const copies of [
        [history(), copy],
        [copy, history()],
      ] as const)
        assert.equal(keyStateAt(mergeHistories(copies), 20, true), 'expired')
    })
})
