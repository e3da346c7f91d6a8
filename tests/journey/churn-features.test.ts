import type { ClickHouseClient } from '@clickhouse/client'
import { beforeAll, describe, expect, it } from 'vitest'
import type { LabelCount } from '#predict/churn/definition/check-definition.ts'
import { CHURN_AUDIENCES, churnDefinition } from '#predict/churn/definition/churn-definition.ts'
import { CHURN_FEATURE_NAMES, featureValue, type ChurnFeatureRow } from '#predict/churn/features/churn-features.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { insertRows, type AnalyticalTable } from '#store/analytical/insert.ts'
import { withAnalyticalEngine } from '../support/analytical-engine.ts'

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
    origin_id: customer,
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
  return { message_id: `m${message}`, origin_id: customer, type: 'page', name: 'Home', ...at, ...more }
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
      line(REGULAR, 'o3', 40, 100, { unit_price: 62.5, store_id: 's1', payment_method: 'card' }),
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
      // Ten minutes after a cart 20 days ago, when an order followed, and one 15 days ago without an order.
      event(REGULAR, 20.3, { type: 'track', name: 'Product Added', anonymous_id: 'phone', channel: 'app' }),
      event(REGULAR, 15, { type: 'track', name: 'Product Added', anonymous_id: 'laptop' }),
    ],
  ],
  [
    'service_tickets',
    [
      { ticket_id: 'open', origin_id: REGULAR, kind: 'complaint', ...ticketAt(12), closed_at: null },
      // Closed after the as-of time: then it was open, and its score was not known. The row was rewritten when it was closed.
      {
        ticket_id: 'later',
        origin_id: REGULAR,
        kind: 'question',
        ...ticketAt(6),
        closed_at: ago(-2),
        satisfaction: 1,
        available_at: ago(-2),
      },
      { ticket_id: 'closed', origin_id: REGULAR, kind: 'complaint', ...ticketAt(40), closed_at: ago(38), satisfaction: 4 },
      { ticket_id: 'future', origin_id: ONCE, kind: 'complaint', ...ticketAt(-1), closed_at: null },
    ],
  ],
  [
    'touches',
    [
      { touch_id: '1', origin_id: REGULAR, kind: 'sent', ...touchAt(10) },
      { touch_id: '2', origin_id: REGULAR, kind: 'sent', ...touchAt(40) },
      { touch_id: '3', origin_id: REGULAR, kind: 'opened', ...touchAt(39) },
      { touch_id: '4', origin_id: REGULAR, kind: 'opened', is_machine: 1, ...touchAt(38) },
      { touch_id: '5', origin_id: REGULAR, kind: 'coupon_used', ...touchAt(20) },
      { touch_id: '6', origin_id: REGULAR, kind: 'sent', ...touchAt(-5) },
    ],
  ],
  [
    'customers',
    [
      {
        customer_id: REGULAR,
        registered_at: ago(200),
        first_seen_at: ago(200),
        updated_at: ago(-9),
        birth_year: 1990,
        region: '华东',
        member_level: 'gold',
      },
      { customer_id: ONCE, registered_at: ago(-3), first_seen_at: ago(50), updated_at: ago(-3) },
      { customer_id: TESTER, registered_at: null, first_seen_at: ago(10), is_test: 1, updated_at: ago(10) },
    ],
  ],
]

interface Read {
  labelled: ChurnFeatureRow[]
  unlabelled: ChurnFeatureRow[]
  everyone: ChurnFeatureRow[]
  emptyBefore: ChurnFeatureRow[]
  inNewYork: ChurnFeatureRow[]
  half: ChurnFeatureRow[]
  halfAgain: ChurnFeatureRow[]
  later: ChurnFeatureRow[]
  audiences: Map<string, { readonly rows: readonly ChurnFeatureRow[]; readonly counted: LabelCount | undefined }>
}
const nothing = { labelled: [], unlabelled: [], everyone: [], emptyBefore: [], inNewYork: [], half: [], halfAgain: [], later: [] }
const read: Read = { ...nothing, audiences: new Map() }

beforeAll(async () => {
  await withAnalyticalEngine(async (client: ClickHouseClient) => {
    const store = createChurnStore(client)
    const active = churnDefinition({ horizonDays: 30, activeWithinDays: 365 })
    read.emptyBefore = await store.features(AS_OF, active, true)
    for (const [table, rows] of FACTS) await insertRows(client, table, rows)
    read.labelled = await store.features(AS_OF, active, true)
    read.unlabelled = await store.features(AS_OF, active, false)
    read.everyone = await store.features(AS_OF, churnDefinition({ horizonDays: 30, activeWithinDays: 0 }), true)
    read.inNewYork = await createChurnStore(client, { timeZone: 'America/New_York' }).features(AS_OF, active, true)
    read.half = await store.features(AS_OF, active, true, 0.5)
    read.halfAgain = await store.features(AS_OF, active, true, 0.5)
    for (const audience of CHURN_AUDIENCES) {
      const definition = churnDefinition({ horizonDays: 30, activeWithinDays: 0, audience })
      const [counted] = await store.labelCounts([AS_OF], definition)
      read.audiences.set(audience, { rows: await store.features(AS_OF, definition, true), counted })
    }
    // What happens and what arrives after the as-of time, of every kind.
    const late = { available_at: ago(-3) }
    await insertRows(client, 'order_lines', [line(ONCE, 'late', 30, 500, late), line(ONCE, 'next', -20, 90)])
    await insertRows(client, 'events', [event(ONCE, 4, late), event(ONCE, -4)])
    await insertRows(client, 'touches', [{ touch_id: '9', origin_id: ONCE, kind: 'unsubscribed', ...touchAt(9), ...late }])
    await insertRows(client, 'service_tickets', [{ ticket_id: 'late', origin_id: ONCE, kind: 'complaint', ...ticketAt(8), ...late }])
    read.later = await store.features(AS_OF, active, true)
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
      visit_days_30: 7,
      visit_days_90: 10,
      carts_30: 3,
      searches_30: 1,
      days_since_visit: 1,
    })
    expect(features(REGULAR)['visit_trend_30']).toBeCloseTo((7 - 2) / 9, 9)
    expect(features(ONCE)).toMatchObject({ visit_days_30: 0, days_since_visit: Number.NaN, visit_trend_30: Number.NaN })
  })

  it('knows discounts, first and largest orders, categories, stores and payment', () => {
    const regular = features(REGULAR)
    // 25 of 625 saved, on one of four orders; cups were 50 of 600.
    expect(regular['discount_share_365']).toBeCloseTo(0.04, 9)
    expect(regular).toMatchObject({
      discounted_order_share: 0.25,
      first_order: 300,
      max_order: 300,
      payment_methods_365: 1,
      store_share_365: 0.5,
      pieces_per_order: 2.5,
      days_since_return: 30,
      spend_down_80: 0,
    })
    expect(regular['top_category_share_365']).toBeCloseTo(550 / 600, 9)
    expect(regular['new_category_share_90']).toBeCloseTo(0.5, 9)
    expect(regular['order_amount_spread']).toBeCloseTo(Math.sqrt((150 ** 2 + 0 + 50 ** 2 + 100 ** 2) / 4) / 150, 9)
    expect(features(ONCE)).toMatchObject({
      new_category_share_90: Number.NaN,
      order_amount_spread: Number.NaN,
      days_since_return: Number.NaN,
    })
  })

  it('reads the cadence beyond its mean', () => {
    expect(features(REGULAR)).toMatchObject({
      gap_median_days: 30,
      gap_p90_days: 30,
      overdue_days: -10,
      longer_gap_share: 1,
      gap_trend: Number.NaN,
    })
    expect(features(REGULAR)['gap_variation']).toBeCloseTo(Math.sqrt(200 / 9) / (80 / 3), 9)
  })

  it('tells carts that were left, sessions, devices and hours', () => {
    expect(features(REGULAR)).toMatchObject({ devices_90: 2, product_views_30: 0, checkouts_90: 0, visits_down_50: 0, active_hours_90: 3 })
    expect(features(REGULAR)['cart_left_share_90']).toBeCloseTo(2 / 3, 9)
    expect(features(REGULAR)['search_no_order_share_90']).toBe(1)
    expect(features(ONCE)).toMatchObject({ cart_left_share_90: Number.NaN, acts_per_session: Number.NaN, visits_down_50: Number.NaN })
  })

  it('knows the age and what share lives in the same region, and a member level only while nobody’s was changed since', () => {
    expect(features(REGULAR)).toMatchObject({ age_years: 36, region_share: 0.5, member_level_spend: Number.NaN })
    expect(features(ONCE)).toMatchObject({ age_years: Number.NaN, region_share: Number.NaN })
  })

  it('is not changed by anything that comes later', () => {
    expect(read.later.map(({ values }) => values)).toEqual(read.labelled.map(({ values }) => values))
    expect(read.later.map(({ label }) => label)).toEqual([0, 0])
  })

  it('reads days in the time zone of the project', () => {
    const weekend = (rows: readonly ChurnFeatureRow[]): number => featureValue(rows[0] as ChurnFeatureRow, 'weekend_share')
    // 2026-03-01 is a Sunday: 20 days before is a Monday, which at 00:00 UTC is still Sunday in New York.
    expect(weekend(read.inNewYork)).toBeGreaterThan(weekend(read.labelled))
  })

  it('reads a share of the customers, the same ones every time', () => {
    const all = read.labelled.map(({ customerId }) => customerId)
    const some = read.half.map(({ customerId }) => customerId)
    expect(some.every((id) => all.includes(id))).toBe(true)
    expect(read.halfAgain.map(({ customerId }) => customerId)).toEqual(some)
  })

  it.each(['all', 'repeat', 'high_value'] as const)('counts for the definition wizard what a training would read: %s', (audience) => {
    const rows = read.audiences.get(audience)
    expect(rows?.counted).toMatchObject({
      customers: rows?.rows.length,
      churners: rows?.rows.filter(({ label }) => label === 1).length,
      repeaters: rows?.rows.filter((row) => featureValue(row, 'purchase_days') >= 2).length,
    })
  })

  it('sees tickets as they stood', () => {
    expect(features(REGULAR)).toMatchObject({ tickets_open: 2, complaints_90: 2, complaint_open_days: 12, satisfaction_last: 4 })
    expect(features(REGULAR)).toMatchObject({
      satisfaction_mean: 4,
      satisfaction_trend: 0,
      contacts_90: 3,
      complaints_365: 2,
      ticket_open_days: 12,
      resolution_days: 2,
      days_since_ticket: 6,
    })
    expect(features(ONCE)).toMatchObject({
      tickets_open: 0,
      complaints_90: 0,
      complaint_open_days: Number.NaN,
      satisfaction_last: Number.NaN,
    })
  })

  it('sees contacts and registration as they stood', () => {
    expect(features(REGULAR)).toMatchObject({ touches_30: 1, opened_90: 1, coupon_order_share: 0.25, registered_days: 200 })
    expect(features(REGULAR)).toMatchObject({
      touches_90: 2,
      opened_share_90: 0.5,
      clicks_90: 0,
      coupons_used_90: 1,
      days_since_touch: 10,
      unsubscribed: 0,
    })
    expect(features(ONCE)['registered_days']).toBeNaN()
  })
})
