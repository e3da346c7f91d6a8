import { expect, test } from 'vitest'
import { isPing, isSigned } from './webhook-provider.ts'

// RFC 4231, test case 2: key "Jefe".
const BODY = Buffer.from('what do ya want for nothing?')
const SIGNATURE = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex').toString('base64')

test('a body is signed by the base64 HMAC-SHA256 of its bytes and nothing else', () => {
  expect(isSigned('Jefe', BODY, SIGNATURE)).toBe(true)
  expect(isSigned('jefe', BODY, SIGNATURE)).toBe(false)
  expect(isSigned('Jefe', Buffer.concat([BODY, Buffer.from(' ')]), SIGNATURE)).toBe(false)
  for (const wrong of ['', 'x', SIGNATURE.slice(0, -4), `AAAA${SIGNATURE}`, '\u0000']) expect(isSigned('Jefe', BODY, wrong)).toBe(false)
})

test('only the form that WooCommerce sends once is a ping', () => {
  expect(isPing('woocommerce', Buffer.from('webhook_id=12'))).toBe(true)
  expect(isPing('woocommerce', Buffer.from('webhook_id=12&x=1'))).toBe(false)
  expect(isPing('shopify', Buffer.from('webhook_id=12'))).toBe(false)
})
