import type { ClickHouseClient } from '@clickhouse/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { churnDefinition } from '#predict/churn/churn-definition.ts'
import { CHURN_FEATURE_NAMES, featureValue, type ChurnFeatureRow } from '#predict/churn/churn-features.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { insertRows, type AnalyticalTable } from '#store/analytical/insert.ts'
import { withAnalyticalEngine } from '../../bench/quality/online-retail-store.ts'

const AS_OF = new Date('2026-03-01T00:00:00Z')
const REGULAR = '00000000-0000-0000-0000-000000000001'
const ONCE = '00000000-0000-0000-0000-000000000002'
const LONG_AGO = '00000000-0000-0000-0000-000000000003'
const TESTER = '00000000-0000-0000-0000-000000000004'
const ONLY_RETURNS = '00000000-0000-0000-0000-000000000005'

/** `days` before the as-of time (negative: after it). */
function ago(days: number): string {
  return new Date(AS_OF.getTime() - days * 86_400_000).toISOString().slice(0, 23).replace('T', ' ')
}

let key = 0
function line(customer: string, order: string, days: number, amount: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  key += 1
  return {
    line_key: key,
    order_id: order,
    customer_id: customer,
    kind: 'sale',
    occurred_at: ago(days),
    received_at: ago(days),
    available_at: ago(days),
    product_id: `p${key}`,
    category: 'tea',
    quantity: 2,
    unit_price: amount / 2,
    amount,
    currency: 'CNY',
    channel: 'web',
    ...more,
  }
}

let message = 0
function event(customer: string, days: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  message += 1
  const at = { occurred_at: ago(days), received_at: ago(days), available_at: ago(days) }
  return { message_id: `m${message}`, customer_id: customer, type: 'page', name: 'Home', ...at, ...more }
}

const ticketAt = (days: number) => ({ opened_at: ago(days), received_at: ago(days), available_at: ago(days) })
const touchAt = (days: number) => ({ occurred_at: ago(days), received_at: ago(days), available_at: ago(days) })

const FACTS: readonly (readonly [AnalyticalTable, readonly Record<string, unknown>[]])[] = [
  [
    'order_lines',
    [
      // 100, 70, 40 and 20 days ago: purchase days 30, 30 and 20 apart.
      line(REGULAR, 'o1', 100, 300),
      line(REGULAR, 'o2', 70, 100),
      line(REGULAR, 'o2', 70, 50, { category: 'cups' }),
      line(REGULAR, 'o3', 40, 100),
      line(REGULAR, 'o4', 20, 50, { channel: 'store' }),
      // None of these may be seen: a copy, a test order, an order that reached us later, an adjustment.
      line(REGULAR, 'o4', 20, 50, { is_duplicate: 1 }),
      line(REGULAR, 'o5', 10, 999, { is_test: 1 }),
      line(REGULAR, 'o6', 5, 777, { available_at: ago(-1) }),
      line(REGULAR, 'o7', 3, -5, { kind: 'adjustment', quantity: 1, unit_price: -5 }),
      line(REGULAR, 'r1', 30, -60, { kind: 'return', quantity: -1, unit_price: 60 }),
      // Stayed: an order within the horizon.
      line(REGULAR, 'o8', -10, 80),
      line(ONCE, 'p1', 50, 40),
      // Not a sign of staying: a copy, and an order after the horizon.
      line(ONCE, 'p2', -10, 40, { is_duplicate: 1 }),
      line(ONCE, 'p3', -31, 40),
      line(LONG_AGO, 'q1', 400, 40),
      line(TESTER, 't1', 10, 40),
      line(ONLY_RETURNS, 'r2', 10, -40, { kind: 'return', quantity: -1, unit_price: 40 }),
    ],
  ],
  [
    'events',
    [
      ...[1, 1.01, 5, 20, 45, 50, 80].map((days) => event(REGULAR, days)),
      event(REGULAR, 2, { type: 'track', name: 'Product Added' }),
      event(REGULAR, 2.01, { type: 'track', name: 'Products Searched' }),
      event(REGULAR, 3, { is_bot: 1 }),
      event(REGULAR, 4, { is_repeat: 1 }),
      event(REGULAR, 6, { type: 'identify' }),
      event(REGULAR, 7.5, { available_at: ago(-1) }),
      event(REGULAR, -1),
    ],
  ],
  [
    'service_tickets',
    [
      { ticket_id: 'open', customer_id: REGULAR, kind: 'complaint', ...ticketAt(12), closed_at: null },
      // Closed after the as-of time: then it was open, and its score was not known. The row was rewritten when it was closed.
      {
        ticket_id: 'later',
        customer_id: REGULAR,
        kind: 'question',
        ...ticketAt(6),
        closed_at: ago(-2),
        satisfaction: 1,
        available_at: ago(-2),
      },
      { ticket_id: 'closed', customer_id: REGULAR, kind: 'complaint', ...ticketAt(40), closed_at: ago(38), satisfaction: 4 },
      { ticket_id: 'future', customer_id: ONCE, kind: 'complaint', ...ticketAt(-1), closed_at: null },
    ],
  ],
  [
    'touches',
    [
      { touch_id: '1', customer_id: REGULAR, kind: 'sent', ...touchAt(10) },
      { touch_id: '2', customer_id: REGULAR, kind: 'sent', ...touchAt(40) },
      { touch_id: '3', customer_id: REGULAR, kind: 'opened', ...touchAt(39) },
      { touch_id: '4', customer_id: REGULAR, kind: 'opened', is_machine: 1, ...touchAt(38) },
      { touch_id: '5', customer_id: REGULAR, kind: 'coupon_used', ...touchAt(20) },
      { touch_id: '6', customer_id: REGULAR, kind: 'sent', ...touchAt(-5) },
    ],
  ],
  [
    'customers',
    [
      { customer_id: REGULAR, registered_at: ago(200), first_seen_at: ago(200), updated_at: ago(-9) },
      { customer_id: ONCE, registered_at: ago(-3), first_seen_at: ago(50), updated_at: ago(-3) },
      { customer_id: TESTER, registered_at: null, first_seen_at: ago(10), is_test: 1, updated_at: ago(10) },
    ],
  ],
]

const read: { labelled: ChurnFeatureRow[]; unlabelled: ChurnFeatureRow[]; everyone: ChurnFeatureRow[]; emptyBefore: ChurnFeatureRow[] } = {
  labelled: [],
  unlabelled: [],
  everyone: [],
  emptyBefore: [],
}

beforeAll(async () => {
  await withAnalyticalEngine(async (client: ClickHouseClient) => {
    const store = createChurnStore(client)
    const active = churnDefinition({ horizonDays: 30, activeWithinDays: 365 })
    read.emptyBefore = await store.features(AS_OF, active, true)
    for (const [table, rows] of FACTS) await insertRows(client, table, rows)
    read.labelled = await store.features(AS_OF, active, true)
    read.unlabelled = await store.features(AS_OF, active, false)
    read.everyone = await store.features(AS_OF, churnDefinition({ horizonDays: 30, activeWithinDays: 0 }), true)
  })
})

function features(customer: string): Record<string, number> {
  const row = read.labelled.find(({ customerId }) => customerId === customer)
  if (row === undefined) throw new Error(`no features of ${customer}`)
  return Object.fromEntries(CHURN_FEATURE_NAMES.map((name) => [name, featureValue(row, name)]))
}

describe('churn features', () => {
  it('has nobody without orders', () => expect(read.emptyBefore).toEqual([]))

  it('takes the audience of the definition, without test customers and those who only returned', () => {
    expect(read.labelled.map(({ customerId }) => customerId)).toEqual([REGULAR, ONCE])
    expect(read.everyone.map(({ customerId }) => customerId)).toEqual([REGULAR, ONCE, LONG_AGO])
  })

  it('labels by orders in the horizon alone, and not before it has passed', () => {
    expect(read.labelled.map(({ label }) => label)).toEqual([0, 1])
    expect(read.unlabelled.map(({ label }) => label)).toEqual([null, null])
    expect(read.unlabelled.map(({ values }) => values)).toEqual(read.labelled.map(({ values }) => values))
  })

  it('reads orders as they were known at the as-of time', () => {
    expect(features(REGULAR)).toMatchObject({
      recency_days: 20,
      tenure_days: 100,
      orders_30: 1,
      orders_90: 3,
      orders_180: 4,
      orders_365: 4,
      spend_30: 50,
      spend_90: 300,
      spend_180: 600,
      spend_365: 600,
      average_order: 150,
      unit_price: 60,
      lines_per_order: 1.25,
      products_365: 5,
      categories_365: 2,
      returns_90: 1,
      return_share_365: 0.1,
      channels_365: 2,
      purchase_days: 4,
    })
    expect(features(REGULAR)['last_order_ratio']).toBeCloseTo(1 / 3, 12)
  })

  it('measures silence against the own cadence', () => {
    const regular = features(REGULAR)
    expect(regular['mean_gap_days']).toBeCloseTo(80 / 3, 9)
    expect(regular['gap_ratio']).toBeCloseTo(20 / (80 / 3), 9)
    expect(regular['longest_gap_ratio']).toBeCloseTo(2 / 3, 9)
    expect(regular['last_gap_ratio']).toBeCloseTo(20 / (80 / 3), 9)
    // (300 - 300) / 600 and (50 - 100) / 150.
    expect(regular['spend_trend_90']).toBeCloseTo(0, 12)
    expect(regular['spend_trend_30']).toBeCloseTo(-1 / 3, 9)
    const once = features(ONCE)
    for (const name of ['mean_gap_days', 'gap_spread_days', 'gap_ratio', 'longest_gap_ratio', 'last_gap_ratio'])
      expect(once[name]).toBeNaN()
    expect(once).toMatchObject({ purchase_days: 1, orders_365: 1, recency_days: 50 })
  })

  it('counts days with a visit, without bots, repeats, machine calls and what came later', () => {
    expect(features(REGULAR)).toMatchObject({
      visit_days_7: 4,
      visit_days_30: 5,
      visit_days_90: 8,
      carts_30: 1,
      searches_30: 1,
      days_since_visit: 1,
    })
    expect(features(REGULAR)['visit_trend_30']).toBeCloseTo((5 - 2) / 7, 9)
    expect(features(ONCE)).toMatchObject({ visit_days_30: 0, days_since_visit: Number.NaN, visit_trend_30: Number.NaN })
  })

  it('sees tickets as they stood', () => {
    expect(features(REGULAR)).toMatchObject({ tickets_open: 2, complaints_90: 2, complaint_open_days: 12, satisfaction_last: 4 })
    expect(features(ONCE)).toMatchObject({
      tickets_open: 0,
      complaints_90: 0,
      complaint_open_days: Number.NaN,
      satisfaction_last: Number.NaN,
    })
  })

  it('sees contacts and registration as they stood', () => {
    expect(features(REGULAR)).toMatchObject({ touches_30: 1, opened_90: 1, coupon_order_share: 0.25, registered_days: 200 })
    expect(features(ONCE)['registered_days']).toBeNaN()
  })
})
