import { expect, test } from 'vitest'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { ANA, BO, goods, money, said } from '../../../tests/support/order-statements.ts'
import { contentKey } from '../import/content-key.ts'
import { PRICE_SCALE, QUANTITY_SCALE } from '../import/order-line.ts'
import { formatDecimal } from '../import/parse-decimal.ts'
import type { OrderStatement } from './order-statement.ts'
import { settleStatements } from './settle-statements.ts'

const keyOf = (...parts: readonly string[]): bigint => contentKey('salt', 'order', parts.join('/'))

/** What counts, as `sale p1 2 1299`. */
function settled(...statements: readonly OrderStatement[]): string[] {
  return settleStatements(statements, keyOf).map((line) =>
    [line.kind, line.productId, formatDecimal(line.quantity, QUANTITY_SCALE), formatDecimal(line.amount, PRICE_SCALE)].join(' '),
  )
}

const BOUGHT = said('completed', 0, ['p1 2 x 649.5', 'p2 1 x 100'])
const SALE = ['sale p1 2 1299', 'sale p2 1 100']

test.each<readonly [string, readonly OrderStatement[], readonly string[]]>([
  ['an order', [BOUGHT], SALE],
  ['the same told twice', [BOUGHT, said('completed', 1, ['p1 2 x 649.5', 'p2 1 x 100'])], SALE],
  ['an update replaces the goods', [BOUGHT, said('updated', 5, ['p1 1 x 649.5'])], ['sale p1 1 649.5']],
  ['an update without goods changes nothing', [BOUGHT, said('updated', 5)], SALE],
  [
    'an update of the amount alone keeps the goods',
    [BOUGHT, said('updated', 5, [], { isBare: true, lines: [{ ...goods('x 1 x 699.5'), productId: '' }] })],
    ['sale p1 2 649.5', 'sale p2 1 50'],
  ],
  ['a refund without products takes all of it back', [BOUGHT, said('refunded', 9)], [...SALE, 'return p1 -2 -1299', 'return p2 -1 -100']],
  [
    'refunded twice is refunded once',
    [BOUGHT, said('refunded', 9), said('refunded', 12)],
    [...SALE, 'return p1 -2 -1299', 'return p2 -1 -100'],
  ],
  ['one piece of two', [BOUGHT, said('refunded', 9, ['p1 1'])], [...SALE, 'return p1 -1 -649.5']],
  [
    'one piece, then the other, then a third',
    [BOUGHT, said('refunded', 9, ['p1 1']), said('refunded', 10, ['p1 1']), said('refunded', 11, ['p1 1'])],
    [...SALE, 'return p1 -1 -649.5', 'return p1 -1 -649.5'],
  ],
  [
    'the same refund in two messages',
    [BOUGHT, said('refunded', 9, ['p1 1']), said('refunded', 9, ['p1 1'], { id: 'again' })],
    [...SALE, 'return p1 -1 -649.5'],
  ],
  [
    'one refund number at two times',
    [BOUGHT, said('refunded', 9, ['p1 1'], { name: 'R1' }), said('refunded', 10, ['p1 1'], { name: 'R1' })],
    [...SALE, 'return p1 -1 -649.5'],
  ],
  ['all pieces of a product', [BOUGHT, said('refunded', 9, ['p1'])], [...SALE, 'return p1 -2 -1299']],
  [
    'part of it, then the rest',
    [BOUGHT, said('refunded', 9, ['p1 1']), said('refunded', 10)],
    [...SALE, 'return p1 -1 -649.5', 'return p1 -1 -649.5', 'return p2 -1 -100'],
  ],
  ['less than it cost', [BOUGHT, said('refunded', 9, ['p2 1 x 80'])], [...SALE, 'return p2 -1 -80']],
  ['more than it cost', [BOUGHT, said('refunded', 9, ['p2 1 x 999'])], [...SALE, 'return p2 -1 -100']],
  ['an amount', [BOUGHT, said('refunded', 9, [], { back: money('139.9') })], [...SALE, 'return p1 0 -129.9', 'return p2 0 -10']],
  [
    'goods that the order does not name',
    [BOUGHT, said('refunded', 9, ['other 1 x 139.9'])],
    [...SALE, 'return p1 0 -129.9', 'return p2 0 -10'],
  ],
  ['a refund without an order', [said('refunded', 9)], []],
  ['a cancelled order is no sale', [BOUGHT, said('cancelled', 9)], ['adjustment p1 2 1299', 'adjustment p2 1 100']],
  ['cancelled before it was completed again', [said('cancelled', -1), BOUGHT], SALE],
  ['completed and cancelled in the same moment', [said('cancelled', 0), BOUGHT], ['adjustment p1 2 1299', 'adjustment p2 1 100']],
  ['cancelled and refunded', [BOUGHT, said('refunded', 8), said('cancelled', 9)], ['adjustment p1 2 1299', 'adjustment p2 1 100']],
  [
    'a record says what was given back so far',
    [said('record', 5, [], { lines: [{ ...goods('p1 2 x 50'), refund: money('50') }] }), said('refunded', 3, ['p1 1'])],
    ['sale p1 2 100', 'return p1 0 -50'],
  ],
  [
    'a refund after the record comes on top',
    [said('record', 5, [], { lines: [{ ...goods('p1 2 x 50'), refund: money('50') }] }), said('refunded', 7, ['p1 1'])],
    ['sale p1 2 100', 'return p1 0 -50', 'return p1 -1 -50'],
  ],
])('%s', (_name, statements, expected) => {
  expect(settled(...statements)).toEqual(expected)
  expect(settled(...statements.toReversed())).toEqual(expected)
})

test('an order is dated by when it was placed, and goods come back when they did', () => {
  const [update, refund] = [said('updated', 5, ['p1 1 x 10']), said('refunded', 9)]
  const [sale, back] = settleStatements([refund, update, BOUGHT], keyOf)
  expect(sale?.occurredAt).toBe(BOUGHT.occurredAt)
  expect(sale?.availableAt).toBe(update.availableAt)
  expect(back?.occurredAt).toBe(refund.occurredAt)
})

test('what an update leaves as it was is known since the order', () => {
  const lines = settleStatements([BOUGHT, said('updated', 5, ['p1 2 x 649.5', 'p2 2 x 100'])], keyOf)
  expect(lines.map(({ availableAt }) => availableAt - BOUGHT.availableAt)).toEqual([0, 5 * 60_000])
})

test('the number of two customers is two orders, and what nobody said belongs to the only one', () => {
  const other = said('completed', 1, ['p3 1 x 5'], { customerId: BO, originId: BO, id: 'of bo' })
  const owners = (...statements: readonly OrderStatement[]) =>
    settleStatements(statements, keyOf).map(({ kind, productId, customerId }) => [kind, productId, customerId])
  expect(owners(BOUGHT, other, said('refunded', 9, [], { customerId: BO, originId: BO }))).toEqual([
    ['sale', 'p1', ANA],
    ['sale', 'p2', ANA],
    ['sale', 'p3', BO],
    ['return', 'p3', BO],
  ])
  const guest = said('completed', 0, ['p1 1 x 5'], { customerId: NO_CUSTOMER, id: 'guest' })
  expect(owners(guest, said('completed', 1, ['p1 1 x 5']), said('refunded', 2, [], { customerId: BO, originId: BO }))).toEqual([
    ['sale', 'p1', ANA],
    ['return', 'p1', ANA],
  ])
})
