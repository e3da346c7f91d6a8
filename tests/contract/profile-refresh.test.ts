import type { ClickHouseClient } from '@clickhouse/client'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { atOnce } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import { segmentCustomers } from '#segment/segment-customers.ts'
import { DEFAULT_TIER_SCHEME } from '#segment/tier-scheme.ts'
import type { TierScheme } from '#segment/tier-scheme.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { withAnalyticalEngine } from '../support/analytical-engine.ts'

const AS_OF = new Date('2026-06-01T00:00:00Z')
const CHANNELS = ['', 'web', 'store', 'app']
const CATEGORIES = ['', 'tea', 'coffee']

interface Order {
  /** Quarters of a day before the as-of time; below 0: after it. */
  readonly at: number
  readonly lines: readonly { readonly price: number; readonly category: number; readonly isReturn: boolean }[]
  readonly channel: number
  readonly isTest: boolean
  /** Quarters of a day until it came in. */
  readonly late: number
}
interface Person {
  readonly registeredAt: number | null
  readonly firstSeenAt: number
  readonly isTest: boolean
  readonly orders: readonly Order[]
  readonly events: readonly { readonly at: number; readonly channel: number; readonly isBot: boolean; readonly late: number }[]
}

const quarter = fc.oneof(fc.integer({ min: -2, max: 16 }), fc.integer({ min: 0, max: 1_600 }))
const person: fc.Arbitrary<Person> = fc.record({
  registeredAt: fc.option(quarter),
  firstSeenAt: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 1_600 }) }, fc.constant(-1)),
  isTest: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  orders: fc.array(
    fc.record({
      at: quarter,
      lines: fc.array(
        fc.record({ price: fc.constantFrom(0, 0.1, 5, 5, 19.99), category: fc.nat(2), isReturn: fc.constantFrom(false, false, true) }),
        { minLength: 1, maxLength: 3 },
      ),
      channel: fc.nat(3),
      isTest: fc.constantFrom(false, false, false, true),
      late: fc.constantFrom(0, 0, 0, 6),
    }),
    { maxLength: 6 },
  ),
  events: fc.array(fc.record({ at: quarter, channel: fc.nat(3), isBot: fc.boolean(), late: fc.constantFrom(0, 0, 6) }), { maxLength: 3 }),
})

const shares = (n: number) =>
  fc.array(fc.integer({ min: 0, max: 10 }), { minLength: n, maxLength: n }).filter((parts) => parts.some((part) => part > 0))
const ascending = (n: number, most: number) =>
  fc.uniqueArray(fc.double({ min: 0, max: most, noNaN: true }), { minLength: n, maxLength: n }).map((at) => at.toSorted((a, b) => a - b))
const scheme: fc.Arbitrary<TierScheme> = fc.integer({ min: 3, max: 7 }).chain((levels) => {
  const cutting = (most: number) =>
    fc.oneof(
      fc.constant({ by: 'quantiles' as const }),
      ascending(levels - 1, most).map((at) => ({ by: 'cutoffs' as const, at })),
    )
  return fc.record({
    rfm: fc.record({
      windowDays: fc.constantFrom(1, 30, 90, 365, 3_650),
      levels: fc.constant(levels),
      recency: cutting(400),
      frequency: cutting(6),
      monetary: cutting(60),
      weights: shares(3).map(([r = 0, f = 0, m = 0]) => ({ r: r / (r + f + m), f: f / (r + f + m), m: m / (r + f + m) })),
    }),
    classes: fc.record({
      recentFrom: fc.integer({ min: 1, max: levels }),
      highFrom: fc.constantFrom(2, 2.5, 3),
      formerFrom: fc.constantFrom(1.5, 2, 3),
    }),
    tiers: fc.record({
      mode: fc.constantFrom('fixed' as const, 'fitted' as const),
      newDays: fc.constantFrom(0, 1.5, 2, 60),
      dormantDays: fc.constantFrom(2.5, 3, 30, 120.25, 200),
      overdueRatio: fc.constantFrom(0.5, 1.5, 2),
      cadenceOrders: fc.integer({ min: 2, max: 4 }),
      highValue: fc.oneof(
        fc.constantFrom(0.1, 0.29, 0.5).map((share) => ({ by: 'share' as const, share })),
        fc.constantFrom(5, 19.99, 50).map((amount) => ({ by: 'amount' as const, amount })),
      ),
      targets: shares(5).map((parts) => {
        const sum = parts.reduce((total, part) => total + part, 0)
        const [a = 0, b = 0, c = 0, d = 0, e = 0] = parts.map((part) => part / sum)
        return { new: a, at_risk: b, dormant: c, high_value: d, active: e }
      }),
      hints: fc.constant(DEFAULT_TIER_SCHEME.tiers.hints),
    }),
  })
})

const idOf = (i: number) => `00000000-0000-7000-8000-${String(i + 1).padStart(12, '0')}`
const timeOf = (quarters: number) => AS_OF.getTime() - (quarters * DAY_MS) / 4
const amountOf = (line: Order['lines'][number]) => Math.round(line.price * (line.isReturn ? -2 : 2) * 1e6) / 1e6

async function store(client: ClickHouseClient, people: readonly Person[]): Promise<void> {
  for (const table of ['customers', 'order_lines', 'events', 'profiles']) await client.command({ query: `TRUNCATE TABLE ${table}` })
  await insertRows(
    client,
    'customers',
    people.map(({ registeredAt, firstSeenAt, isTest }, i) => ({
      customer_id: idOf(i),
      registered_at: registeredAt === null ? null : engineTime(timeOf(registeredAt)),
      first_seen_at: engineTime(timeOf(firstSeenAt)),
      is_test: Number(isTest),
      updated_at: engineTime(AS_OF.getTime()),
    })),
  )
  await insertRows(
    client,
    'order_lines',
    people.flatMap(({ orders }, i) =>
      orders.flatMap(({ at, lines, channel, isTest, late }, o) =>
        lines.map((line, l) => ({
          line_key: String(1_000 * i + 10 * o + l),
          order_id: `${i}-${o}`,
          origin_id: idOf(i),
          kind: line.isReturn ? 'return' : 'sale',
          occurred_at: engineTime(timeOf(at)),
          received_at: engineTime(timeOf(at)),
          available_at: engineTime(timeOf(at - late)),
          category: CATEGORIES[line.category],
          quantity: line.isReturn ? -2 : 2,
          unit_price: line.price,
          amount: amountOf(line),
          channel: CHANNELS[channel],
          is_test: Number(isTest),
        })),
      ),
    ),
  )
  await insertRows(
    client,
    'events',
    people.flatMap(({ events }, i) =>
      events.map(({ at, channel, isBot, late }, e) => ({
        message_id: `${i}-${e}`,
        origin_id: idOf(i),
        occurred_at: engineTime(timeOf(at)),
        available_at: engineTime(timeOf(at - late)),
        channel: CHANNELS[channel],
        is_bot: Number(isBot),
      })),
    ),
  )
}

/** Sold and known at the as-of time. */
const isKnownOrder = ({ at, late, isTest, lines }: Order): boolean =>
  at >= late && !isTest && lines.some(({ price, isReturn }) => !isReturn && price > 0)

/** The keys with the largest sum; with ties several. */
function largest(of: readonly (readonly [key: string, value: number])[]): string[] {
  const sums = new Map<string, number>()
  for (const [key, value] of of) sums.set(key, Math.round(((sums.get(key) ?? 0) + value) * 1e6) / 1e6)
  return [...sums].filter(([, sum]) => sum === Math.max(...sums.values())).map(([key]) => key)
}

/** The categories that somebody spent most on, and the channels that they used most; of events where no order has one. */
function favouritesOf(own: Person): { readonly categories: readonly string[]; readonly channels: readonly string[] } {
  const orders = own.orders.filter(isKnownOrder)
  const sold = orders.flatMap(({ lines }) => lines.filter(({ price, isReturn, category }) => !isReturn && price > 0 && category > 0))
  const ordered = largest(orders.map(({ channel }) => [CHANNELS[channel] ?? '', 1]))
  const visited = largest(
    own.events.filter(({ at, late, isBot }) => at >= late && !isBot).map(({ channel }) => [CHANNELS[channel] ?? '', 1]),
  )
  return {
    categories: largest(sold.map((line) => [CATEGORIES[line.category] ?? '', amountOf(line)])),
    // A blank that is tied with a name may be chosen, and then the events are asked.
    channels:
      ordered.includes('') || ordered.length === 0
        ? [...ordered.filter((one) => one !== ''), ...(visited.length === 0 ? [''] : visited)]
        : ordered,
  }
}

/** What is known of the people, said a second time and without SQL. */
function factsOf(people: readonly Person[], windowDays: number): CustomerFacts[] {
  return people.flatMap((own, i): CustomerFacts[] => {
    if (own.isTest || own.firstSeenAt < 0) return []
    const orders = own.orders.filter(isKnownOrder).map(({ at, lines }) => ({
      at: timeOf(at),
      spent: lines.filter(({ isReturn }) => !isReturn).reduce((sum, line) => sum + amountOf(line), 0),
    }))
    const times = orders.map(({ at }) => at)
    const recent = orders.filter(({ at }) => at > AS_OF.getTime() - windowDays * DAY_MS)
    const seen = own.events.filter(({ at, isBot, late }) => at >= late && !isBot).map(({ at }) => timeOf(at))
    const sum = (list: typeof orders) => Math.round(list.reduce((total, { spent }) => total + spent, 0) * 1e6) / 1e6
    const [first, last] = times.length === 0 ? [null, null] : [Math.min(...times), Math.max(...times)]
    return [
      {
        customerId: idOf(i),
        registeredAt: own.registeredAt === null ? null : timeOf(own.registeredAt),
        firstOrderAt: first,
        lastOrderAt: last,
        lastActiveAt: times.length + seen.length === 0 ? null : Math.max(...times, ...seen),
        frequency: recent.length,
        monetary: sum(recent),
        lifetimeOrders: orders.length,
        lifetimeSpend: sum(orders),
        meanGapDays: first === null || last === null || orders.length < 2 ? null : (last - first) / 1000 / 86_400 / (orders.length - 1),
        favouriteCategory: '',
        mainChannel: '',
      },
    ]
  })
}

interface Row {
  id: string
  first: string | null
  last: string | null
  active: string | null
  recency: number | null
  frequency: number
  monetary: number
  average: number
  orders: number
  spend: number
  gap: number | null
  r: number
  f: number
  m: number
  combined: number | null
  tier: string
  class: string
  category: string
  channel: string
}

const ROWS = `
SELECT toString(customer_id) AS id, first_order_at AS first, last_order_at AS last, last_active_at AS active, recency_days AS recency, frequency, toFloat64(monetary) AS monetary,
  toFloat64(average_order) AS average, lifetime_orders AS orders, toFloat64(lifetime_spend) AS spend, mean_gap_days AS gap, r_score AS r, f_score AS f, m_score AS m,
  rfm_score AS combined, lifecycle_tier AS tier, value_class AS class,
  favourite_category AS category, main_channel AS channel
FROM profiles FINAL WHERE as_of = {asOf:DateTime64(3,'UTC')} ORDER BY id`

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString())

test('a run of profiles in SQL says what the pure functions say, of every customer and under every scheme', async () => {
  await withAnalyticalEngine(async (client) => {
    const profiles = createProfileStore(client)
    await fc.assert(
      fc.asyncProperty(fc.array(person, { maxLength: 24 }), scheme, async (people, tried) => {
        await store(client, people)
        const run = await profiles.refresh(AS_OF, { version: 3, scheme: tried })
        const expected = atOnce(segmentCustomers(factsOf(people, tried.rfm.windowDays), AS_OF, tried))
        const rows = await readRows<Row>(client, ROWS, { asOf: AS_OF })
        expect(
          rows.map(({ id, first, last, active, recency, frequency, monetary, orders, spend, gap, r, f, m, tier, ...row }) => [
            [id, first, last, active, recency, frequency, monetary, orders, spend, gap],
            [r, f, m, tier, row.class],
          ]),
        ).toEqual(
          expected.customers.map(({ facts, recencyDays, rfm, tier, valueClass }) => [
            [
              facts.customerId,
              iso(facts.firstOrderAt),
              iso(facts.lastOrderAt),
              iso(facts.lastActiveAt),
              recencyDays,
              facts.frequency,
              facts.monetary,
              facts.lifetimeOrders,
              facts.lifetimeSpend,
              facts.meanGapDays,
            ],
            [rfm.r, rfm.f, rfm.m, tier, valueClass ?? ''],
          ]),
        )
        for (const [i, { id, combined, average, category, channel }] of rows.entries()) {
          const favourites = favouritesOf(people[Number(id.slice(-12)) - 1] as Person)
          expect(favourites.categories.length === 0 ? [''] : favourites.categories).toContain(category)
          expect(favourites.channels).toContain(channel)
          const { facts, combined: score } = expected.customers[i] as (typeof expected.customers)[number]
          expect(combined === null ? -1 : combined).toBeCloseTo(score ?? -1, 9)
          expect(average).toBeCloseTo(facts.frequency === 0 ? 0 : facts.monetary / facts.frequency, 5)
        }
        expect(run).toEqual({ asOf: AS_OF, customers: expected.customers.length, tiers: expected.tiers, cutoffs: expected.cutoffs })
        expect(await readRows(client, 'SELECT run_id FROM profile_facts')).toEqual([])
      }),
      { numRuns: 25, seed: 11 },
    )
  })
})
