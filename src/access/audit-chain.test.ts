import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { AuditEvent } from './audit-log.ts'
import { CHAIN_START, chainHash } from './audit-chain.ts'

const event = (detail: AuditEvent['detail'] = {}): AuditEvent => ({
  at: new Date('2026-03-02T08:00:00Z'),
  actor: 'user:1',
  action: 'key-created',
  target: 'key:2',
  detail,
})
const hashOf = (detail: AuditEvent['detail']): string => chainHash(CHAIN_START, event(detail)).toString('hex')

test('a chain that is already written stays valid: the text under the hash never changes', () => {
  const text =
    '{"action":"key-created","actor":"user:1","at":"2026-03-02T08:00:00.000Z","detail":{"list":[1,null,"茶"],"name":"a\\"b","none":null,"on":true},"target":"key:2"}'
  const expected = createHash('sha256').update(Buffer.alloc(32)).update(text).digest('hex')
  expect(hashOf({ on: true, none: null, name: 'a"b', list: [1, null, '茶'] })).toBe(expected)
})

test('how the database spells a document does not matter: order of keys, values that are not given', () => {
  expect(hashOf({ b: { d: 1, c: 2 }, a: 3 })).toBe(hashOf({ a: 3, b: { c: 2, d: 1 } }))
  expect(hashOf({ a: 1, gone: undefined })).toBe(hashOf({ a: 1 }))
  expect(hashOf({ list: [1, undefined] })).toBe(hashOf({ list: [1, null] }))
})

test.each<[string, AuditEvent['detail'], AuditEvent['detail']]>([
  ['another value', { a: 1 }, { a: 2 }],
  ['a text for a number', { a: 1 }, { a: '1' }],
  ['a value left out', { a: null }, {}],
  ['another order of a list', { a: [1, 2] }, { a: [2, 1] }],
  ['a list for an object', { a: ['x'] }, { a: { 0: 'x' } }],
])('%s is noticed', (_what, one, other) => expect(hashOf(one)).not.toBe(hashOf(other)))

test('an entry at another place of the chain has another hash', () => {
  expect(chainHash(chainHash(CHAIN_START, event()), event())).not.toEqual(chainHash(CHAIN_START, event()))
})
