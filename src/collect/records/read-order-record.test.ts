import { expect, test } from 'vitest'
import { PRICE_SCALE, QUANTITY_SCALE } from '../import/order-line.ts'
import { formatDecimal } from '../import/parse-decimal.ts'
import type { SentRecord } from './record-fields.ts'
import { knownSince, readOrderRecord } from './read-order-record.ts'

const SETTINGS = { timeZone: 'Asia/Shanghai', currency: 'CNY', normaliseIdentifier: (_kind: string, value: string) => value }
const NOW = new Date('2026-05-10T00:00:00Z')
const ORDER = { orderId: 'A', orderedAt: '2026-05-01 10:00', memberNumber: 'M1' }

function read(record: SentRecord): readonly string[] | string {
  const answer = readOrderRecord({ ...ORDER, ...record }, SETTINGS, 'salt', NOW)
  if ('reason' in answer) return `${answer.reason} ${answer.field}`
  return answer.order.lines.map(({ kind, productId, quantity, amount, refund }) => {
    const figures = [formatDecimal(quantity, QUANTITY_SCALE), formatDecimal(amount, PRICE_SCALE), formatDecimal(refund, PRICE_SCALE)]
    return [kind, productId, ...figures].join(' ')
  })
}

const LINES = [
  { productId: 'p1', quantity: 2, unitPrice: '¥649.50' },
  { productId: 'p2', unitPrice: 100, quantity: 1 },
]

test.each<readonly [string, SentRecord, readonly string[] | string]>([
  ['lines with prices', { lines: LINES }, ['sale p1 2 1299 0', 'sale p2 1 100 0']],
  ['one line on the order itself', { productId: 'p1', quantity: 2, unitPrice: 5 }, ['sale p1 2 10 0']],
  ['a line without a number of pieces is one piece', { lines: [{ productId: 'p1', amount: 9 }] }, ['sale p1 1 9 0']],
  [
    'a total alone is shared out by pieces',
    {
      orderTotal: 90,
      lines: [
        { productId: 'a', quantity: 2 },
        { productId: 'b', quantity: 1 },
      ],
    },
    ['sale a 2 60 0', 'sale b 1 30 0'],
  ],
  ['a discount of the order', { orderDiscount: 139.9, lines: LINES }, ['sale p1 2 1169.1 0', 'sale p2 1 90 0']],
  ['a discount of a line', { lines: [{ ...LINES[1], lineDiscount: 10 }] }, ['sale p2 1 90 0']],
  ['refunded by its status', { status: '已退款', lines: LINES }, ['sale p1 2 1299 1299', 'sale p2 1 100 100']],
  ['a refund of a line', { lines: [LINES[0], { ...LINES[1], refundAmount: 40 }] }, ['sale p1 2 1299 0', 'sale p2 1 100 40']],
  ['a refund of the order', { refundAmount: 139.9, lines: LINES }, ['sale p1 2 1299 129.9', 'sale p2 1 100 10']],
  ['cancelled', { status: 'cancelled', lines: [LINES[1]] }, ['adjustment p2 1 100 0']],
  ['a return', { lines: [{ productId: 'p2', quantity: -1, unitPrice: 100 }] }, ['return p2 -1 -100 0']],
  ['a total with shipping', { orderTotal: 1409, shipping: 10, lines: LINES }, ['sale p1 2 1299 0', 'sale p2 1 100 0']],
  ['a total that contradicts', { orderTotal: 1500, lines: LINES }, 'contradictory-total orderTotal'],
  ['no money at all', { lines: [{ productId: 'p1', quantity: 1 }] }, 'missing-value lines.0.unitPrice'],
  ['a price missing', { lines: [LINES[0], { productId: 'p2', quantity: 1 }] }, 'missing-value lines.1.unitPrice'],
  [
    'a price that is a word',
    { lines: [LINES[0], { productId: 'p2', quantity: 1, unitPrice: 'abc' }] },
    'unreadable-number lines.1.unitPrice',
  ],
  ['an order number that lost digits', { orderId: 2 ** 60, lines: LINES }, 'digits-lost orderId'],
  ['no order number', { orderId: '', lines: LINES }, 'missing-value orderId'],
  ['a time in the future', { orderedAt: '2027-01-01', lines: LINES }, 'date-out-of-range orderedAt'],
  ['a change in the future', { updatedAt: '2027-01-01', lines: LINES }, 'date-out-of-range updatedAt'],
  ['an unknown currency', { currency: 'XXQ', lines: LINES }, 'unknown-currency currency'],
  ['an unknown status', { status: 'zzz', lines: LINES }, 'unknown-status status'],
])('%s', (_name, record, expected) => {
  expect(read(record)).toEqual(expected)
})

test('the same record has the same content, whatever else is sent', () => {
  const contentOf = (record: SentRecord) => {
    const answer = readOrderRecord({ ...ORDER, lines: LINES, ...record }, SETTINGS, 'salt', NOW)
    return 'reason' in answer ? answer.reason : answer.content
  }
  expect(contentOf({})).toBe(contentOf({}))
  expect(contentOf({ status: 'paid' })).not.toBe(contentOf({}))
})

test('what comes within a day is known since then, and history since it happened', () => {
  expect(knownSince(0, 86_400_000)).toBe(86_400_000)
  expect(knownSince(0, 86_400_001)).toBe(0)
})
