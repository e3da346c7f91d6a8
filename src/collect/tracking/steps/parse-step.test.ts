import { expect, test } from 'vitest'
import type { JsonObject } from '../tracking-message.ts'
import { parseStep } from './parse-step.ts'

function nested(depth: number): JsonObject {
  let value: JsonObject = { end: true }
  for (let i = 0; i < depth; i += 1) value = { more: value }
  return value
}

test('the fields of each type, as they came', () => {
  const raw = {
    userId: ' M1 ',
    anonymousId: 7,
    messageId: 'm',
    originalTimestamp: 1,
    timestamp: 2,
    sentAt: 3,
    context: { historical: true },
  }
  expect(parseStep({ ...raw, type: 'track', event: ' Product Viewed ', name: 'not this', properties: { a: 1 } })).toEqual({
    type: 'track',
    name: 'Product Viewed',
    userId: 'M1',
    anonymousId: '7',
    previousId: '',
    groupId: '',
    messageId: 'm',
    original: 1,
    sentAt: 3,
    historical: true,
    context: { historical: true },
    properties: { a: 1 },
    traits: {},
  })
  expect(parseStep({ type: 'screen', name: 'Home', timestamp: 2, context: { traits: { level: 'gold' } } })).toMatchObject({
    name: 'Home',
    userId: '',
    messageId: '',
    original: 2,
    historical: false,
    traits: { level: 'gold' },
  })
  expect(parseStep({ type: 'identify', name: 'no name of an event', previousId: 'd' })).toMatchObject({ name: '', previousId: '' })
  expect(parseStep({ type: 'alias', userId: 'M1', previousId: 'd' })).toMatchObject({ previousId: 'd' })
})

test('an empty list for an object is what PHP sends', () => {
  expect(parseStep({ type: 'page', properties: [], context: [] })).toMatchObject({ properties: {}, context: {} })
})

test.each([
  ['text', 'not_an_object'],
  [null, 'not_an_object'],
  [['x'], 'not_an_object'],
])('%o is no message', (raw, reason) => expect(parseStep(raw)).toMatchObject({ step: 'parse', reason }))

test.each([
  [{ type: 'buy' }, 'unknown_type', 'type'],
  [{ properties: { blob: 'x'.repeat(40_000) } }, 'message_too_large', ''],
  [{ event: '\ud800' }, 'malformed_text', 'event'],
  [{ userId: 'u\ud83d' }, 'malformed_text', 'userId'],
  [{ anonymousId: 'a\u0000' }, 'malformed_text', 'anonymousId'],
  [{ properties: { deep: [{ text: '\udc00' }] } }, 'malformed_text', 'properties'],
  [{ properties: { ['\ud800']: 1 } }, 'malformed_text', 'properties'],
  [{ properties: nested(80) }, 'too_deep', ''],
  [{ userId: 2 ** 60 + 256 }, 'unsafe_number', 'userId'],
  [{ messageId: 1e20 }, 'unsafe_number', 'messageId'],
  [{ userId: true }, 'unreadable_identifier', 'userId'],
  [{ userId: 'NaN' }, 'unreadable_identifier', 'userId'],
  [{ anonymousId: '-Infinity' }, 'unreadable_identifier', 'anonymousId'],
  [{ event: '长'.repeat(1_001) }, 'value_too_long', 'event'],
  [{ properties: 'text' }, 'not_an_object', 'properties'],
  [{ context: ['x'] }, 'not_an_object', 'context'],
  [{ traits: 5 }, 'not_an_object', 'traits'],
])('%o is quarantined as %s', (raw, reason, field) => {
  expect(parseStep({ type: 'track', event: 'e', userId: 'M1', ...raw })).toMatchObject({ step: 'parse', reason, field })
})

test('a message that the code cannot read at all is quarantined, and throws nothing', () => {
  const raw = {
    type: 'track',
    get userId(): string {
      throw new Error('of its own')
    },
  }
  expect(parseStep(raw)).toMatchObject({ step: 'parse', reason: 'unreadable_message', message: 'The message cannot be read.' })
})
