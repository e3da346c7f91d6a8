import type { ClickHouseClient } from '@clickhouse/client'
import type { DayFilled, DayTimely } from '#quality/dimensions/quality-days.ts'
import { countedLine, ofSomeone, shownEvent } from '../sold-line.ts'
import { IS_PERSON, isFilled } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

const LONG = { max_execution_time: 300 }
const OF_DAY = 'received_at >= {from:DateTime64(3)} AND received_at < {to:DateTime64(3)}'
/** What happened longer before it came is history that somebody brings, not late. */
const RECENT = 'received_at - occurred_at < 2592000'

/** Fields that are counted, as SQL that is true where they have a value, and seconds within which a fact of the scope should come. */
const SCOPES = {
  events: {
    source: 'source_id',
    from: `events WHERE ${OF_DAY} AND ${shownEvent()}`,
    fields: { customer: ofSomeone(), channel: "channel != ''", name: "name != ''" },
    timely: { within: 300, recent: RECENT, age: "dateDiff('second', occurred_at, received_at)" },
  },
  customers: {
    source: "if(source IN ('import', 'file'), 'files', 'api')",
    from: `customers FINAL WHERE first_seen_at >= {from:DateTime64(3)} AND first_seen_at < {to:DateTime64(3)} AND ${IS_PERSON}`,
    fields: {
      gender: `gender != '' AND NOT ${isFilled('gender')}`,
      region: `region != '' AND NOT ${isFilled('region')}`,
      memberLevel: `member_level != '' AND NOT ${isFilled('memberLevel')}`,
      birthYear: `birth_year != 0 AND NOT ${isFilled('birthYear')}`,
    },
    // When a customer is first seen is when a record says so: how soon it came is measured there.
    timely: { within: 0, recent: '0', age: '0' },
  },
  'order-lines': {
    source: "if(import_id = '', 'api', 'files')",
    from: `order_lines FINAL WHERE ${OF_DAY} AND ${countedLine()}`,
    fields: {
      customer: ofSomeone(),
      productId: "product_id != ''",
      productName: "product_name != ''",
      category: "category != ''",
      currency: "currency != ''",
      channel: "channel != ''",
    },
    timely: { within: 86_400, recent: RECENT, age: "dateDiff('second', occurred_at, received_at)" },
  },
  tickets: {
    source: "'files'",
    from: `service_tickets FINAL WHERE ${OF_DAY}`,
    fields: { customer: ofSomeone(), kind: "kind != ''", topic: "topic != ''", channel: "channel != ''" },
    timely: { within: 86_400, recent: 'received_at - opened_at < 2592000', age: "dateDiff('second', opened_at, received_at)" },
  },
  measures: {
    source: "if(import_id = '', 'api', 'files')",
    from: `measures FINAL WHERE ${OF_DAY}`,
    fields: { unit: "unit != ''" },
    timely: { within: 86_400, recent: 'received_at - measured_at < 2592000', age: "dateDiff('second', measured_at, received_at)" },
  },
  feedback: {
    source: "if(import_id = '', 'api', 'files')",
    from: `feedback FINAL WHERE ${OF_DAY} AND is_removed = 0`,
    fields: { customer: ofSomeone(), score: 'score IS NOT NULL', topic: "topic != ''", channel: "channel != ''" },
    timely: { within: 86_400, recent: 'received_at - answered_at < 2592000', age: "dateDiff('second', answered_at, received_at)" },
  },
  subscriptions: {
    source: "if(import_id = '', 'api', 'files')",
    from: `subscription_facts FINAL WHERE ${OF_DAY} AND kind != 'ended'`,
    fields: { customer: ofSomeone() },
    timely: { within: 86_400, recent: 'received_at - said_at < 2592000', age: "dateDiff('second', said_at, received_at)" },
  },
} as const

/** Grain: one row per source of a scope. Cost: one pass over what came in on the day. */
const queryOf = ({ source, from, fields, timely }: (typeof SCOPES)[keyof typeof SCOPES]) => `
SELECT toString(${source}) AS from_source, toUInt32(count()) AS facts, [${Object.values(fields)
  .map((filled) => `toUInt32(countIf(${filled}))`)
  .join(
    ', ',
  )}] AS filled, toUInt32(countIf(${timely.recent})) AS recent, toUInt32(countIf(${timely.recent} AND ${timely.age} <= ${timely.within})) AS timely
FROM ${from} GROUP BY from_source`

interface Row {
  readonly from_source: string
  readonly facts: number
  readonly filled: readonly number[]
  readonly recent: number
  readonly timely: number
}

/** What came in within a day: values that are there, and how soon it came. */
export async function readQualityDay(
  client: ClickHouseClient,
  from: Date,
  to: Date,
): Promise<{ readonly filled: DayFilled[]; readonly timely: DayTimely[] }> {
  const filled: DayFilled[] = []
  const timely: DayTimely[] = []
  for (const [scope, definition] of Object.entries(SCOPES)) {
    const rows = await readRows<Row>(client, queryOf(definition), { from, to }, LONG)
    for (const row of rows) {
      const source = row.from_source
      for (const [i, field] of Object.keys(definition.fields).entries())
        filled.push({ source, scope, field, facts: row.facts, filled: row.filled[i] ?? 0 })
      timely.push({ source, scope, facts: row.recent, timely: row.timely })
    }
  }
  return { filled, timely }
}
