import { describe, expect, test } from 'vitest'
import { absurdities, type OrderFileFacts } from './absurdities.ts'

const HEALTHY: OrderFileFacts = {
  rows: 17_474,
  quarantined: 12,
  copies: 0,
  copiedSales: {},
  withoutPieces: 0,
  withoutPiecesSales: {},
  lines: 17_462,
  anonymousLines: 300,
  returnLines: 400,
  paidLines: 17_000,
  orders: 6_000,
  returns: 200,
  anonymousOrders: 90,
  sharedOrders: 0,
  sharedSales: {},
  sales: {},
  refunds: {},
  unanswered: { orders: 0, amounts: {} },
  tests: { orders: 0, sales: {} },
  months: [],
  orderNumbers: 6_000,
  sharedNumbers: 3,
  watchedNumbers: 100,
  returningNumbers: 2,
  buyers: 2_100,
  mostOfOne: 60,
  firstAt: Date.parse('2025-01-01T00:00:00Z'),
  lastAt: Date.parse('2026-01-01T00:00:00Z'),
  mapping: { orderId: '单号', orderedAt: '时间', customerId: '类型', phone: '电话', amount: '金额' },
}

describe('what looks absurd in a file of orders', () => {
  test('is nothing in a healthy file', () => {
    expect(absurdities(HEALTHY)).toEqual([])
  })

  test.each<[string, Partial<OrderFileFacts>, RegExp]>([
    ['rows-refused', { quarantined: 17_300, lines: 174, anonymousLines: 3, returnLines: 4 }, /17,300 of 17,474 rows could not be read/],
    ['no-amounts', { paidLines: 0 }, /Only 0 of 17,462 lines have an amount other than 0\. Is the column “金额” what was paid\?/],
    ['one-day', { firstAt: HEALTHY.lastAt }, /same day\. Is the column “时间”/],
    ['old-dates', { firstAt: Date.parse('1970-01-01T00:00:00Z') }, /earliest order is of 1970/],
    [
      'few-customers',
      { buyers: 2, mostOfOne: 3_000 },
      /17,162 lines, but only 2 customers\. Is the column “类型” or “电话” the customer\?/,
    ],
    ['nobody-named', { anonymousLines: 17_000 }, /17,000 of 17,462 lines name no customer/],
    [
      'one-order-number',
      { orderNumbers: 1, sharedNumbers: 1, orders: 2_100 },
      /only 1 order number\. Is the column “单号” the order number/,
    ],
    [
      'numbers-shared',
      { orderNumbers: 1_401, sharedNumbers: 1_300, orders: 124_208 },
      /1,300 of 1,401 order numbers .* makes 124,208 orders/,
    ],
    ['nobody-twice', { buyers: 6_000, mostOfOne: 1 }, /Each of 6,000 customers has one order/],
    ['one-customer', { mostOfOne: 3_500 }, /One customer has 3,500 of 6,000 orders/],
    ['mostly-returns', { returnLines: 9_000 }, /9,000 of 17,462 lines are returns/],
  ])('%s is asked about', (code, change, text) => {
    const [question, ...more] = absurdities({ ...HEALTHY, ...change })
    expect(question).toMatchObject({ code, text: { en: expect.stringMatching(text), zh: expect.stringMatching(/\p{Script=Han}.*[？]/u) } })
    expect(more).toEqual([])
  })

  test('orders that name only what several customers share are told of, in however small a file', () => {
    const [question] = absurdities({ ...HEALTHY, lines: 3, sharedOrders: 1, sharedSales: { CNY: 246 } })
    expect(question).toMatchObject({
      code: 'shared-identifiers',
      weight: 'question',
      text: { en: expect.stringMatching(/^1 order names only a phone .* \(CNY 246\) and counts for the shop and for no customer/u) },
    })
  })

  test('a handful of rows is no evidence', () => {
    const few = { lines: 6, rows: 7, quarantined: 1, buyers: 1, orders: 1, orderNumbers: 1, mostOfOne: 1, anonymousLines: 5, paidLines: 0 }
    expect(absurdities({ ...HEALTHY, ...few })).toEqual([])
  })
})
