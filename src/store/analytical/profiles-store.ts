import type { ClickHouseClient } from '@clickhouse/client'
import { Breather } from '#kernel/breather.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import type { ProfileStore, SegmentedCustomer } from '#segment/profile-service.ts'
import { engineTime, insertRows } from './insert.ts'
import { FACTS_CHANGED } from './queries/facts-changed.ts'
import { PROFILE_FACTS } from './queries/profile-facts.ts'
import { readRows } from './queries/read-rows.ts'

interface FactsRow {
  customer_id: string
  registered_ms: string | number | null
  first_order_ms: string | number | null
  last_order_ms: string | number | null
  last_active_ms: string | number | null
  lifetime_orders: string | number
  all_spent: number
  frequency: string | number
  spent: number
  mean_gap_days: number | null
  favourite_category: string
  usual_channel: string
}

/** Rows made and sent in one go: some hundredths of a second in which nobody else is answered. */
const BLOCK = 4_000

export function createProfileStore(client: ClickHouseClient): ProfileStore {
  return {
    async readFacts(asOf, rfmWindowDays) {
      const result = await client.query({ query: PROFILE_FACTS, format: 'JSONEachRow', query_params: { asOf, windowDays: rfmWindowDays } })
      const customers: CustomerFacts[] = []
      const breather = new Breather()
      for await (const rows of result.stream<FactsRow>()) {
        await breather.pause()
        for (const row of rows) customers.push(toFacts(row.json()))
      }
      return customers
    },

    async isBehind() {
      const [row] = await readRows<{ behind: number }>(client, FACTS_CHANGED)
      return row?.behind === 1
    },

    async writeProfiles(asOf, definitionVersion, customers) {
      for (let start = 0; start < customers.length; start += BLOCK) {
        const block = customers.slice(start, start + BLOCK).map((customer) => toRow(asOf, definitionVersion, customer))
        await insertRows(client, 'profiles', block)
      }
    },
  }
}

function toFacts(row: FactsRow): CustomerFacts {
  return {
    customerId: row.customer_id,
    registeredAt: toTime(row.registered_ms),
    firstOrderAt: toTime(row.first_order_ms),
    lastOrderAt: toTime(row.last_order_ms),
    lastActiveAt: toTime(row.last_active_ms),
    frequency: Number(row.frequency),
    monetary: row.spent,
    lifetimeOrders: Number(row.lifetime_orders),
    lifetimeSpend: row.all_spent,
    meanGapDays: row.mean_gap_days,
    favouriteCategory: row.favourite_category,
    mainChannel: row.usual_channel,
  }
}

function toRow(asOf: Date, definitionVersion: string, customer: SegmentedCustomer): Record<string, unknown> {
  const { facts, rfm } = customer
  return {
    as_of: engineTime(asOf.getTime()),
    customer_id: facts.customerId,
    definition_version: definitionVersion,
    first_order_at: timeOrNull(facts.firstOrderAt),
    last_order_at: timeOrNull(facts.lastOrderAt),
    last_active_at: timeOrNull(facts.lastActiveAt),
    recency_days: customer.recencyDays,
    frequency: facts.frequency,
    monetary: facts.monetary.toFixed(6),
    average_order: (facts.frequency === 0 ? 0 : facts.monetary / facts.frequency).toFixed(6),
    lifetime_orders: facts.lifetimeOrders,
    lifetime_spend: facts.lifetimeSpend.toFixed(6),
    mean_gap_days: facts.meanGapDays,
    r_score: rfm.r,
    f_score: rfm.f,
    m_score: rfm.m,
    lifecycle_tier: customer.tier,
    value_class: customer.valueClass ?? '',
    favourite_category: facts.favouriteCategory,
    main_channel: facts.mainChannel,
  }
}

function toTime(value: string | number | null): number | null {
  return value === null ? null : Number(value)
}

function timeOrNull(time: number | null): string | null {
  return time === null ? null : engineTime(time)
}
