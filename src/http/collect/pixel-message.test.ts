import { expect, test } from 'vitest'
import { pixelMessage } from './pixel-message.ts'

test('names with points are the fields of objects; the key stays out', () => {
  const query = {
    writeKey: 'wk_secret',
    anonymousId: 'd1',
    event: 'Mail Opened',
    'properties.product_id': 'p1',
    'properties.cart.total': '12.5',
    'context.page.title': 'Home',
    'context.userAgent': 'AMP',
    'traits.level': 'gold',
    'other.thing': 'nothing',
  }
  expect(pixelMessage(query, 'Mozilla/5.0')).toEqual({
    anonymousId: 'd1',
    event: 'Mail Opened',
    properties: { product_id: 'p1', cart: { total: '12.5' } },
    context: { page: { title: 'Home' }, userAgent: 'AMP' },
    traits: { level: 'gold' },
  })
})

test('the user agent says what opened it; of a name that stands twice the last counts', () => {
  expect(pixelMessage({ userId: ['M1', 'M2'] }, 'Googlebot')).toEqual({ userId: 'M2', context: { userAgent: 'Googlebot' } })
  expect(pixelMessage({ context: 'text' }, undefined)).toEqual({ context: 'text' })
})

test('no name reaches beyond the message', () => {
  const message = pixelMessage({ 'context.__proto__.polluted': 'yes', 'properties.constructor.prototype.polluted': 'yes' }, undefined)
  expect(({} as { polluted?: string }).polluted).toBeUndefined()
  expect(JSON.stringify(message)).toContain('"__proto__":{"polluted":"yes"}')
  expect(pixelMessage({ [`properties${'.a'.repeat(50)}`]: 'deep' }, undefined)).toEqual({})
})
