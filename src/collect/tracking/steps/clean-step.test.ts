import { expect, test } from 'vitest'
import type { RequestOrigin } from '../request-origin.ts'
import type { TrackedEvent } from '../tracked-event.ts'
import type { JsonObject } from '../tracking-message.ts'
import { cleanStep } from './clean-step.ts'
import { parseStep } from './parse-step.ts'
import { Quarantined } from './step-result.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:10Z')
const ORIGIN: RequestOrigin = {
  sourceId: 's',
  receivedAt: RECEIVED,
  sentAt: null,
  toUtc: (local) => local,
  inboxId: '7',
  userIdKind: 'member_number',
  secret: 'secret',
}

function clean(raw: JsonObject, origin = ORIGIN, position = 3, occurredAt = RECEIVED): TrackedEvent | Quarantined {
  const parsed = parseStep({ type: 'track', event: 'Product Viewed', userId: 'M1', messageId: 'm', ...raw })
  if (parsed instanceof Quarantined) throw new Error(parsed.message)
  return cleanStep(parsed, { occurredAt, clamped: false }, null, origin, position)
}

function accept(raw: JsonObject, origin = ORIGIN, position = 3): TrackedEvent {
  const event = clean(raw, origin, position)
  if (event instanceof Quarantined) throw new Error(event.message)
  return event
}

test('what came live is known since its receipt, history since it happened', () => {
  const before = RECEIVED - 86_400_000
  expect(clean({}, ORIGIN, 3, before)).toMatchObject({ occurredAt: before, availableAt: RECEIVED })
  expect(clean({ context: { historical: true } }, ORIGIN, 3, before)).toMatchObject({ occurredAt: before, availableAt: before })
})

test.each([
  [{ properties: { product_id: 1e20 } }, 'unsafe_number'],
  [{ context: { externalIds: [{ type: 'member_number', id: 2 ** 60 }] } }, 'unsafe_number'],
  [{ context: { channel: 'c'.repeat(1_001) } }, 'value_too_long'],
  [{ properties: { revenue: 1e12 } }, 'amount_out_of_range'],
  [{ properties: { revenue: '1e400' } }, 'amount_out_of_range'],
  [{ properties: { total: '9'.repeat(200) } }, 'amount_out_of_range'],
  [{ properties: { price: 'call us' } }, 'unreadable_amount'],
  [{ properties: { revenue: true } }, 'unreadable_amount'],
])('%o is quarantined as %s', (raw, reason) => expect(clean(raw)).toMatchObject({ step: 'clean', reason }))

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

test('product_id, productId and sku name the product alike, also in the list of products', () => {
  for (const properties of [{ product_id: 'p1' }, { productId: 'p1' }, { sku: 'p1' }, { product_id: '', productId: null, sku: 'p1' }]) {
    expect(accept({ properties })).toMatchObject({ productId: 'p1', properties })
    expect(accept({ properties: { order_id: 'Z1', products: [properties, { title: 'tea' }, 'text'] } }).properties).toEqual({
      order_id: 'Z1',
      products: [{ ...properties, product_id: 'p1' }, { title: 'tea' }, 'text'],
    })
  }
  expect(accept({ properties: { product_id: 'p1', sku: 'red-1' } })).toMatchObject({ productId: 'p1' })
  expect(accept({ properties: { products: [{ product_id: 'p1', sku: 'red-1' }] } }).properties).toEqual({
    products: [{ product_id: 'p1', sku: 'red-1' }],
  })
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

test('the name of a product stays, the name of a person goes', () => {
  const item = { product_id: 'p1', name: '龙井 Green tea', first_name: '雷', buyer: { name: '李雷' }, note: 'call 13800138000' }
  expect(accept({ properties: { name: '李雷', products: [item], people: [{ name: '李雷' }] } }).properties).toEqual({
    products: [{ product_id: 'p1', name: '龙井 Green tea', buyer: {}, note: 'call [phone]' }],
    people: [{}],
  })
})

test('the name of the product or page that an event is about stays; of what else it may be goes', () => {
  const named = { product_id: 'p1', name: '龙井 Green tea' }
  expect(accept({ properties: named }).properties).toEqual(named)
  expect(accept({ event: 'Product Reviewed', properties: { ...named, name: '李雷' } }).properties).toEqual({ product_id: 'p1' })
  const page = { type: 'page', event: undefined, name: 'Tea' }
  expect(accept({ ...page, properties: { name: 'Tea', path: '/tea' } }).properties).toEqual({ name: 'Tea', path: '/tea' })
  expect(accept({ ...page, properties: { name: '李雷' } }).properties).toEqual({})
  expect(accept({ ...page, name: '13800138000', properties: { name: '13800138000' } }).properties).toEqual({ name: '[phone]' })
  expect(accept({ type: 'identify', traits: named }).properties).toEqual({ product_id: 'p1' })
})

test('a message without an id gets the same id on every attempt', () => {
  const first = accept({ messageId: undefined })
  expect(accept({ messageId: undefined }).messageId).toBe(first.messageId)
  expect(accept({ messageId: undefined }, ORIGIN, 4).messageId).not.toBe(first.messageId)
})

test("the amount keeps the currency that the message names, also one that is no code; without one it is the project's", () => {
  const currencyOf = (properties: JsonObject) => accept({ event: 'Order Completed', properties }).currency
  expect(currencyOf({ revenue: 12.5, currency: ' usd ' })).toBe('USD')
  expect(currencyOf({ revenue: 12.5, currency: '元' })).toBe('元')
  expect(currencyOf({ revenue: 12.5 })).toBe('')
  expect(currencyOf({ revenue: 12.5, currency: null })).toBe('')
})

test('traits of an identify call are values of attributes, unless they are a measure of the source, a bot says them or a test', () => {
  const call = { type: 'identify', traits: { plan: 'gold', balance: 12 } }
  const origin = { ...ORIGIN, traitMeasures: [{ trait: 'balance', measure: 'Balance', unit: '' }] }
  expect(accept(call, origin).traits).toEqual({ said: [{ name: 'plan', trait: 'plan', value: 'gold' }], leftOut: [] })
  expect(accept({ ...call, context: { test: true } }).traits).toBeUndefined()
  expect(accept({ ...call, context: { userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' } }).traits).toBeUndefined()
  expect(accept({ ...call, type: 'track' }).traits).toBeUndefined()
})
