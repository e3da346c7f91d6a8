import type { ClickHouseClient } from '@clickhouse/client'
import { expect, it } from 'vitest'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { createChurnHistory } from '#store/analytical/churn-history-store.ts'
import { insertRows } from '#store/analytical/insert.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { plainProfileService } from '#segment/profile-service.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { RecommendCatalogue } from '#store/analytical/queries/recommend-catalogue.ts'
import { readCustomerRecommendations } from '#store/analytical/queries/recommend-customer.ts'
import { readDemandCurve } from '#store/analytical/queries/demand-curve.ts'
import { queryMetrics } from '#store/analytical/queries/metrics.ts'
import { readTimeline } from '#store/analytical/queries/timeline.ts'
import { usualCurrency } from '#store/analytical/queries/usual-currency.ts'
import { withAnalyticalEngine } from '../support/analytical-engine.ts'

// A shop in which every line is odd but two, asked by each query that once had a condition of its own.

const NOW = new Date('2026-03-01T00:00:00Z')
const ANNA = '01890000-0000-7000-8000-000000000001'

function ago(days: number): string {
  return new Date(NOW.getTime() - days * 86_400_000).toISOString().slice(0, 23).replace('T', ' ')
}

let key = 0
function line(days: number, more: Record<string, unknown>): Record<string, unknown> {
  key += 1
  return {
    line_key: key,
    order_id: `o${key}`,
    origin_id: ANNA,
    kind: 'sale',
    occurred_at: ago(days),
    received_at: ago(days),
    available_at: ago(days),
    product_id: 'tea',
    product_name: 'tea',
    category: 'drinks',
    quantity: 1,
    unit_price: 10,
    amount: 10,
    currency: 'CNY',
    channel: 'web',
    ...more,
  }
}

async function fillShop(client: ClickHouseClient): Promise<void> {
  const gift = { category: 'gifts', unit_price: 0, amount: 0 }
  await insertRows(client, 'order_lines', [
    line(20, { order_id: 'sold' }),
    line(10, { order_id: 'anonymous', origin_id: NO_CUSTOMER }),
    line(5, { order_id: 'gift-of-tea', ...gift }),
    line(4, { order_id: 'gift-of-a-cup', product_id: 'cup', product_name: 'cup', ...gift }),
    line(3, { order_id: 'test', is_test: 1, category: 'tests' }),
    line(2, { order_id: 'fee', kind: 'adjustment', unit_price: -3, amount: -3 }),
    line(1, { order_id: 'back', kind: 'return', quantity: -1, amount: -10 }),
    // More copies in another currency than there are sales.
    ...[1, 2, 3].map(() => line(20, { order_id: 'copy', currency: 'USD', is_duplicate: 1 })),
  ])
  await insertRows(client, 'customers', [{ customer_id: ANNA, first_seen_at: ago(30), source: 'file', updated_at: ago(30) }])
  // A forecast of the category, so that its curve is there to be read.
  const run = { as_of: ago(0), computed_at: ago(0), level: 'category', history_days: 30 }
  await insertRows(client, 'demand_accuracy', [
    { ...run, level: 'total', series_key: '' },
    ...['drinks', 'gifts'].map((series_key) => ({ ...run, series_key, label: series_key })),
  ])
}

it('counts the same lines as sold wherever it is asked', async () => {
  await withAnalyticalEngine(async (client) => {
    await fillShop(client)
    expect(await queryMetrics(client, { currency: 'CNY' })).toMatchObject({ lines: 1, customers: 1, invoices: 1, revenue: 10, returns: 1 })
    expect(await usualCurrency(client)).toBe('CNY')

    // The newest sale is that of ten days ago; a gift says nothing of how far the sales reach.
    expect(await createChurnHistory(client).lastFactAt('no-order')).toEqual(new Date('2026-02-19T00:00:00Z'))

    await plainProfileService(createProfileStore(client)).refresh(NOW)
    expect(await readRows(client, 'SELECT frequency, favourite_category FROM profiles')).toEqual([
      { frequency: 1, favourite_category: 'drinks' },
    ])

    // A gift moves its product into no other category: both sales of tea, one of them anonymous, are of drinks.
    const units = async (category: string) => {
      const curve = await readDemandCurve(client, 'category', category, 'UTC')
      return curve?.history.reduce((sum, day) => sum + day.units, 0)
    }
    expect([await units('drinks'), await units('gifts')]).toEqual([2, 0])

    const own = await readTimeline(client, [ANNA], { limit: 50, cursor: null, kind: null }, 'CNY')
    expect(own.items.map(({ kind, detail }) => [kind, detail['order']])).toEqual([
      ['return', 'back'],
      ['order', 'gift-of-a-cup'],
      ['order', 'gift-of-tea'],
      ['order', 'sold'],
    ])

    await insertRows(client, 'segment_favourites', [{ as_of: ago(0), segment: '', rank: 1, product_id: 'tea', score: 1 }])
    const { recent } = await readCustomerRecommendations(new RecommendCatalogue(client), {
      customerId: ANNA,
      limit: 3,
      currency: 'CNY',
      now: NOW,
      exclusions: { productIds: [], categories: [], boughtWithinDays: 90 },
    })
    expect(recent.map(({ product, at }) => [product.productId, at])).toEqual([['tea', '2026-02-09T00:00:00.000Z']])
  })
})
