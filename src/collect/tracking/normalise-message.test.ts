import { describe, expect, test } from 'vitest'
import { markRepeats } from './load-events.ts'
import type { MessageOrigin } from './normalise-message.ts'
import { normaliseMessage } from './normalise-message.ts'
import type { JsonObject } from './tracking-message.ts'
import { splitEnvelope } from './tracking-message.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:10Z')
const ORIGIN: MessageOrigin = {
  receivedAt: RECEIVED,
  sentAt: null,
  inboxId: '7',
  position: 3,
  userIdKind: 'member_number',
  secret: 'secret',
}

function nested(depth: number): JsonObject {
  let value: JsonObject = { end: true }
  for (let i = 0; i < depth; i += 1) value = { more: value }
  return value
}

function accept(raw: JsonObject, origin = ORIGIN) {
  const result = normaliseMessage({ type: 'track', event: 'Product Viewed', userId: 'M1', messageId: 'm', ...raw }, origin)
  if (!result.ok) throw new Error(result.reason)
  return result.event
}

describe('time of a message', () => {
  test('a wrong device clock is corrected by sentAt', () => {
    const event = accept({ timestamp: '2026-05-01T11:00:00Z' }, { ...ORIGIN, sentAt: '2026-05-01T11:00:10Z' })
    expect(new Date(event.occurredAt).toISOString()).toBe('2026-05-01T10:00:00.000Z')
  })

  test('originalTimestamp comes before timestamp', () => {
    const event = accept({ originalTimestamp: '2026-05-01T09:00:00Z', timestamp: '2026-05-01T09:30:00Z' })
    expect(new Date(event.occurredAt).toISOString()).toBe('2026-05-01T09:00:00.000Z')
  })

  test('the far future becomes the time of receipt, flagged', () => {
    expect(accept({ timestamp: '2026-05-01T10:06:00Z' })).toMatchObject({ occurredAt: RECEIVED, clockClamped: true })
    expect(accept({ timestamp: '2026-05-01T10:04:00Z' })).toMatchObject({ clockClamped: false })
  })

  test('history is taken as it is and counts as known at its own time', () => {
    const event = accept(
      { timestamp: '2025-01-01T00:00:00Z', context: { historical: true } },
      { ...ORIGIN, sentAt: '2026-05-01T11:00:10Z' },
    )
    expect(event.availableAt).toBe(Date.parse('2025-01-01T00:00:00Z'))
    expect(event.occurredAt).toBe(event.availableAt)
  })
})

describe('refused messages', () => {
  test.each([
    [{ userId: undefined }, 'no_user_anon_id'],
    [{ event: ' ' }, 'no_event_name'],
    [{ type: 'buy' }, 'unknown_type'],
    [{ timestamp: 'yesterday' }, 'bad_timestamp'],
    [{ messageId: 'x'.repeat(101) }, 'message_id_too_long'],
    [{ properties: { blob: 'x'.repeat(40_000) } }, 'message_too_large'],
    [{ event: '\ud800' }, 'malformed_text'],
    [{ userId: 'u\ud83d' }, 'malformed_text'],
    [{ anonymousId: 'a\u0000' }, 'malformed_text'],
    [{ properties: { deep: [{ text: '\udc00' }] } }, 'malformed_text'],
    [{ properties: { ['\ud800']: 1 } }, 'malformed_text'],
    [{ properties: nested(80) }, 'too_deep'],
    [{ userId: 2 ** 60 + 256 }, 'unsafe_number'],
    [{ messageId: 1e20 }, 'unsafe_number'],
    [{ properties: { product_id: 1e20 } }, 'unsafe_number'],
    [{ context: { externalIds: [{ type: 'member_number', id: 2 ** 60 }] } }, 'unsafe_number'],
    [{ userId: true }, 'unreadable_identifier'],
    [{ userId: 'x'.repeat(201) }, 'unreadable_identifier'],
    [{ userId: '1.2E+10' }, 'unreadable_identifier'],
    [{ event: '长'.repeat(1_001) }, 'value_too_long'],
    [{ context: { channel: 'c'.repeat(1_001) } }, 'value_too_long'],
    [{ properties: 'text' }, 'not_an_object'],
    [{ context: ['x'] }, 'not_an_object'],
    [{ properties: { revenue: 1e12 } }, 'amount_out_of_range'],
    [{ properties: { revenue: '1e400' } }, 'amount_out_of_range'],
    [{ properties: { total: '9'.repeat(200) } }, 'amount_out_of_range'],
    [{ properties: { price: 'call us' } }, 'unreadable_amount'],
    [{ properties: { revenue: true } }, 'unreadable_amount'],
  ])('%o is refused as %s', (raw, reason) => {
    expect(normaliseMessage({ type: 'track', event: 'e', userId: 'M1', ...raw } as JsonObject, ORIGIN)).toMatchObject({ ok: false, reason })
  })
})

test('personal data stays out of the analytical properties but identifies the sender', () => {
  const event = accept({
    type: 'identify',
    traits: { email: 'li@example.com', phone: '13800138000', firstName: 'Li', note: 'call 138 0013 8000 or li@example.com', level: 'gold' },
    anonymousId: 'd1',
  })
  expect(event.properties).toEqual({ note: 'call [phone] or [email]', level: 'gold' })
  expect(event.identifiers).toEqual([
    { kind: 'member_number', value: 'M1' },
    { kind: 'phone', value: '13800138000' },
    { kind: 'email', value: 'li@example.com' },
    { kind: 'device', value: 'd1' },
  ])
})

test('names, ids and amounts are stored exactly as they came', () => {
  const name = 'a'.repeat(199) + '😀'
  const event = accept({
    event: name,
    context: { channel: 'c'.repeat(39) + '😀' },
    properties: { product_id: name, category: name, revenue: 2.5e11 },
  })
  expect(event).toMatchObject({ name, productId: name, category: name, channel: 'c'.repeat(39) + '😀', amount: 2.5e11 })
  expect(accept({ properties: { revenue: '¥1,299.50' } }).amount).toBe(1299.5)
  expect(accept({ properties: { value: 'blue', price: '5' } }).amount).toBe(5)
  const properties = JSON.parse('{"__proto__":{"a":1},"b":2}') as JsonObject
  expect(JSON.stringify(accept({ properties }).properties)).toBe('{"__proto__":{"a":1},"b":2}')
})

test('an empty list for an object is what PHP sends', () => {
  expect(accept({ properties: [], context: [] }).properties).toEqual({})
})

test('ids that are an e-mail address or a phone number are stored as a code: equal for equal ids, different for others', () => {
  const raw = { userId: undefined, anonymousId: 'li@example.com', messageId: '13800138000', properties: { product_id: 'wang@example.com' } }
  const event = accept(raw as never)
  for (const code of [event.anonymousId, event.messageId, event.productId]) expect(code).toMatch(/^p_[\w-]{22}$/)
  expect(new Set([event.anonymousId, event.messageId, event.productId]).size).toBe(3)
  expect(accept(raw as never)).toEqual(event)
  expect(accept(raw as never, { ...ORIGIN, secret: 'other' }).anonymousId).not.toBe(event.anonymousId)
  // Identity still gets who it is, protected there.
  expect(event.identifiers).toEqual([{ kind: 'device', value: 'li@example.com' }])
})

test('nothing personal in names, categories, channels, nor in keys and values of properties', () => {
  const event = accept({
    event: 'Mail li@example.com',
    context: { channel: 'wx13800138000' },
    properties: {
      category: '给 １３８００１３８０００ 的礼物',
      phone_seen: 13800138000,
      order_no: 13800138000,
      receiver_address: '上海市',
      Recipient: '李雷',
      wechat: 'lilei',
      'li@example.com': 1,
      'wang@example.com': 2,
      url: 'https://s.example/?to=li%40example.com&name=%E6%9D%8E',
      nested: [{ deep: '010-88886666' }],
      quantity: 3,
      mobile: true,
    },
  })
  expect(JSON.stringify(event.properties)).not.toMatch(/example\.com"|13800138000|li@|li%40|李|lilei|上海|8888/)
  expect(event).toMatchObject({ name: 'Mail [email]', channel: 'wx[phone]', category: '给 [phone] 的礼物' })
  expect(event.properties).toMatchObject({
    '[email]': 1,
    '[email] 2': 2,
    phone_seen: '[phone]',
    nested: [{ deep: '[phone]' }],
    quantity: 3,
    mobile: true,
  })
  expect(event.properties['order_no']).toMatch(/^p_/)
})

test('a message without an id gets the same id on every attempt', () => {
  const first = accept({ messageId: undefined })
  expect(accept({ messageId: undefined }).messageId).toBe(first.messageId)
  expect(accept({ messageId: undefined }, { ...ORIGIN, position: 4 }).messageId).not.toBe(first.messageId)
})

test('a second click on the same target within half a second is a repeat', () => {
  const clicks = [0, 300, 900].map((offset) =>
    accept({ timestamp: new Date(RECEIVED - 60_000 + offset).toISOString(), properties: { product_id: 'p' } }),
  )
  const ownerOf = (id: string) => ({ customerId: id, originId: id })
  expect(markRepeats(clicks, ['a', 'a', 'a'].map(ownerOf)).map((event) => event.isRepeat)).toEqual([false, true, false])
  expect(markRepeats(clicks, ['a', 'b', 'a'].map(ownerOf)).map((event) => event.isRepeat)).toEqual([false, false, false])
})

test('the context of the envelope goes under that of each message', () => {
  const { messages } = splitEnvelope({ batch: [{ type: 'track', context: { a: 1 } }], context: { a: 0, historical: true } }, null)
  expect(messages).toEqual([{ type: 'track', context: { a: 1, historical: true } }])
  expect(() => splitEnvelope({ batch: [] }, null)).toThrow('at least one message')
})

test("the amount keeps the currency that the message names, also one that is no code; without one it is the project's", () => {
  const currencyOf = (properties: JsonObject) => accept({ event: 'Order Completed', properties }).currency
  expect(currencyOf({ revenue: 12.5, currency: ' usd ' })).toBe('USD')
  expect(currencyOf({ revenue: 12.5, currency: '元' })).toBe('元')
  expect(currencyOf({ revenue: 12.5 })).toBe('')
  expect(currencyOf({ revenue: 12.5, currency: null })).toBe('')
})
