import { readValuePrediction } from '#store/analytical/queries/value-customer.ts'
import { everyone } from '#access/scope.ts'
import type { Page } from '#kernel/page.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { createValueWorker } from '#jobs/value-worker.ts'
import { ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import type { ModelRegistry, SavedModel } from '#predict/model-registry.ts'
import type { ValueCard } from '#predict/value/value-card.ts'
import type { ValueFacts } from '#predict/value/value-facts.ts'
import { ValueService, type ValueScoring, type StoredValuePrediction } from '#predict/value/value-service.ts'
import { insertRows } from '#store/analytical/insert.ts'
import { readValueBoard, type ValueBoard } from '#store/analytical/queries/value-board.ts'
import { readValueCustomers, type ValueRow } from '#store/analytical/queries/value-customers.ts'
import { createValueStore } from '#store/analytical/value-store.ts'
import type { Database } from '#store/relational/database.ts'
import { withAnalyticalEngine } from '../support/analytical-engine.ts'

const AS_OF = new Date('2026-03-01T00:00:00Z')
const CUSTOMERS = 400
const HISTORY_DAYS = 420
const MONTHLY = idOf(CUSTOMERS + 1)
const LATE = idOf(CUSTOMERS + 2)
const TESTER = idOf(CUSTOMERS + 3)

function idOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

function ago(days: number): string {
  return new Date(AS_OF.getTime() - days * 86_400_000).toISOString().slice(0, 23).replace('T', ' ')
}

let key = 0
function line(customer: string, days: number, amount: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  key += 1
  return {
    line_key: key,
    order_id: `o${key}`,
    origin_id: customer,
    kind: 'sale',
    occurred_at: ago(days),
    received_at: ago(days),
    available_at: ago(days),
    product_id: `p${key % 7}`,
    category: key % 2 === 0 ? 'tea' : 'cups',
    quantity: 1,
    unit_price: Math.abs(amount),
    amount,
    currency: 'CNY',
    channel: 'web',
    ...more,
  }
}

/** Customers with a rate, a price and a chance to leave of their own, and three with a story. */
function orderLines(): Record<string, unknown>[] {
  const rng = new Rng('value-journey')
  const lines: Record<string, unknown>[] = []
  for (let n = 1; n <= CUSTOMERS; n += 1) {
    const [gap, price, dropout] = [10 + rng.exponential(30), 20 + rng.exponential(80), rng.uniform(0, 0.3)]
    for (let days = rng.uniform(10, HISTORY_DAYS); days > 0; days -= rng.exponential(gap)) {
      lines.push(line(idOf(n), days, price * rng.uniform(0.5, 1.5)))
      if (rng.chance(dropout)) break
    }
  }
  for (let days = 301; days > 0; days -= 30) lines.push(line(MONTHLY, days, 90, { category: 'coffee' }))
  lines.push(line(LATE, 50, 500), line(LATE, 20, 500, { available_at: ago(-3) }), line(TESTER, 40, 9000))
  lines.push(line(MONTHLY, 200, -90, { kind: 'return', quantity: -1, order_id: 'back' }))
  return lines
}

function registryInMemory(): ModelRegistry {
  let kept: SavedModel | null = null
  return {
    champion: async () => kept,
    promote: async (model) => {
      const version = (kept?.version ?? 0) + 1
      kept = {
        trigger: 'manual',
        verdict: null,
        reference: null,
        ...model,
        version,
        state: 'champion',
        ...JSON.parse(JSON.stringify({ body: model.body, card: model.card })),
      }
      return version
    },
    keepChallenger: async () => 0,
    versions: async () => [],
    version: async () => kept,
    makeChampion: async () => undefined,
  }
}

const nobody = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

describe('value of a small shop on its engines', () => {
  let facts: ValueFacts[]
  let labelled: ValueFacts[]
  let card: ValueCard
  let kept: ValueCard | null
  let scoring: ValueScoring
  let board: ValueBoard
  let monthly: StoredValuePrediction | null
  let top: Page<ValueRow>
  let rest: Page<ValueRow>
  let before: ValueBoard

  beforeAll(async () => {
    await withAnalyticalEngine(async (client: ClickHouseClient) => {
      const lines = orderLines()
      await insertRows(client, 'order_lines', lines)
      const buyers = [...new Set(lines.map((each) => each['origin_id']))]
      await insertRows(
        client,
        'customers',
        buyers.map((id) => ({ customer_id: id, first_seen_at: ago(40), is_test: id === TESTER ? 1 : 0, updated_at: ago(40) })),
      )
      const store = createValueStore(client, { currency: 'CNY' })
      const service = new ValueService({ store, models: registryInMemory(), worker: createValueWorker(), clock: new ManualClock(AS_OF) })
      before = await readValueBoard(client, 'CNY')
      facts = await store.facts(AS_OF)
      labelled = await store.facts(new Date(AS_OF.getTime() - 30 * 86_400_000), { days: 30, knownAt: AS_OF })
      card = await service.train({ grossMargin: 0.5 })
      kept = await service.card()
      scoring = await service.score()
      await service.score()
      board = await readValueBoard(client, 'CNY')
      monthly = await readValuePrediction(client, MONTHLY)
      const parts = { client, db: nobody, currency: 'CNY', timeZone: 'UTC' }
      top = await readValueCustomers(parts, everyone('a test'), {}, { limit: 50, cursor: null })
      rest = await readValueCustomers(parts, everyone('a test'), { sort: 'next_order', order: 'asc' }, { limit: 400, cursor: null })
    })
  })

  it('reads what was available then, and nothing later', () => {
    const late = facts.find(({ customerId }) => customerId === LATE)
    expect(late).toMatchObject({ purchaseDays: 1, age: 50, recency: 0, spend: 500 })
    expect(labelled.find(({ customerId }) => customerId === LATE)?.later).toMatchObject({ purchaseDays: 0, spend: 0 })
    expect(facts.some(({ customerId }) => customerId === TESTER)).toBe(false)
    const regular = facts.find(({ customerId }) => customerId === MONTHLY)
    expect(regular).toMatchObject({ purchaseDays: 11, age: 301, recency: 300, meanGap: 30, gapSpread: 0, spend: 990, returned: 90 })
    expect(regular?.categories[0]?.category).toBe('coffee')
    expect(labelled.find(({ customerId }) => customerId === MONTHLY)?.later).toMatchObject({
      purchaseDays: 1,
      spend: 90,
      category: 'coffee',
    })
    expect(labelled.find(({ customerId }) => customerId === MONTHLY)?.later?.firstAfterDays).toBeCloseTo(29, 6)
  })

  it('trains, back-tests on later data and keeps the card', () => {
    expect(card.rung).toBe('mbg-nbd')
    expect(card).toMatchObject({ version: 1, horizonMonths: 12, yearlyDiscount: 0.1, grossMargin: 0.5 })
    expect(kept).toEqual(card)
    expect(card.quality?.days).toBe(104)
    expect(card.quality?.error).toBeLessThan(card.quality?.baselineError ?? 0)
    expect(card.quality?.coverage).toBeGreaterThan(0.7)
    expect(card.propensity?.customers).toBeGreaterThan(300)
    expect(card.propensity?.auc).toBeGreaterThan(0.65)
    expect(card.parameters.map(({ name }) => name)).toEqual(['r', 'alpha', 'a', 'b', 'p', 'q', 'v'])
  })

  it('predicts for each customer once, also when scored twice', () => {
    expect(scoring.scored).toBe(facts.length)
    expect(before.asOf).toBeNull()
    expect(board.customers).toBe(facts.length)
    expect(board.alive.reduce((sum, { customers }) => sum + customers, 0)).toBe(facts.length)
    expect(board.histogram.reduce((sum, { customers }) => sum + customers, 0)).toBe(facts.length)
    expect(board.total?.estimate.minor).toBeCloseTo(100 * scoring.total.value, -1)
    expect(board.total?.low.minor).toBeLessThan(board.total?.estimate.minor ?? 0)
    expect(board.topTenthShare).toBeGreaterThan(0.2)
    expect(board.topTenthShare).toBeLessThan(1)
    expect(board.nextOrders.reduce((sum, { customers }) => sum + customers, 0)).toBeGreaterThan(50)
    expect(board.nextCategories.map(({ category }) => category)).toContain('tea')
  })

  it('expects a monthly customer about when the month is over, for coffee', () => {
    expect(monthly?.alive).toBeGreaterThan(0.7)
    expect(monthly?.nextCategory?.category).toBe('coffee')
    const days = ((monthly?.nextOrder?.at.getTime() ?? 0) - AS_OF.getTime()) / 86_400_000
    expect(days).toBeGreaterThan(15)
    expect(days).toBeLessThan(40)
    expect(monthly?.nextAmount?.amount).toBeGreaterThan(60)
    expect(monthly?.nextAmount?.amount).toBeLessThan(120)
  })

  it('lists customers by value page by page, and by date with the unknown last', () => {
    expect(top.items).toHaveLength(50)
    expect(top.nextCursor).not.toBeNull()
    const values = top.items.map(({ value }) => value.estimate.minor)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    const dates = rest.items.map(({ nextOrderAt }) => nextOrderAt)
    const known = dates.filter((date) => date !== null)
    expect(dates.slice(0, known.length)).toEqual(known.toSorted())
  })
})
