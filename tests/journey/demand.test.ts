import type { ClickHouseClient } from '@clickhouse/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDemandWorker } from '#jobs/demand-worker.ts'
import { ManualClock } from '#kernel/clock.ts'
import { DemandService, type DemandBoard } from '#predict/demand/demand-service.ts'
import type { DemandCard } from '#predict/demand/demand-card.ts'
import type { DemandCurve, DemandRow, StockRow } from '#predict/demand/demand-store.ts'
import type { ModelRegistry, SavedModel } from '#predict/model-registry.ts'
import { createDemandStore } from '#store/analytical/demand-store.ts'
import { insertRows } from '#store/analytical/insert.ts'
import { withAnalyticalEngine } from '../support/analytical-engine.ts'

/** 2026-07-01 in Shanghai. */
const AS_OF = new Date('2026-06-30T16:00:00Z')
const DAYS = 150
const CUSTOMER = '00000000-0000-0000-0000-000000000001'

interface Sale {
  readonly product: string
  readonly category: string
  readonly store: string
  readonly quantity: number
  readonly daysAgo: number
  readonly more?: Record<string, unknown>
}

let key = 0
function line({ product, category, store, quantity, daysAgo, more }: Sale): Record<string, unknown> {
  key += 1
  // Noon in Shanghai.
  const at = new Date(AS_OF.getTime() - daysAgo * 86_400_000 + 12 * 3_600_000).toISOString().slice(0, 23).replace('T', ' ')
  return {
    line_key: key,
    order_id: `o${key}`,
    origin_id: CUSTOMER,
    kind: 'sale',
    occurred_at: at,
    received_at: at,
    available_at: at,
    product_id: product,
    product_name: `Name of ${product}`,
    category,
    store_id: store,
    quantity,
    unit_price: 2,
    amount: 2 * quantity,
    currency: 'CNY',
    ...more,
  }
}

/** Tea sells 10 a day and 20 at weekends in the north; rare cups sell 3 every ninth day online. */
function* sales(): Generator<Record<string, unknown>> {
  for (let daysAgo = DAYS; daysAgo >= 1; daysAgo -= 1) {
    const weekday = new Date(AS_OF.getTime() + 8 * 3_600_000 - daysAgo * 86_400_000).getUTCDay()
    const quantity = weekday === 0 || weekday === 6 ? 20 : 10
    yield line({ product: 'tea', category: 'drinks', store: 'north', quantity, daysAgo })
    if (daysAgo % 9 === 1) yield line({ product: 'cup', category: 'dishes', store: '', quantity: 3, daysAgo })
    if (daysAgo > 100) yield line({ product: 'old', category: 'dishes', store: 'north', quantity: 5, daysAgo })
  }
  const huge = { product: 'tea', category: 'drinks', store: 'north', quantity: 5000 }
  yield line({ ...huge, daysAgo: 3, more: { is_duplicate: 1 } })
  yield line({ ...huge, daysAgo: 3, more: { is_test: 1 } })
  yield line({ ...huge, quantity: -5000, daysAgo: 3, more: { kind: 'return' } })
  // The as-of day itself has begun in Shanghai and is not whole: it counts for nothing.
  yield line({ ...huge, daysAgo: 0 })
  // It happened before, but nobody knew of it yet.
  yield line({ ...huge, daysAgo: 5, more: { available_at: '2026-07-05 00:00:00.000' } })
}

/** Keeps the one model of the test. */
function registry(): Pick<ModelRegistry, 'champion' | 'promote'> {
  let kept: SavedModel | null = null
  return {
    champion: () => Promise.resolve(kept),
    promote(model) {
      kept = { ...model, version: 1, state: 'champion', trigger: 'manual', verdict: null, reference: null }
      return Promise.resolve(1)
    },
  }
}

interface Seen {
  readonly empty: { readonly card: DemandCard; readonly board: DemandBoard }
  readonly later: DemandCard
  readonly early: DemandCard
  readonly card: DemandCard
  readonly board: DemandBoard
  readonly rows: DemandRow[]
  readonly found: readonly DemandRow[]
  readonly tea: (DemandCurve & { holidays: { day: string }[] }) | null
  readonly drinks: DemandCurve | null
  readonly none: DemandCurve | null
  readonly stock: StockRow[]
  readonly stages: string[]
}

describe('demand from order lines to stock', () => {
  let seen: Seen

  beforeAll(async () => {
    seen = await withAnalyticalEngine(async (client: ClickHouseClient): Promise<Seen> => {
      const models = registry() as ModelRegistry
      const own = [{ id: '1', name: '店庆', kind: 'event' as const, from: '2026-06-20', to: '2026-06-21' }]
      const calendar = { country: () => Promise.resolve({ country: 'CN' }), own: () => Promise.resolve(own) }
      const clock = new ManualClock(AS_OF)
      const parts = {
        store: createDemandStore(client),
        models,
        worker: createDemandWorker(),
        clock,
        calendar,
        external: { daily: () => Promise.resolve([]) },
      }
      const service = new DemandService({ ...parts, project: { timeZone: 'Asia/Shanghai', currency: 'CNY' } })
      const empty = { card: await service.forecast(AS_OF), board: await service.board() }
      await insertRows(client, 'order_lines', [...sales()])
      const stages = new Set<string>()
      const card = await service.forecast(AS_OF, (stage) => stages.add(stage))
      const rows: DemandRow[] = []
      let cursor: string | null = null
      do {
        const page = await service.series({ sort: 'units', order: 'desc' }, { limit: 3, cursor })
        rows.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== null)
      // Half a year on nothing new has come in; what that forecasts is kept elsewhere.
      const later = new DemandService({
        ...parts,
        store: { ...parts.store, write: () => Promise.resolve() },
        models: registry() as ModelRegistry,
        clock: new ManualClock(new Date('2027-01-15T03:00:00Z')),
        project: { timeZone: 'Asia/Shanghai', currency: 'CNY' },
      })
      const stock: StockRow[] = []
      for await (const row of service.stockRows({ serviceLevel: 0.95, leadDays: 7 })) stock.push(row)
      return {
        empty,
        later: await later.forecast(),
        early: await later.forecast(new Date('2020-01-01T00:00:00Z')),
        card,
        board: await service.board(),
        rows,
        found: (await service.series({ level: 'product', q: 'NAME OF cu' }, { limit: 10, cursor: null })).items,
        tea: await service.one('product', 'tea'),
        drinks: await service.one('category', 'drinks'),
        none: await service.one('product', 'nothing'),
        stock,
        stages: [...stages],
      }
    })
  })

  it('says so when there is nothing to forecast from', () => {
    expect(seen.empty.card.total).toBeNull()
    expect(seen.empty.card.note?.en).toContain('no sales')
    expect(seen.empty.board.note?.zh).toContain('导入')
  })

  it('forecasts whole local days, without duplicates, tests, returns and what was not known yet', () => {
    const tea = seen.rows.find((row) => row.level === 'product' && row.key === 'tea')
    expect(tea).toMatchObject({ label: 'Name of tea', method: 'combination', historyDays: DAYS, last: 380 })
    // July 2026 begins on a Wednesday: 30 days with 8 at weekends.
    expect(tea?.units).toBeGreaterThan(370)
    expect(tea?.units).toBeLessThan(395)
    expect(seen.card.total?.units).toBeGreaterThan(375)
    expect(seen.stages).toEqual(['sales', 'forecast', 'write'])
  })

  it('says what the units come to in money, at two yuan each', () => {
    for (const row of seen.rows) {
      expect(row.amount?.currency).toBe('CNY')
      expect(row.amount?.minor).toBeCloseTo(200 * row.units, -0.4)
      expect(row.lastAmount).toEqual({ minor: 200 * row.last, currency: 'CNY' })
    }
    expect(seen.board.total?.amount?.minor).toBe(Math.round(200 * (seen.board.total?.units ?? 0)))
    expect(seen.stock[0]?.amount?.minor).toBe(Math.round(200 * (seen.stock[0]?.demand ?? 0)))
  })

  it('stands at the end of the newest data when that is old, and says so; an early time is told what there is', () => {
    // The newest sale is of the first of July; its day is whole at midnight in Shanghai.
    expect(seen.later.asOf).toBe('2026-07-01T16:00:00.000Z')
    expect(seen.later.total?.units).toBeGreaterThan(0)
    expect(seen.later.note?.en).toContain('The newest sale is from 2026-07-01, so the forecast is as of the end of that day.')
    expect(seen.later.note?.zh).toContain('2026-07-01')
    expect(seen.early).toMatchObject({ total: null, note: { en: 'There are no sales before that time; the last one is on 2026-07-01.' } })
  })

  it('adds up: products to categories, categories and stores to the total', () => {
    const sum = (level: string, field: 'units' | 'baseline' | 'last'): number =>
      seen.rows.filter((row) => row.level === level).reduce((total, row) => total + row[field], 0)
    for (const level of ['category', 'store', 'product']) {
      expect(sum(level, 'units')).toBeCloseTo(sum('total', 'units'), 6)
      expect(sum(level, 'baseline')).toBeCloseTo(sum('total', 'baseline'), 6)
      expect(sum(level, 'last')).toBe(sum('total', 'last'))
    }
    expect(seen.rows).toHaveLength(1 + 2 + 2 + 3)
    expect(new Set(seen.rows.map(({ level, key: series }) => `${level}/${series}`)).size).toBe(8)
    expect(seen.rows.map(({ units }) => units)).toEqual(seen.rows.map(({ units }) => units).toSorted((a, b) => b - a))
  })

  it('shows what it is worth beside the baseline', () => {
    expect(seen.board).toMatchObject({ asOf: AS_OF.toISOString(), horizonDays: 30 })
    const product = seen.board.accuracy.find(({ level }) => level === 'product')
    expect(product?.series).toBe(3)
    expect(product?.wape).toBeLessThan(0.2)
    expect(product?.baselineWape).toBeLessThan(0.2)
    expect(seen.board.methods.map(({ method, series }) => [method, series])).toContainEqual(['ended', 1])
  })

  it('reads one series with its past, its week and its interval', () => {
    expect(seen.tea?.history).toHaveLength(DAYS)
    expect(seen.tea?.history.at(-1)).toEqual({ day: '2026-06-30', units: 10 })
    expect(seen.drinks?.history.at(-3)).toEqual({ day: '2026-06-28', units: 20 })
    expect(seen.tea?.forecast).toHaveLength(30)
    expect(seen.tea?.forecast[0]?.day).toBe('2026-07-01')
    expect(seen.tea?.forecast[3]?.mean).toBeGreaterThan(17)
    expect(seen.tea?.forecast[5]?.mean).toBeLessThan(13)
    for (const { low, mean, high } of seen.tea?.forecast ?? []) {
      expect(low).toBeGreaterThanOrEqual(0)
      expect(mean).toBeGreaterThanOrEqual(low)
      expect(high).toBeGreaterThanOrEqual(mean)
    }
    expect(seen.tea?.holidays.map(({ day }) => day)).toEqual(expect.arrayContaining(['2026-06-19', '2026-06-20']))
    expect(seen.none).toBeNull()
  })

  it('finds by part of a name, whatever its case', () => {
    expect(seen.found.map((row) => row.key)).toEqual(['cup'])
    expect(seen.found[0]?.method).toBe('intermittent')
  })

  it('says what to keep in stock', () => {
    expect(seen.stock.map(({ productId }) => productId)).toEqual(['tea', 'cup', 'old'])
    const [tea, cup] = seen.stock
    // A week holds five days of 10 and two of 20.
    expect(tea?.leadDemand).toBeGreaterThan(84)
    expect(tea?.leadDemand).toBeLessThan(97)
    expect(tea?.reorderPoint).toBe(Math.ceil(tea?.leadDemand ?? 0) + (tea?.safetyStock ?? 0))
    expect(cup?.safetyStock).toBeGreaterThan(0)
  })
})
