import { expect, test } from 'vitest'
import { couponCode } from './coupon-code.ts'
import { readCouponCode } from './coupon-use.ts'

const CODE = couponCode(Buffer.alloc(32, 7), 'decision:1')

test.each([
  ['as it was sent', CODE],
  ['in small letters', CODE.toLowerCase()],
  ['without its hyphen', CODE.replace('-', '')],
  ['with blanks around', `  ${CODE}\n`],
])('a code is read %s', (_how, typed) => expect(readCouponCode(typed)).toBe(CODE))

test.each(['', 'SUMMER20', 'SUMMER-SALE-2026', '0'.repeat(10), '会员日', 'A'.repeat(100_000)])('%j is no code of ours', (typed) =>
  expect(readCouponCode(typed)).toBe(''),
)
