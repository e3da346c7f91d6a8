import type { ClickHouseClient } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import { createRecommendWorker } from '#jobs/recommend-worker.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import type { NewModel, SavedModel } from '#predict/model-registry.ts'
import type { RecommendExclusions } from '#predict/recommend/recommend-exclusions.ts'
import { RecommendService } from '#predict/recommend/recommend-service.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import { readRecommendBoard } from '#store/analytical/queries/recommend-board.ts'
import { RecommendCatalogue } from '#store/analytical/queries/recommend-catalogue.ts'
import { readCustomerRecommendations } from '#store/analytical/queries/recommend-customer.ts'
import { readProductRecommendations } from '#store/analytical/queries/recommend-product.ts'
import { readBasketRules, readProducts } from '#store/analytical/queries/recommend-rules.ts'
import { createRecommendStore } from '#store/analytical/recommend-store.ts'
import { withAnalyticalEngine } from '../support/analytical-engine.ts'

const NOW = new Date('2026-06-01T00:00:00Z')
const CUSTOMERS = 120
const NOTHING: RecommendExclusions = { productIds: [], categories: [], boughtWithinDays: 90 }

describe('recommendations, from order lines to a customer', () => {
  it('trains, keeps and answers: by taste, for newcomers, without what is excluded or was just bought', async () => {
    await withAnalyticalEngine(async (client) => {
      await fillShop(client)
      const { service, exclusions } = serviceOn(client)
      const catalogue = new RecommendCatalogue(client)
      const ask = (customer: number, now = NOW) =>
        readCustomerRecommendations(catalogue, {
          customerId: customerId(customer),
          limit: 5,
          currency: 'CNY',
          now,
          exclusions: exclusions.current ?? NOTHING,
        })

      expect(await ask(0)).toMatchObject({ asOf: null, fallback: true, items: [] })
      const card = await service.train(NOW)
      catalogue.forget()
      expect(card).toMatchObject({ version: 1, customers: CUSTOMERS, listed: CUSTOMERS })
      expect(card.quality?.methods.find(({ chosen }) => chosen)?.hitRate).toBeGreaterThan(0.3)

      const tea = await ask(0)
      expect(tea).toMatchObject({ asOf: NOW.toISOString(), segment: 'general', fallback: false })
      expect(tea.items[0]?.product).toMatchObject({ category: '茶', price: { minor: 2000, currency: 'CNY' } })
      expect(tea.items[0]?.because.zh).not.toBe('')
      expect(tea.recent.length).toBeGreaterThan(0)
      expect((await ask(1)).items[0]?.product.category).toBe('宠物')

      // The order line of the day after was not known when the lists were made.
      expect((await readProducts(catalogue, '未来', 5, 'CNY')).length).toBe(0)

      const stranger = await ask(999)
      expect(stranger).toMatchObject({ fallback: true, segment: null })
      expect(stranger.items).toHaveLength(5)
      expect(stranger.items[0]?.source).toBe('popular')

      const first = tea.items[0]?.product.productId ?? ''
      await insertRows(client, 'order_lines', [line(999_999, 0, first, '茶', new Date(NOW.getTime() + 3_600_000))])
      const later = new Date(NOW.getTime() + DAY_MS)
      expect((await ask(0, later)).items.map(({ product }) => product.productId)).not.toContain(first)

      await service.setExclusions({ productIds: [], categories: ['茶'], boughtWithinDays: 90 })
      expect((await ask(0)).items.map(({ product }) => product.category)).not.toContain('茶')
      exclusions.current = null

      const found = await readProductRecommendations(catalogue, { productId: 't0', limit: 3, currency: 'CNY', exclusions: NOTHING })
      expect(found?.items.map(({ product }) => product.category)).toEqual(['茶', '茶', '茶'])
      expect(found?.rules[0]?.confidence).toBeGreaterThan(0.2)
      expect(await readProductRecommendations(catalogue, { productId: 'none', limit: 3, currency: 'CNY', exclusions: NOTHING })).toBeNull()

      const rules = await readBasketRules(catalogue, { sort: 'lift' }, { limit: 2, cursor: null }, 'CNY')
      expect(rules.items).toHaveLength(2)
      expect(rules.items[0]?.lift).toBeGreaterThanOrEqual(rules.items[1]?.lift ?? Number.POSITIVE_INFINITY)
      const next = await readBasketRules(catalogue, { sort: 'lift' }, { limit: 2, cursor: rules.nextCursor }, 'CNY')
      expect(next.items[0]).not.toEqual(rules.items[0])
      expect((await readBasketRules(catalogue, { q: '没有的' }, { limit: 2, cursor: null }, 'CNY')).total).toBe(0)

      const board = await readRecommendBoard(catalogue, await service.card(), 'CNY', NOTHING)
      expect(board).toMatchObject({ asOf: NOW.toISOString(), version: 1, customers: CUSTOMERS })
      expect(board.weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6)
      expect(board.segments.map(({ segment }) => segment).sort()).toEqual(['', 'general'])

      // The same time again replaces the run.
      await service.train(NOW)
      const counted = await client.query({
        query: 'SELECT count() AS n, uniqExact(customer_id, rank) AS places FROM recommendations',
        format: 'JSONEachRow',
      })
      const [count] = await counted.json<{ n: string; places: string }>()
      expect(count?.n).toBe(count?.places)
    })
  })

  it('says what to do when there are no orders', async () => {
    await withAnalyticalEngine(async (client) => {
      await expect(serviceOn(client).service.train(NOW)).rejects.toThrow('import an order file first')
    })
  })
})

function serviceOn(client: ClickHouseClient) {
  const saved: SavedModel[] = []
  const models = {
    champion: (kind: string) => Promise.resolve(saved.findLast((model) => model.kind === kind) ?? null),
    promote: (model: NewModel) => {
      saved.push({ trigger: 'manual', verdict: null, reference: null, ...model, version: saved.length + 1, state: 'champion' })
      return Promise.resolve(saved.length)
    },
  }
  const exclusions: { current: RecommendExclusions | null } = { current: null }
  const store = {
    read: () => Promise.resolve(exclusions.current),
    write: (next: RecommendExclusions) => {
      exclusions.current = next
      return Promise.resolve()
    },
  }
  return {
    service: new RecommendService({
      store: createRecommendStore(client),
      models,
      worker: createRecommendWorker(),
      clock: new ManualClock(NOW),
      exclusions: store,
    }),
    exclusions,
  }
}

/** Even customers buy tea, odd ones things for pets; baskets of two over 100 days. One line lies in the future. */
async function fillShop(client: ClickHouseClient): Promise<void> {
  const rng = new Rng('recommend-journey')
  const rows: Record<string, unknown>[] = []
  for (let customer = 0; customer < CUSTOMERS; customer += 1) {
    const [kind, category] = customer % 2 === 0 ? ['t', '茶'] : ['p', '宠物']
    for (let order = 0; order < 3; order += 1) {
      const at = new Date(NOW.getTime() - (95 - 30 * order - rng.int(20)) * DAY_MS)
      const first = rng.int(6)
      for (const item of [first, (first + 1) % 6]) rows.push(line(rows.length, customer, `${kind}${item}`, category as string, at, order))
    }
  }
  rows.push(line(rows.length, 0, '未来', '茶', new Date(NOW.getTime() + DAY_MS)))
  await insertRows(client, 'order_lines', rows)
  const profiles = Array.from({ length: CUSTOMERS }, (_, customer) => ({
    as_of: engineTime(NOW.getTime()),
    customer_id: customerId(customer),
    value_class: 'general',
    lifecycle_tier: 'active',
  }))
  await insertRows(client, 'profiles', profiles)
}

function line(key: number, customer: number, product: string, category: string, at: Date, order = 0): Record<string, unknown> {
  const time = engineTime(at.getTime())
  return {
    line_key: key,
    order_id: `o${customer}-${order}-${time}`,
    origin_id: customerId(customer),
    kind: 'sale',
    occurred_at: time,
    received_at: time,
    available_at: time,
    product_id: product,
    product_name: `商品 ${product}`,
    category,
    quantity: '1',
    unit_price: '20',
    amount: '20',
    currency: 'CNY',
  }
}

function customerId(customer: number): string {
  return `00000000-0000-7000-8000-${String(customer + 1).padStart(12, '0')}`
}
