import { expect, test } from 'vitest'
import { couponCode } from './coupon-code.ts'
import { readCouponCode } from './coupon-use.ts'

const CODE = couponCode(Buffer.alloc(32, 7), 'decision:1')

test.each([
  ['as it was sent', CODE],
  ['in small letters', CODE.toLowerCase()],
  ['without its hyphen', CODE.replace('-', '')],
  ['with blanks around', `  ${CODE}\n`],
  ['in forty characters', CODE.padEnd(40)],
])('a code is read %s', (_how, typed) => expect(readCouponCode(typed)).toBe(CODE))

test.each(['', 'SUMMER20', 'SUMMER-SALE-2026', '0'.repeat(10), '会员日', 'A'.repeat(100_000), CODE.padEnd(41), `${CODE}7`, CODE.slice(1)])(
  '%j is not one of our codes',
  (typed) => expect(readCouponCode(typed)).toBe(''),
)

test('a send that is tried again carries the same code, another send or another shop has another', () => {
  const secret = Buffer.alloc(32, 7)
  expect(couponCode(secret, 'decision:1')).toBe(CODE)
  const codes = new Set(Array.from({ length: 1_000 }, (_, i) => couponCode(secret, `decision:${i}`)))
  expect(codes.size).toBe(1_000)
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}$/u)
  // Every letter turns up, about as often as every other.
  expect(new Set([...codes].join('').replaceAll('-', '')).size).toBe(30)
  expect(couponCode(Buffer.alloc(32, 8), 'decision:1')).not.toBe(CODE)
})
